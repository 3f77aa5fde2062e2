import type { ParseArgsOptionsConfig } from "node:util";

/** Where a command writes. */
export interface Output {
  /** What was asked for. */
  print(text: string): void;
  /** Everything else. */
  complain(text: string): void;
}

/** What a command was given. */
export type CommandOptions = Readonly<Record<string, string | boolean | undefined>>;

/** One command of the command line. */
export interface Command {
  readonly name: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /** How it is used, with examples. */
  readonly help: string;
  readonly options: ParseArgsOptionsConfig;
  /** Runs it; throws a UsageError when it was asked wrongly. */
  run(options: CommandOptions, output: Output): Promise<void>;
}
