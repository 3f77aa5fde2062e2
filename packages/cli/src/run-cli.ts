import { parseArgs } from "node:util";

import type { Command, CommandOptions, Output } from "./command.ts";
import { mcpConfig } from "./commands/mcp-config.ts";
import { UsageError } from "./usage-error.ts";

export type { Output } from "./command.ts";

const commands: readonly Command[] = [mcpConfig];

/**
 * Runs the command line.
 *
 * @param args What follows the program's name.
 * @returns The exit code: 0 done, 1 failed, 2 asked wrongly.
 */
export async function runCli(args: readonly string[], output: Output): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h") {
    output.print(overview());
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    output.complain(`There is no command "${name}".\n\n${overview()}`);
    return 2;
  }
  try {
    const options = parse(command, rest);
    if (options["help"] === true) output.print(command.help);
    else await command.run(options, output);
    return 0;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    output.complain(`${message}\n`);
    if (!(cause instanceof UsageError)) return 1;
    output.complain(`See: codespar ${name} --help\n`);
    return 2;
  }
}

function parse({ options }: Command, args: readonly string[]): CommandOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { ...options, help: { type: "boolean", short: "h" } },
    });
    return values;
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  }
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: codespar <command> [options]

Commands:
${lines.join("\n")}

Every command takes --help. Set CODESPAR_API_KEY, and CODESPAR_BASE_URL for a runtime of your own.
`;
}
