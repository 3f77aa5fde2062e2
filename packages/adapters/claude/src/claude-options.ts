import type { AdapterOptions } from "@codespar/adapter";

/** How a session's tools become tools of the Messages API. */
export interface ClaudeOptions extends Omit<AdapterOptions, "strict"> {
  /** Whether to mark the last tool that is not deferred, so that definitions are cached (false). */
  readonly cacheControl?: boolean | undefined;
  /**
   * Whether tools beyond the budget are sent with `defer_loading` (false); put
   * `toolSearchTool()` among the request's tools.
   */
  readonly defer?: boolean | undefined;
}
