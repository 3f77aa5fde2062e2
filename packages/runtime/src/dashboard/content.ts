import type { Html } from "./html.ts";

/** The pages of the menu. */
export type Section =
  | "overview"
  | "sessions"
  | "approvals"
  | "connections"
  | "usage"
  | "audit"
  | "policy"
  | "keys"
  | "preferences";

/** What a page shows. */
export interface Content {
  readonly title: string;
  /** Where it is in the menu. */
  readonly section: Section | undefined;
  readonly body: Html;
}
