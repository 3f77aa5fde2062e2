import type { Readable, Writable } from "node:stream";

/** Where a command reads, writes and asks. */
export interface Terminal {
  /** Writes what was asked for (standard output). */
  print(text: string): void;
  /** Writes everything else: progress, hints, failures (standard error). */
  complain(text: string): void;
  /** What is piped in, for `-`. */
  readonly input: Readable;
  /** Where a person answers questions; absent where nobody can be asked. */
  readonly prompts?: { readonly input: Readable; readonly output: Writable } | undefined;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** Characters a line of output may have; absent where nothing need be cut. */
  readonly columns?: number | undefined;
  /** Whether each of the two outputs takes colours. */
  readonly colours: { readonly print: boolean; readonly complain: boolean };
  /** Aborted when the person wants to stop. */
  readonly signal: AbortSignal;
  /** Starts a program with these outputs and waits for it: answers its exit code. */
  spawn(command: string, args: readonly string[]): Promise<number>;
}
