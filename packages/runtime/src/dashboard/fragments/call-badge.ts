import type { Html } from "../html.ts";
import type { Messages } from "../messages/en.ts";
import { badge, type Tone } from "./badge.ts";

const tones: Readonly<Record<keyof Messages["callStatus"], Tone>> = {
  running: "busy",
  success: "good",
  error: "bad",
  unknown: "warn",
  refused: "warn",
};

/** Writes where a call is. */
export function callBadge(text: Messages, status: keyof Messages["callStatus"]): Html {
  return badge(tones[status], text.callStatus[status]);
}
