import { type ErrorCode, errorCodes, type ErrorStatus } from "@codespar/protocol";

/** A request the runtime refuses. */
export class RuntimeError extends Error {
  override readonly name = "RuntimeError";
  /** Stable reason. */
  readonly code: ErrorCode;
  /** Facts a program may use. */
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(
    code: ErrorCode,
    message: string = errorCodes[code].meaning,
    options: ErrorOptions & { readonly details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options);
    this.code = code;
    this.details = options.details;
  }

  /** HTTP status of the refusal. */
  get status(): ErrorStatus {
    return errorCodes[this.code].status;
  }
}
