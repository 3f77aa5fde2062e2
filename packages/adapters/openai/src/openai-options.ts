import type { AdapterOptions } from "@codespar/adapter";

/** How a session's tools become tools of the Chat Completions or the Responses API. */
export interface OpenAIOptions extends AdapterOptions {
  /**
   * Whether Responses tools beyond the budget are sent with `defer_loading` (false); add a
   * `tool_search` tool to the request.
   */
  readonly defer?: boolean | undefined;
}
