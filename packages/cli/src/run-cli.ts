import { CommanderError } from "commander";

import { commands } from "./commands.ts";
import { createProgram } from "./create-program.ts";
import { createTerminal, type TerminalParts } from "./create-terminal.ts";
import { exitCodes } from "./exit-codes.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Runs the command line; never throws.
 *
 * @param args What follows the program's name.
 * @param parts Where it reads and writes; the rest is this process's.
 * @returns The exit code: 0 done, 1 failed, 2 asked wrongly, 3 outcome unknown, 4 waits for an
 *   approval, 130 stopped.
 */
export async function runCli(args: readonly string[], parts: TerminalParts): Promise<number> {
  const terminal = createTerminal(parts);
  const name = args.find((arg) => commands.some((entry) => entry.name === arg));
  const asked = { name, json: args.includes("--json") };
  try {
    // What shells ask for at each TAB: words that may not be a command yet.
    if (name === "complete" && args[1] === "--") {
      const { createCompletion } = await import("./create-completion.ts");
      (await createCompletion(terminal)).parse(args.slice(2));
      return exitCodes.done;
    }
    const program = await createProgram(terminal, (entry) => entry.name === name);
    if (args.length === 0) {
      program.outputHelp({ error: true });
      return exitCodes.usage;
    }
    await program.parseAsync(args, { from: "user" });
    return exitCodes.done;
  } catch (cause) {
    if (cause instanceof CommanderError && cause.exitCode === 0) return exitCodes.done;
    const { tellError } = await import("./tell-error.ts");
    return tellError(
      terminal,
      cause instanceof CommanderError ? toUsageError(cause) : cause,
      asked,
    );
  }
}

/** What commander found wrong; it names a command that is missing by showing its help. */
function toUsageError({ code, message }: CommanderError): UsageError {
  const said = message.replace(/^error: /, "");
  return new UsageError(code === "commander.help" ? "A command is missing." : said);
}
