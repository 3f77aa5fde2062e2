import { estimateTokens, type ToolDefinition } from "./estimate-tokens.ts";

/** Which definitions fit a token budget, taken in order, the meta-tools first. */
export function fitBudget(
  tools: ReadonlyArray<ToolDefinition & { readonly server: string }>,
  tokens: number | undefined,
): ReadonlySet<string> {
  if (tokens === undefined) return new Set(tools.map(({ name }) => name));
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
