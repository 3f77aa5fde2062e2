const reasons: ReadonlySet<unknown> = new Set(
  (
    "content_filter content_filtered incomplete length max_tokens MAX_TOKENS " +
    "model_context_window_exceeded refusal"
  ).split(" "),
);

/**
 * Whether the reason that a provider gives for the end of a message means that the model had not
 * finished it, at a limit or stopped by a filter: its last call may then be another than was meant.
 */
export function cutsCallOff(reason: unknown): boolean {
  return reasons.has(reason);
}
