/** Where the client reports its requests; never called with keys, headers, arguments or results. */
export interface Logger {
  /** Every request and its response. */
  debug?(message: string, facts: Readonly<Record<string, unknown>>): void;
  /** Every retry. */
  warn?(message: string, facts: Readonly<Record<string, unknown>>): void;
}
