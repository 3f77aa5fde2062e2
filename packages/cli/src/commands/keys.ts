import { type Scope, scopes } from "@codespar/protocol";
import type { RouteAnswer } from "@codespar/sdk";
import { Option } from "@commander-js/extra-typings";

import { apiCommand } from "../api-command.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { toTime } from "../format.ts";
import { groupCommand } from "../group-command.ts";
import { openClient } from "../open-client.ts";
import { parseTime } from "../parse-time.ts";
import { printJson } from "../print-json.ts";
import type { Terminal } from "../terminal.ts";
import { toTable } from "../to-table.ts";
import { UsageError } from "../usage-error.ts";

/** `codespar keys`: API keys. */
export const keys: CreateCommand = (terminal) =>
  groupCommand("keys", "List, create and revoke API keys.")
    .addCommand(list(terminal), { isDefault: true })
    .addCommand(create(terminal))
    .addCommand(revoke(terminal))
    .addHelpText(
      "after",
      examples(
        "codespar keys",
        "codespar keys create ci --scope sessions:write,tools:execute --expires 2027-01-01",
        "codespar keys create ci > ci.key    # the key alone; the rest is on standard error",
        "codespar keys revoke key_abc123",
      ),
    );

const list: CreateCommand = (terminal) =>
  apiCommand("list", "List keys, without their texts.")
    .option("--all", "those that were revoked too")
    .action(async (options) => {
      const codespar = await openClient(terminal, options);
      const { data } = await codespar.request("listApiKeys", { signal: terminal.signal });
      const shown = options.all === true ? data : data.filter((key) => key.revoked_at === null);
      if (options.json === true) printJson(terminal, { data: shown });
      else tellKeys(terminal, shown);
    });

const create: CreateCommand = (terminal) =>
  apiCommand("create", "Create a key; its text is shown once, and never again.")
    .argument("<name>", "what people call it")
    .addOption(
      new Option(
        "--environment <kind>",
        "sandbox servers or real ones (as the asking key)",
      ).choices(["test", "live"]),
    )
    .option("--scope <scopes>", "what it may do, with commas between (as the asking key)", toScopes)
    .option("--only-project <id>", "the only project it is good for")
    .option("--expires <time>", "the day or instant when it ends", parseTime)
    .action(async (name, options) => {
      const { environment, scope, onlyProject, expires } = options;
      const codespar = await openClient(terminal, options);
      const body = {
        name,
        environment,
        scopes: scope,
        project_id: onlyProject,
        expires_at: expires?.toISOString(),
      };
      const made = await codespar.request("createApiKey", { body, signal: terminal.signal });
      if (options.json === true) {
        printJson(terminal, made);
        return;
      }
      terminal.complain(
        `${made.id} (${made.environment}, ${made.scopes.length} scopes). Keep its text now; it is not shown again:\n`,
      );
      terminal.print(`${made.key}\n`);
    });

const revoke: CreateCommand = (terminal) =>
  apiCommand("revoke", "Revoke a key; it stops within a second.")
    .argument("<id>", "the key, key_…")
    .action(async (id, options) => {
      const codespar = await openClient(terminal, options);
      const params = { key_id: id };
      await codespar.request("revokeApiKey", { params, signal: terminal.signal });
      if (options.json === true) printJson(terminal, { id, revoked: true });
      else terminal.print(`${id} is revoked.\n`);
    });

function toScopes(text: string, before: Scope[] = []): Scope[] {
  const named = text.split(",").map((name) => {
    const scope = scopes.find((candidate) => candidate === name.trim());
    if (scope !== undefined) return scope;
    throw new UsageError(`There is no scope "${name}". There are: ${scopes.join(", ")}.`);
  });
  return [...before, ...named];
}

function tellKeys(terminal: Terminal, data: RouteAnswer<"listApiKeys">["data"]): void {
  const rows = data.map((key) => [
    key.id,
    key.name,
    `${key.prefix}…`,
    key.environment,
    toTime(key.last_used_at),
    toTime(key.expires_at),
    stateOf(key.scopes, key.revoked_at),
  ]);
  const header = ["KEY", "NAME", "BEGINS", "KIND", "USED (UTC)", "EXPIRES (UTC)", "SCOPES"];
  terminal.print(toTable(terminal, header, rows));
}

function stateOf(held: readonly Scope[], revokedAt: string | null): string {
  if (revokedAt !== null) return `revoked ${toTime(revokedAt)}`;
  return held.length === scopes.length ? "all" : held.join(", ");
}
