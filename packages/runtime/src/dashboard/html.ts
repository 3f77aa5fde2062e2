import type { HtmlEscapedString } from "hono/utils/html";

/** A text that is safe to put into a page. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;
