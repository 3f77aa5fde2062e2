import { estimateTokens, type ToolDefinition } from "./estimate-tokens.ts";

/** What definitions may cost. */
export interface TokenBudget {
  /** Tokens for all of them. */
  readonly tokens: number;
  /** Tokens that are gone as soon as one does not fit. */
  readonly overhead: number;
}

type BudgetedTool = ToolDefinition & { readonly server: string };

/** Which definitions fit a token budget, taken in order, the meta-tools first. */
export function fitBudget(
  tools: readonly BudgetedTool[],
  { tokens, overhead }: TokenBudget,
): ReadonlySet<string> {
  const fitting = take(tools, tokens);
  return fitting.size === tools.length ? fitting : take(tools, tokens - overhead);
}

function take(tools: readonly BudgetedTool[], tokens: number): ReadonlySet<string> {
  const meta = tools.filter(({ server }) => server === "codespar");
  const others = tools.filter(({ server }) => server !== "codespar");
  const fitting = new Set<string>();
  let left = tokens;
  for (const tool of [...meta, ...others]) {
    const cost = estimateTokens([tool]);
    if (cost > left) continue;
    left -= cost;
    fitting.add(tool.name);
  }
  return fitting;
}
