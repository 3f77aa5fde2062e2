import {
  bindOneTool,
  createToolkit,
  defaultMaxResultChars,
  repairCall,
  searchTools,
  type Toolkit,
  type ToolkitOptions,
  type WrittenCall,
} from "@codespar/adapter";
import type { SessionLike, Tool } from "@codespar/protocol";
import type { ToolSet } from "ai";

import { type ConversionOptions, convertTool, type VercelTool } from "./convert-tool.ts";
import { sdkMajor } from "./sdk-major.ts";
import type { VercelOptions } from "./vercel-options.ts";
import { adapterVersion } from "./version.ts";

/** A tool the AI SDK asks about before it runs it. */
export type ToolApproval = Readonly<
  Record<string, (input: unknown) => Promise<"user-approval" | undefined>>
>;

/** Mends a call the AI SDK could not make sense of, or answers null to leave it. */
export type RepairToolCall = <Call extends WrittenCall>(options: {
  readonly toolCall: Call;
}) => Promise<Call | null>;

/** A session's tools for the AI SDK, with what else `generateText` and `streamText` take. */
export interface VercelToolkit {
  /** Give it to `tools`. */
  readonly tools: ToolSet;
  /**
   * Give it to `toolApproval` on version 7. A map, so that it decides for these tools only; on
   * version 6 the tools decide by themselves.
   */
  readonly toolApproval: ToolApproval;
  /** Give it to `repairToolCall` (`experimental_repairToolCall` on version 6). */
  readonly repairToolCall: RepairToolCall;
  /**
   * Give it to `toolSearch({ search })`: ranks deferred tools by the session's own search, or by
   * the words of the query where the session has none.
   */
  readonly search: (options: { readonly query: string }) => Promise<string[]>;
  /** The tools that cannot be offered, each with its reason. */
  readonly skipped: Toolkit["skipped"];
}

/** Gets a session's tools as AI SDK tools: pass them to `tools`. */
export async function getTools(
  session: SessionLike,
  options: VercelOptions = {},
): Promise<ToolSet> {
  return toToolSet(session.id, await createToolkit(session, toolkitOptions(options)), options);
}

/**
 * Converts one tool. Run directly, `tool.execute?.(params, options)`, it takes what the AI SDK gives
 * as options.
 */
export function toVercelTool(
  tool: Tool,
  session: Pick<SessionLike, "id" | "execute">,
  options: VercelOptions = {},
): VercelTool {
  const bound = bindOneTool(tool, toolkitOptions(options), session);
  return convertTool(bound, conversionOptions(session.id, options));
}

/** Gets a session's tools together with approval, repair and search. */
export async function createVercelToolkit(
  session: SessionLike,
  options: VercelOptions = {},
): Promise<VercelToolkit> {
  const toolkit = await createToolkit(session, toolkitOptions(options));
  return {
    tools: toToolSet(session.id, toolkit, options),
    toolApproval: toApproval(toolkit),
    repairToolCall: ({ toolCall }) => Promise.resolve(repairCall(toolkit, toolCall) ?? null),
    skipped: toolkit.skipped,
    async search({ query }) {
      const found = await session.findTools?.(query);
      if (found === undefined) return searchTools(toolkit.tools, query).map(({ name }) => name);
      return found.flatMap(({ name }) => toolkit.find(name)?.name ?? []);
    },
  };
}

function toolkitOptions(options: VercelOptions): ToolkitOptions {
  const version = sdkMajor();
  return {
    ...options,
    defaultDialect: "portable",
    framework: { name: "ai", version, adapterVersion },
    canDefer: options.defer === true && version === "7",
  };
}

/** Sorted by name, so that a request's tools are the same from run to run and prompts stay cached. */
function toToolSet(sessionId: string, toolkit: Toolkit, options: VercelOptions): ToolSet {
  const conversion = conversionOptions(sessionId, options);
  const sorted = toolkit.tools.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  return Object.fromEntries(sorted.map((bound) => [bound.name, convertTool(bound, conversion)]));
}

function conversionOptions(sessionId: string, options: VercelOptions): ConversionOptions {
  const { maxResultChars = defaultMaxResultChars, media = "parts" } = options;
  return { sessionId, maxResultChars, media, major: sdkMajor() };
}

function toApproval(toolkit: Toolkit): ToolApproval {
  const gated = toolkit.tools.filter((bound) => bound.mayNeedApproval);
  return Object.fromEntries(
    gated.map((bound) => [
      bound.name,
      async (input: unknown) => ((await bound.needsApproval(input)) ? "user-approval" : undefined),
    ]),
  );
}
