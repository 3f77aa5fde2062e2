import type { Command } from "@commander-js/extra-typings";

import { newCommand } from "./new-command.ts";
import { refusedKeyOption } from "./refused-key-option.ts";

/** How the API is reached, and how its answers are shown. */
// oxlint-disable-next-line typescript/consistent-type-definitions -- only an alias fits an index signature
export type ApiOptions = {
  readonly json?: true | undefined;
  readonly baseUrl?: string | undefined;
  readonly apiKeyFile?: string | undefined;
  readonly project?: string | undefined;
};

/** A command that asks the API. */
export function apiCommand(name: string, summary: string): Command<[], ApiOptions> {
  const command = newCommand(name, summary);
  command.addOption(refusedKeyOption);
  return command
    .optionsGroup("Options of every command that asks the API:")
    .option("--json", "print what the API answers, as JSON")
    .option("--base-url <url>", "where the API is (CODESPAR_BASE_URL, else the hosted service)")
    .option("--api-key-file <path>", "a file with the API key (CODESPAR_API_KEY)")
    .option("--project <id>", "the project (the key's, else the organization's default)")
    .optionsGroup("Options:");
}
