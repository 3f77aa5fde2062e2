import { setTimeout } from "node:timers/promises";

import type { CallLog, CodeSpar } from "@codespar/sdk";

import { type ApiOptions, apiCommand } from "../api-command.ts";
import { CommandError } from "../command-error.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { toDuration, toTime } from "../format.ts";
import { openClient } from "../open-client.ts";
import { paint } from "../paint.ts";
import { parseLimit } from "../parse-number.ts";
import { printJson } from "../print-json.ts";
import type { Terminal } from "../terminal.ts";
import { toTable } from "../to-table.ts";

const pollMs = 1_000;

interface LogsOptions extends ApiOptions {
  readonly session?: string | undefined;
  readonly follow?: true | undefined;
  readonly limit: number;
}

/** `codespar logs`: the calls of a session. */
export const logs: CreateCommand = (terminal) =>
  apiCommand("logs", "Show a session's calls, the oldest first.")
    .option("--session <id>", "the session (the newest one)")
    .option("--follow", "go on with new calls until Ctrl-C; --json prints one a line")
    .option("--limit <number>", "how many at most, 1 to 200", parseLimit, 20)
    .addHelpText(
      "after",
      examples(
        "codespar logs",
        "codespar logs --session ses_abc123 --follow",
        "codespar logs --follow --json | jq -r .error_code",
      ),
    )
    .action(async (options) => {
      const codespar = await openClient(terminal, options);
      const session = options.session ?? (await newestSession(codespar, terminal));
      if (options.follow === true) await follow(codespar, terminal, { ...options, session });
      else await show(codespar, terminal, { ...options, session });
    });

type Chosen = LogsOptions & { readonly session: string };

async function newestSession(codespar: CodeSpar, terminal: Terminal): Promise<string> {
  const query = { limit: 1 };
  const { signal, complain, colours } = terminal;
  const { data } = await codespar.request("listSessions", { query, signal });
  const [newest] = data;
  if (newest === undefined) throw new CommandError("There is no session yet.");
  complain(`${paint(colours.complain, "dim", `The newest session, ${newest.id}:`)}\n`);
  return newest.id;
}

async function show(codespar: CodeSpar, terminal: Terminal, options: Chosen): Promise<void> {
  const { session, limit, json } = options;
  const { signal } = terminal;
  const params = { session_id: session };
  const page = await codespar.request("listCallLogs", { params, query: { limit }, signal });
  if (json === true) {
    printJson(terminal, page);
    return;
  }
  if (page.data.length === 0) {
    terminal.complain("No calls were made yet.\n");
    return;
  }
  const rows = page.data.toReversed().map(toRow);
  const header = ["CALLED (UTC)", "STATUS", "TOOK", "TOOL", "SERVER", "CALL", "ERROR"];
  terminal.print(toTable(terminal, header, rows));
}

/** Asks again and again; a call is told once it is over. */
async function follow(codespar: CodeSpar, terminal: Terminal, options: Chosen): Promise<void> {
  const { session, limit, json } = options;
  const { signal } = terminal;
  const params = { session_id: session };
  const told = new Set<string>();
  for (let size = limit; !signal.aborted; size = 200) {
    const query = { limit: size };
    const { data } = await codespar.request("listCallLogs", { params, query, signal });
    const over = data.filter(({ id, status }) => status !== "running" && !told.has(id));
    for (const call of over.toReversed()) {
      told.add(call.id);
      if (json === true) printJson(terminal, call, true);
      else terminal.print(toLine(terminal, call));
    }
    await setTimeout(pollMs, undefined, { signal });
  }
}

function toRow(call: CallLog): readonly string[] {
  const { called_at, status, duration_ms, tool, server, id, error_code } = call;
  return [toTime(called_at), status, toDuration(duration_ms), tool, server, id, error_code ?? "–"];
}

function toLine({ colours }: Terminal, call: CallLog): string {
  const [at = "", status = "", took = "", ...others] = toRow(call);
  const style = status === "success" ? "green" : "red";
  const state = paint(colours.print, style, status.padEnd(7));
  return `${[at, state, took.padStart(7), ...others].join("  ")}\n`;
}
