import type { Terminal } from "../terminal.ts";

/** What one look at the set-up found. */
export interface Finding {
  /** What was looked at. */
  readonly check: string;
  readonly status: "ok" | "warning" | "failed";
  /** What was found. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy?: string | undefined;
}

/** What a check is given. */
export interface CheckParts {
  readonly terminal: Terminal;
  readonly apiKey: string | undefined;
  readonly baseUrl: string;
  /** Where the runtime keeps what it knows. */
  readonly store: string | undefined;
  /** `codespar.json`, or another file of its form. */
  readonly config: string | undefined;
}

/** Looks at one part of the set-up; never throws. */
export type Check = (parts: CheckParts) => Promise<readonly Finding[]>;
