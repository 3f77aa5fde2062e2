import type { Terminal } from "./terminal.ts";

/** Prints a value as JSON: on one line with `line`, else to be read. */
export function printJson(terminal: Terminal, value: unknown, line = false): void {
  terminal.print(`${JSON.stringify(value, null, line ? 0 : 2)}\n`);
}
