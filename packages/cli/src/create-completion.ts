import { readdirSync } from "node:fs";
import path from "node:path";

import { type Command as CompletedCommand, RootCommand } from "@bomb.sh/tab";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Option } from "commander";

import { commands } from "./commands.ts";
import { createProgram } from "./create-program.ts";
import type { Terminal } from "./terminal.ts";

type Suggest = (value: string, description: string) => void;

/** Everything that a shell can complete: commands, options, their choices, and files. */
export async function createCompletion(terminal: Terminal): Promise<RootCommand> {
  const root = new RootCommand();
  const program = await createProgram(terminal, () => true);
  for (const { name } of commands) {
    const command = program.commands.find((candidate) => candidate.name() === name);
    if (command !== undefined) add(root, terminal, { command, path: name });
  }
  return root;
}

interface Place {
  readonly command: CommandUnknownOpts;
  /** Its name, after those of the commands it belongs to. */
  readonly path: string;
}

function add(root: RootCommand, terminal: Terminal, { command, path: name }: Place): void {
  const completed = root.command(name, command.description());
  for (const option of command.createHelp().visibleOptions(command)) {
    addOption(completed, terminal, option);
  }
  for (const argument of command.registeredArguments) {
    const { argChoices, variadic } = argument;
    const suggest = suggestionsFor(terminal, argument.name(), argChoices);
    completed.argument(argument.name(), suggest, variadic);
  }
  for (const inner of command.commands) {
    add(root, terminal, { command: inner, path: `${name} ${inner.name()}` });
  }
}

function addOption(completed: CompletedCommand, terminal: Terminal, option: Option): void {
  const { long = "", short = "", flags, description, argChoices } = option;
  const name = long.slice(2);
  const alias = short.slice(1) || undefined;
  if (!option.required && !option.optional) {
    completed.option(name, description, alias);
    return;
  }
  const value = /[<[](.+?)[>\]]/.exec(flags)?.[1] ?? "";
  completed.option(name, description, suggestionsFor(terminal, value, argChoices), alias);
}

/** What may stand for a value: its choices, or files where it names one. */
function suggestionsFor(
  { cwd }: Terminal,
  value: string,
  choices: readonly string[] | undefined,
): (suggest: Suggest) => void {
  return (suggest) => {
    for (const choice of choices ?? []) suggest(choice, "");
    if (choices !== undefined || !/file|path|place|source/.test(value)) return;
    for (const entry of readdirSync(cwd, { withFileTypes: true })) {
      suggest(entry.isDirectory() ? path.join(entry.name, path.sep) : entry.name, "");
    }
  };
}
