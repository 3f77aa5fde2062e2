/** A link that this runtime itself does not make, or cuts. */
export class LinkError extends Error {
  override readonly name = "LinkError";
  /** Stable reason, for the log. */
  readonly kind: "not_configured" | "too_many_processes" | "answer_too_large";

  constructor(kind: LinkError["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}
