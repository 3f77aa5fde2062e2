import type { RouteAnswer } from "@codespar/sdk";

import { apiCommand } from "../api-command.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { toCount } from "../format.ts";
import { openClient } from "../open-client.ts";
import { printJson } from "../print-json.ts";
import type { Terminal } from "../terminal.ts";
import { toFields, toTable } from "../to-table.ts";

/** `codespar servers`: the catalog. */
export const servers: CreateCommand = (terminal) =>
  apiCommand("servers", "List the catalog's servers, or show one with its tools.")
    .argument("[id]", "the server to show")
    .option("--search <words>", "only servers for a job in plain words, the best first")
    .option("--country <code>", "only this country's, such as BR")
    .option("--category <name>", "only of this kind, such as payments")
    .addHelpText("after", examples("codespar servers --country BR", "codespar servers stripe"))
    .action(async (id, options) => {
      const codespar = await openClient(terminal, options);
      const { signal } = terminal;
      if (id !== undefined) {
        const found = await codespar.request("getServer", { params: { server_id: id }, signal });
        if (options.json === true) printJson(terminal, found);
        else tellServer(terminal, found);
        return;
      }
      const { search, country, category } = options;
      const query = { q: search, country, category, limit: 200 };
      const page = await codespar.request("listServers", { query, signal });
      if (options.json === true) printJson(terminal, page);
      else tellServers(terminal, page);
    });

function tellServers(terminal: Terminal, { data, total }: RouteAnswer<"listServers">): void {
  if (data.length === 0) {
    terminal.complain(`None of the ${toCount(total, "server")} is like that.\n`);
    return;
  }
  const rows = data.map(({ id, country, category, auth_type, tools_count, capabilities }) => [
    id,
    country,
    category,
    auth_type,
    String(tools_count),
    capabilities.join(", "),
  ]);
  const header = ["SERVER", "COUNTRY", "CATEGORY", "CONNECTED BY", "TOOLS", "CAN"];
  terminal.print(toTable(terminal, header, rows));
}

function tellServer(terminal: Terminal, found: RouteAnswer<"getServer">): void {
  terminal.print(
    toFields(terminal, [
      ["Server", found.id],
      ["Name", found.name],
      ["Country", found.country],
      ["Category", found.category],
      ["Can", found.capabilities.join(", ")],
      ["Connected by", found.auth_type],
      ["Secrets", found.credentials.map(({ name, label }) => `${name} (${label})`).join(", ")],
      ["Description", found.description],
    ]),
  );
  if (found.tools.length === 0) return;
  const rows = found.tools.map(({ name, description }) => [name, description]);
  terminal.print(`\n${toTable(terminal, ["TOOL", "DESCRIPTION"], rows)}`);
}
