/** Anthropic's own tool that finds deferred ones. */
export type ToolSearchTool =
  | { type: "tool_search_tool_bm25_20251119"; name: "tool_search_tool_bm25" }
  | { type: "tool_search_tool_regex_20251119"; name: "tool_search_tool_regex" };

/**
 * Describes the tool to put beside deferred ones: a request must have one that is not deferred.
 *
 * @param kind Whether Claude searches in words (`"bm25"`) or by a pattern (`"regex"`).
 */
export function toolSearchTool(kind: "bm25" | "regex" = "bm25"): ToolSearchTool {
  return kind === "bm25"
    ? { type: "tool_search_tool_bm25_20251119", name: "tool_search_tool_bm25" }
    : { type: "tool_search_tool_regex_20251119", name: "tool_search_tool_regex" };
}
