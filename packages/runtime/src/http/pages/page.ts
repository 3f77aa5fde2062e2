import type { Html } from "../../dashboard/html.ts";
import type { Messages } from "../../dashboard/messages/en.ts";

/** A page to show to somebody who need not be signed in. */
export interface Page {
  readonly title: string;
  readonly body: Html;
}

/** A page, in the language of whoever reads it. */
export type WritePage = (text: Messages) => Page;
