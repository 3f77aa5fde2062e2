/** How to ask a server what came of a call of one of its tools: a member of `reconcile`. */
export interface ReconcileSpec {
  /** The tool that tells; it is asked again and again, so it must change nothing. */
  readonly tool: string;
  /**
   * Its arguments: text that starts with `$` stands for the call's argument of that name, or for
   * `$idempotency_key`, the key that was handed to the server. It is not asked where that is a
   * secret which the audit does not keep, or looks like one.
   */
  readonly input: Readonly<Record<string, unknown>>;
  /** A JSON Pointer to the word in its answer that decides. */
  readonly status: string;
  /** The words that say that the call took effect. */
  readonly executed: readonly string[];
  /** The words that say that it had none; its key may then be used again. */
  readonly notExecuted?: readonly string[] | undefined;
  /**
   * Milliseconds after the call before those are believed (120,000): a request that was cut off
   * may still be on its way.
   */
  readonly notExecutedAfterMs?: number | undefined;
  /** Where the call's answer is found in this one, by name: JSON Pointers (all of it). */
  readonly output?: Readonly<Record<string, string>> | undefined;
}
