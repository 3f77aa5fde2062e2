import { readFile } from "node:fs/promises";
import path from "node:path";

import type { CodeSpar } from "@codespar/sdk";

import type { ApiOptions } from "./api-command.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** The client that a command's options and the environment describe. */
export async function openClient(terminal: Terminal, options: ApiOptions): Promise<CodeSpar> {
  const { CodeSpar: Client } = await import("@codespar/sdk");
  const apiKey = await readApiKey(terminal, options);
  const baseUrl = readBaseUrl(terminal, options);
  return new Client({
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    projectId: options.project,
  });
}

/** The API key that is given; none where nothing says it. */
export async function readApiKey(
  { env, cwd }: Terminal,
  { apiKeyFile }: ApiOptions,
): Promise<string | undefined> {
  if (apiKeyFile === undefined) return nonEmpty(env["CODESPAR_API_KEY"]);
  try {
    return (await readFile(path.resolve(cwd, apiKeyFile), "utf8")).trim();
  } catch (cause) {
    throw new UsageError(`--api-key-file: ${apiKeyFile} cannot be read.`, { cause });
  }
}

/** Where the API is; none where nothing says it. */
export function readBaseUrl({ env }: Terminal, { baseUrl }: ApiOptions): string | undefined {
  return baseUrl ?? nonEmpty(env["CODESPAR_BASE_URL"]);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
