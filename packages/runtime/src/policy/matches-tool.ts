/** Whether a tool has one of the names, in which `*` stands for any characters. */
export function matchesTool(patterns: readonly string[], tool: string): boolean {
  return patterns.some((pattern) => matches(pattern, tool));
}

/** By hand, in one pass: a regular expression would try for ever on a pattern made for that. */
function matches(pattern: string, tool: string): boolean {
  const [start = "", ...parts] = pattern.split("*");
  const end = parts.pop();
  if (end === undefined) return pattern === tool;
  if (!tool.startsWith(start)) return false;
  let at = start.length;
  for (const part of parts) {
    const found = tool.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return tool.length - end.length >= at && tool.endsWith(end);
}
