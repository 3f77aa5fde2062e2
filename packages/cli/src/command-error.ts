interface CommandErrorOptions extends ErrorOptions {
  readonly code?: string;
}

/** A command that failed. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /** The exit code of the program. */
  readonly exitCode: number;
  /** What programs are told (`"failed"`). */
  readonly code: string;

  constructor(message: string, exitCode = 1, options: CommandErrorOptions = {}) {
    super(message, options);
    this.exitCode = exitCode;
    this.code = options.code ?? "failed";
  }
}
