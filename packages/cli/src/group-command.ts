import type { Command } from "@commander-js/extra-typings";

import { newCommand } from "./new-command.ts";

/** A command that is made of others; the one that runs by default does not swallow unknown ones. */
export function groupCommand(name: string, summary: string): Command {
  return newCommand(name, summary).hook("preSubcommand", (group) => {
    const [first] = group.args;
    const names = group.commands.map((command) => command.name());
    if (first === undefined || first.startsWith("-") || names.includes(first)) return;
    group.error(`unknown command '${first}'; there are ${names.join(", ")}`);
  });
}
