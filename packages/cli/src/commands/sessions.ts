import type { RouteAnswer } from "@codespar/sdk";
import { Option } from "@commander-js/extra-typings";

import { apiCommand } from "../api-command.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { toTime } from "../format.ts";
import { groupCommand } from "../group-command.ts";
import { openClient } from "../open-client.ts";
import { parseLimit } from "../parse-number.ts";
import { printJson } from "../print-json.ts";
import type { Terminal } from "../terminal.ts";
import { toFields, toTable } from "../to-table.ts";

type Session = RouteAnswer<"getSession">;

/** `codespar sessions`: the project's sessions. */
export const sessions: CreateCommand = (terminal) =>
  groupCommand("sessions", "List, show and close sessions.")
    .addCommand(list(terminal), { isDefault: true })
    .addCommand(show(terminal))
    .addCommand(close(terminal))
    .addHelpText(
      "after",
      examples(
        "codespar sessions list --status active",
        "codespar sessions show ses_abc123",
        "codespar sessions close ses_abc123",
      ),
    );

const list: CreateCommand = (terminal) =>
  apiCommand("list", "List sessions, the newest first.")
    .addOption(
      new Option("--status <status>", "only those in this state").choices([
        "pending",
        "active",
        "closed",
        "error",
      ]),
    )
    .option("--user <id>", "only this user's")
    .option("--limit <number>", "how many at most, 1 to 200", parseLimit, 20)
    .option("--cursor <cursor>", "where the page starts: next_cursor of the one before")
    .action(async (options) => {
      const { status, user, limit, cursor, json } = options;
      const codespar = await openClient(terminal, options);
      const query = { status, user_id: user, limit, cursor };
      const page = await codespar.request("listSessions", { query, signal: terminal.signal });
      if (json === true) printJson(terminal, { ...page, data: page.data.map(withoutToken) });
      else tellSessions(terminal, page);
    });

const show: CreateCommand = (terminal) =>
  apiCommand("show", "Show a session: its servers, its state, where MCP clients reach it.")
    .argument("<id>", "the session")
    .action(async (id, options) => {
      const codespar = await openClient(terminal, options);
      const params = { session_id: id };
      const found = await codespar.request("getSession", { params, signal: terminal.signal });
      if (options.json === true) printJson(terminal, withoutToken(found));
      else tellSession(terminal, found);
    });

const close: CreateCommand = (terminal) =>
  apiCommand("close", "Close a session; its calls stay in the log and the audit.")
    .argument("<id>", "the session")
    .action(async (id, options) => {
      const codespar = await openClient(terminal, options);
      const params = { session_id: id };
      await codespar.request("closeSession", { params, signal: terminal.signal });
      if (options.json === true) printJson(terminal, { id, status: "closed" });
      else terminal.print(`${id} is closed.\n`);
    });

function tellSessions(
  terminal: Terminal,
  { data, next_cursor }: RouteAnswer<"listSessions">,
): void {
  if (data.length === 0) {
    terminal.complain("There are no such sessions.\n");
    return;
  }
  const rows = data.map(({ id, status, user_id, tool_calls, created_at, server_ids }) => [
    id,
    status,
    user_id,
    String(tool_calls),
    toTime(created_at),
    server_ids.join(", "),
  ]);
  const header = ["SESSION", "STATUS", "USER", "CALLS", "OPENED (UTC)", "SERVERS"];
  terminal.print(toTable(terminal, header, rows));
  if (next_cursor !== null) terminal.complain(`There are more: --cursor ${next_cursor}\n`);
}

function tellSession(terminal: Terminal, found: Session): void {
  terminal.print(
    toFields(terminal, [
      ["Session", found.id],
      ["Status", found.status],
      ["User", found.user_id],
      ["Project", found.project_id],
      ["Preset", found.preset],
      ["Calls", found.tool_calls],
      ["Opened", `${toTime(found.created_at)} UTC`],
      ["Expires", found.closed_at === null ? `${toTime(found.expires_at)} UTC` : null],
      ["Closed", found.closed_at === null ? null : `${toTime(found.closed_at)} UTC`],
      ["MCP", found.mcp.url],
    ]),
  );
  if (found.servers.length === 0) return;
  const rows = found.servers.map(({ id, status, name, error }) => [id, status, error ?? name]);
  terminal.print(`\n${toTable(terminal, ["SERVER", "STATUS", "NAME"], rows)}`);
}

/** The token of a session's MCP endpoint is `mcp-config`'s to print, not a log's to keep. */
function withoutToken({ mcp, ...session }: Session): object {
  return { ...session, mcp: { url: mcp.url } };
}
