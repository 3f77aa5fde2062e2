import type { AdapterOptions } from "@codespar/adapter";

/** How a session's tools become tools of the AI SDK. */
export interface VercelOptions extends AdapterOptions {
  /**
   * Whether a model gets images and files as such (`"parts"`). Use `"omit"` with OpenAI's chat
   * endpoint and those like it: they would send them as base64 text.
   */
  readonly media?: "parts" | "omit" | undefined;
  /**
   * Whether tools beyond the budget are deferred to the AI SDK's `toolSearch` (false). Needs
   * version 7.0.104 or later and `toolSearch({ search: toolkit.search })` among the tools.
   */
  readonly defer?: boolean | undefined;
}
