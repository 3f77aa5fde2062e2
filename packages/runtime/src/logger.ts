/** Where the runtime reports what an operator should know; never called with secrets. */
export interface Logger {
  info(message: string, facts: Readonly<Record<string, unknown>>): void;
  error(message: string, facts: Readonly<Record<string, unknown>>): void;
}

/** A logger that says nothing. */
export const silentLogger: Logger = { info: () => undefined, error: () => undefined };
