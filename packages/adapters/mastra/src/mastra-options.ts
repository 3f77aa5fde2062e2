import type { AdapterOptions } from "@codespar/adapter";

/** How a session's tools become Mastra tools. */
export interface MastraOptions extends AdapterOptions {
  /**
   * What happens when a provider is not connected: the call fails with the page where the user
   * connects it (`"fail"`), or the run is suspended with it until it is resumed (`"suspend"`).
   */
  readonly onNeedsConnection?: "fail" | "suspend" | undefined;
  /** Whether a model gets images and files as such (`"parts"`), or left out with a note. */
  readonly media?: "parts" | "omit" | undefined;
}
