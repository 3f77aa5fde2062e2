import { RuntimeError } from "../runtime-error.ts";

/** Ends a turn whose model could not write its calls to their end: half an input is another one. */
export function checkComplete(isComplete: boolean): void {
  if (isComplete) return;
  const message = "The model's answer was cut at its limit of tokens; its calls were not made.";
  throw new RuntimeError("provider_error", message);
}
