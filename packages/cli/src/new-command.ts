import { Command } from "@commander-js/extra-typings";

/** A command, as all of them are made. */
export function newCommand(name: string, summary: string): Command {
  return new Command(name).description(summary).helpOption("-h, --help", "show this help");
}
