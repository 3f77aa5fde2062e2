import { toText } from "./to-text.ts";
import type { ToolOutcome } from "./tool-outcome.ts";

/** An outcome as text for a model, where nothing but text tells it that a call failed. */
export function toOutcomeText(outcome: ToolOutcome, maxChars?: number): string {
  if (outcome.ok) return toText(outcome.data, maxChars);
  const { code, message, executed, data } = outcome;
  return toText({ error: { code, message, executed, data } });
}
