/** A command that was asked wrongly: the answer says how to ask it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
