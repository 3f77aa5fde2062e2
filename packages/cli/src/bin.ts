#!/usr/bin/env node
import { styleText } from "node:util";

import { runCli } from "./run-cli.ts";

const { stdin, stdout, stderr } = process;
const stopping = new AbortController();

function stop(signal: NodeJS.Signals): void {
  // A second Ctrl-C does not wait for anything.
  if (stopping.signal.aborted) process.exit(130);
  stopping.abort(new Error(signal));
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);

// Whoever reads the output has had enough, such as `head`.
stdout.on("error", (cause: NodeJS.ErrnoException) => {
  if (cause.code !== "EPIPE") throw cause;
  process.exit(0);
});

/** What Node makes of NO_COLOR, FORCE_COLOR and the kind of terminal. */
function takesColours(stream: NodeJS.WriteStream): boolean {
  return styleText("bold", "-", { stream }) !== "-";
}

process.exitCode = await runCli(process.argv.slice(2), {
  print: (text) => void stdout.write(text),
  complain: (text) => void stderr.write(text),
  input: stdin,
  prompts: stdin.isTTY && stderr.isTTY ? { input: stdin, output: stderr } : undefined,
  columns: stdout.isTTY ? stdout.columns : undefined,
  colours: { print: takesColours(stdout), complain: takesColours(stderr) },
  signal: stopping.signal,
});
