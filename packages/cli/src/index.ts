export type { TerminalParts } from "./create-terminal.ts";
export { runCli } from "./run-cli.ts";
export type { Terminal } from "./terminal.ts";
