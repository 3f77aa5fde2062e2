import type { SessionLike, Tool } from "@codespar/protocol";

import type { AdapterOptions } from "./adapter-options.ts";
import { bindTool, type BoundTool, type FrameworkInfo } from "./bound-tool.ts";
import { createSearchTools, searchToolTokens } from "./create-search-tools.ts";
import { fitBudget } from "./fit-budget.ts";
import { assignToolNames } from "./names/assign-tool-names.ts";
import type { Dialect } from "./schema/dialect.ts";
import { type DialectSchema, toDialect } from "./schema/to-dialect.ts";
import { toStrict } from "./schema/to-strict.ts";
import { loadTracing } from "./tracing.ts";

/** What an adapter says of itself. */
export interface ToolkitOptions extends AdapterOptions {
  readonly framework: FrameworkInfo;
  /** The dialect that suits the framework; the user's `dialect` goes before it. */
  readonly defaultDialect: Dialect;
  /** Whether the framework can defer definitions, so that the budget needs no search tools. */
  readonly canDefer?: boolean | undefined;
  /** Whether the framework keeps a name for itself, although it is portable. */
  readonly isReserved?: ((name: string) => boolean) | undefined;
  /** Characters the framework leaves of a name (64). */
  readonly maxNameLength?: number | undefined;
  /** Arguments the framework keeps for itself. */
  readonly reservedKeys?: readonly string[] | undefined;
}

/** A tool that cannot be offered. */
export interface SkippedTool {
  readonly tool: Tool;
  readonly reason: string;
}

/** A session's tools in neutral form. */
export interface Toolkit {
  readonly tools: readonly BoundTool[];
  /** The tools that cannot be offered, each with its reason; never a silent loss. */
  readonly skipped: readonly SkippedTool[];
  /** Finds a tool by the name a model sees, or by the session's own. */
  find(name: string): BoundTool | undefined;
}

/** Lists a session's tools and makes a toolkit of them. */
export async function createToolkit(
  session: SessionLike,
  options: ToolkitOptions,
): Promise<Toolkit> {
  await loadTracing();
  return bindTools(session, await session.tools(), options);
}

/** Makes a toolkit of a list of tools, without asking the session for it. */
export function bindTools(
  session: Pick<SessionLike, "id" | "execute">,
  tools: readonly Tool[],
  options: ToolkitOptions,
): Toolkit {
  const skipped: SkippedTool[] = [];
  const unique = withoutDuplicates(tools, skipped);
  const names = assignToolNames(unique, options);
  const entries = unique.flatMap((tool, index) => {
    const name = names[index];
    if (name === undefined || !isWanted(tool, options)) return [];
    const schema = schemaFor(tool, options);
    if ("reason" in schema) {
      skipped.push({ tool, reason: schema.reason });
      return [];
    }
    return [{ tool, name, ...schema }];
  });
  for (const { tool, reason } of skipped) options.onSkip?.(tool, reason);
  const fitting = fittingNames(entries, options);
  const all = entries.map((entry) =>
    bindTool({
      ...entry,
      session,
      options,
      framework: options.framework,
      deferred: fitting?.has(entry.name) === false,
    }),
  );
  const offered = options.canDefer === true ? all : withSearch(all);
  return {
    skipped,
    tools: offered,
    find: (name) =>
      offered.find((bound) => bound.name === name) ?? all.find((bound) => bound.tool.name === name),
  };
}

/** The names whose definitions fit the budget; nothing when there is none. */
function fittingNames(
  entries: ReadonlyArray<{ readonly tool: Tool; readonly name: string } & ModelSchema>,
  { budget, canDefer }: ToolkitOptions,
): ReadonlySet<string> | undefined {
  if (budget === undefined) return undefined;
  const definitions = entries.map(({ name, inputSchema, tool: { description, server } }) => ({
    name,
    inputSchema,
    description,
    server,
  }));
  const overhead = canDefer === true ? 0 : searchToolTokens;
  return fitBudget(definitions, { tokens: budget.tokens, overhead });
}

/** Where nothing can be deferred, what does not fit is found and called through two tools. */
function withSearch(tools: readonly BoundTool[]): readonly BoundTool[] {
  if (!tools.some(({ deferred }) => deferred)) return tools;
  const search = createSearchTools(tools);
  const taken = new Set(search.map(({ name }) => name));
  return [...tools.filter(({ deferred, name }) => !deferred && !taken.has(name)), ...search];
}

function withoutDuplicates(tools: readonly Tool[], skipped: SkippedTool[]): readonly Tool[] {
  const seen = new Set<string>();
  return tools.filter((tool) => {
    if (!seen.has(tool.name)) return seen.add(tool.name);
    skipped.push({ tool, reason: "another tool has the same name" });
    return false;
  });
}

function isWanted(tool: Tool, { include, exclude = [], filter }: AdapterOptions): boolean {
  if (include !== undefined && !include.includes(tool.name)) return false;
  return !exclude.includes(tool.name) && filter?.(tool) !== false;
}

interface ModelSchema extends Omit<DialectSchema, "schema"> {
  readonly inputSchema: DialectSchema["schema"];
  readonly strict: boolean;
}

function schemaFor(tool: Tool, options: ToolkitOptions): ModelSchema | { readonly reason: string } {
  const dialect = options.dialect ?? options.defaultDialect;
  const written = toDialect(tool.input_schema, dialect, options.reservedKeys);
  if ("reason" in written) return written;
  const strict = options.strict === "auto" ? toStrict(written.schema) : undefined;
  const { aliases, notes } = written;
  return { aliases, notes, inputSchema: strict ?? written.schema, strict: strict !== undefined };
}
