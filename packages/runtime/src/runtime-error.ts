import { type ErrorCode, errorCodes, type ErrorStatus } from "@codespar/protocol";

import type { Problem } from "./problem.ts";

/** What else there is to say of a refusal. */
export interface RuntimeErrorOptions extends ErrorOptions {
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** HTTP status, where it is not the code's own. */
  readonly status?: ErrorStatus | undefined;
  /** The case, where pages tell it in their reader's language; programs are not told. */
  readonly problem?: Problem | undefined;
}

/** A request the runtime refuses. */
export class RuntimeError extends Error {
  override readonly name = "RuntimeError";
  /** Stable reason. */
  readonly code: ErrorCode;
  /** Facts a program may use. */
  readonly details: Readonly<Record<string, unknown>> | undefined;
  /** HTTP status of the refusal. */
  readonly status: ErrorStatus;
  /** The case, where pages have words for it. */
  readonly problem: Problem | undefined;

  constructor(
    code: ErrorCode,
    message: string = errorCodes[code].meaning,
    options: RuntimeErrorOptions = {},
  ) {
    super(message, options);
    this.code = code;
    this.details = options.details;
    this.status = options.status ?? errorCodes[code].status;
    this.problem = options.problem;
  }
}
