import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";

import { type CommandEntry, commands } from "./commands.ts";
import { paint } from "./paint.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/**
 * The command line, with the commands that the arguments name; of the others it knows what they
 * are for. What is wrong with the arguments is thrown, and left to whoever catches it to tell.
 *
 * @param isWanted Whether a command is to be loaded.
 */
export async function createProgram(
  terminal: Terminal,
  isWanted: (entry: CommandEntry) => boolean,
): Promise<CommandUnknownOpts> {
  const program = new Command("codespar")
    .description("Commerce tools for AI agents: sessions, calls, approvals, audit.")
    .usage("<command> [options]")
    .version(version, "-v, --version", "show the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show what a command does")
    .addHelpText("after", overviewEnd)
    .exitOverride()
    .configureOutput({
      writeOut: terminal.print,
      writeErr: terminal.complain,
      outputError: () => undefined,
      getOutHelpWidth: () => Math.min(terminal.columns ?? 100, 100),
      getErrHelpWidth: () => Math.min(terminal.columns ?? 100, 100),
      getOutHasColors: () => terminal.colours.print,
      getErrHasColors: () => terminal.colours.complain,
    })
    .configureHelp({ styleTitle: (title) => paint(terminal.colours.print, "bold", title) });
  for (const entry of commands) {
    program.commandsGroup(entry.group);
    const loaded = isWanted(entry) ? (await entry.load())(terminal) : stub(entry);
    loaded.copyInheritedSettings(program);
    for (const inner of loaded.commands) inner.copyInheritedSettings(program);
    program.addCommand(loaded);
  }
  return program;
}

const overviewEnd = `
Set CODESPAR_API_KEY, and CODESPAR_BASE_URL for a runtime of your own. Without either, start with
"codespar dev". Exit codes: 0 done, 1 failed, 2 asked wrongly, 3 outcome unknown, 4 waits for an
approval, 130 stopped.`;

function stub({ name, summary }: CommandEntry): CommandUnknownOpts {
  return new Command(name).description(summary);
}
