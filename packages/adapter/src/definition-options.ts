import type { AdapterOptions } from "./adapter-options.ts";
import type { ApproveOption } from "./call-approved.ts";

/** How tools are defined in a message loop. */
export interface DefinitionOptions extends AdapterOptions, ApproveOption {
  /** Whether to defer what is over the budget, where the API can. */
  readonly defer?: boolean | undefined;
}
