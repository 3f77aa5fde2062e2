/** Whether a tool has one of the names, in which `*` stands for any characters. */
export function matchesTool(patterns: readonly string[], tool: string): boolean {
  return patterns.some((pattern) => {
    if (!pattern.includes("*")) return pattern === tool;
    const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "s").test(tool);
  });
}
