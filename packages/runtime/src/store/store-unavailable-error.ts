/** The store cannot be reached; whether the last thing asked of it was done is not known. */
export class StoreUnavailableError extends Error {
  override readonly name = "StoreUnavailableError";

  constructor(cause: unknown) {
    super("The store cannot be reached.", { cause });
  }
}
