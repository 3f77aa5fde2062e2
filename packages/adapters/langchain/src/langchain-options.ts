import type { AdapterOptions } from "@codespar/adapter";

/** How a session's tools become LangChain tools. */
export interface LangChainOptions extends Omit<AdapterOptions, "strict"> {
  /**
   * Whether a model gets images as such (`"parts"`) or they are left out with a note (`"omit"`, the
   * default: OpenAI's chat endpoint takes text only). The artifact has them either way.
   */
  readonly media?: "parts" | "omit" | undefined;
  /**
   * Whether tools beyond the budget are deferred with `extras.defer_loading` (false); add
   * `providerToolSearchMiddleware()` of `langchain` 1.4.5 or later.
   */
  readonly defer?: boolean | undefined;
}
