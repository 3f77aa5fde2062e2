/** A command that failed. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /** The exit code of the program. */
  readonly exitCode: number;

  constructor(message: string, exitCode = 1, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
