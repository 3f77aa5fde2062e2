import { estimateTokens, toDialect } from "@codespar/adapter";
import type { JsonSchema, Tool } from "@codespar/protocol";

import { nameProblems } from "./name-problems.ts";
import type { Provider } from "./provider.ts";
import { schemaRules } from "./schema-rules.ts";
import { walkSchema } from "./walk-schema.ts";

/** What a provider does not take of a tool. */
export interface Problem {
  readonly tool: string;
  readonly provider: Provider;
  /** `rejected`: the whole request fails. `misread`: the model is not told what the schema says. */
  readonly level: "rejected" | "misread";
  readonly rule: string;
  /** Where in the schema, such as `items[].price`; empty for the whole tool. */
  readonly where: string;
  readonly message: string;
  /** What CodeSpar's adapters make of it; `null` where nothing can be done. */
  readonly repair: string | null;
}

/** What came of linting tools. */
export interface LintReport {
  readonly tools: number;
  /** What the definitions cost in a request, about. */
  readonly estimated_tokens: number;
  readonly problems: readonly Problem[];
}

/** Holds tools to what providers accept. */
export function lintTools(tools: readonly Tool[], asked: readonly Provider[]): LintReport {
  const definitions = tools.map(({ name, description, input_schema: inputSchema }) => ({
    name,
    description,
    inputSchema,
  }));
  const problems = asked.flatMap((provider) => [
    ...nameProblems(tools, provider),
    ...tools.flatMap((tool) => schemaProblems(tool, provider)),
  ]);
  return { tools: tools.length, estimated_tokens: estimateTokens(definitions), problems };
}

function schemaProblems({ name, input_schema }: Tool, provider: Provider): readonly Problem[] {
  const found = brokenRules(input_schema, provider);
  if (found.length === 0) return [];
  const written = toDialect(input_schema, provider);
  const reason = "reason" in written ? written.reason : undefined;
  const left = "reason" in written ? [] : brokenRules(written.schema, provider);
  return found.map(({ rule: { id, level, message: says, repair, about }, where }) => {
    const message = about === undefined ? says : `${says} (${about(input_schema)})`;
    const mended = reason === undefined && left.every(({ rule }) => rule.id !== id);
    return {
      tool: name,
      provider,
      level,
      rule: id,
      where,
      message: reason === undefined ? message : `${message} It cannot be offered: ${reason}.`,
      repair: mended ? repair : null,
    };
  });
}

interface BrokenRule {
  readonly rule: (typeof schemaRules)[number];
  readonly where: string;
}

function brokenRules(root: JsonSchema, provider: Provider): readonly BrokenRule[] {
  const places = walkSchema(root);
  const rules = schemaRules.filter((rule) => rule.providers.includes(provider));
  return rules.flatMap((rule) => {
    const looked = rule.rootOnly === true ? places.slice(0, 1) : places;
    const broken = looked.filter(({ node }) => rule.breaks(node, root));
    const where = new Set(broken.map((place) => place.where));
    return [...where].map((place) => ({ rule, where: place }));
  });
}
