import { readFile } from "node:fs/promises";
import path from "node:path";

import type { CodeSpar } from "@codespar/sdk";

import { apiCommand } from "../api-command.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { groupCommand } from "../group-command.ts";
import { openClient } from "../open-client.ts";
import { printJson } from "../print-json.ts";
import { readJson } from "../read-json.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";

/** `codespar policy`: what a project's agents may do. */
export const policy: CreateCommand = (terminal) =>
  groupCommand("policy", "Show and set what the project's agents may do.")
    .addCommand(show(terminal), { isDefault: true })
    .addCommand(set(terminal))
    .addHelpText(
      "after",
      examples(
        "codespar policy show > policy.json",
        "codespar policy set policy.json",
        `echo '{"limits":[{"currency":"BRL","per_day":500000}]}' | codespar policy set -`,
      ),
    );

const show: CreateCommand = (terminal) =>
  apiCommand("show", "Print the policy as JSON; an empty one allows everything.").action(
    async (options) => {
      const codespar = await openClient(terminal, options);
      const params = { project_id: await projectOf(codespar, terminal) };
      printJson(terminal, await codespar.request("getPolicy", { params, signal: terminal.signal }));
    },
  );

const set: CreateCommand = (terminal) =>
  apiCommand("set", "Replace the policy; it holds within a second.")
    .argument("<file>", "a JSON file, - for standard input")
    .action(async (file, options) => {
      const codespar = await openClient(terminal, options);
      const body = await readJson(terminal, file, file === "-" ? "-" : await read(terminal, file));
      const params = { project_id: await projectOf(codespar, terminal) };
      const { signal } = terminal;
      const answer = await codespar.request("setPolicy", { params, body, signal });
      if (options.json === true) printJson(terminal, answer);
      else terminal.print(`The policy of ${params.project_id} is set.\n`);
    });

async function read({ cwd }: Terminal, file: string): Promise<string> {
  try {
    return await readFile(path.resolve(cwd, file), "utf8");
  } catch (cause) {
    throw new UsageError(`${file} cannot be read.`, { cause });
  }
}

async function projectOf(codespar: CodeSpar, { signal }: Terminal): Promise<string> {
  return (await codespar.request("whoami", { signal })).project.id;
}
