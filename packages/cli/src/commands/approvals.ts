import type { ApprovalRequest, RouteAnswer } from "@codespar/sdk";
import { Option } from "@commander-js/extra-typings";

import { apiCommand } from "../api-command.ts";
import { cleanText } from "../clean-text.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { toMoney, toTime } from "../format.ts";
import { groupCommand } from "../group-command.ts";
import { openClient } from "../open-client.ts";
import { parseLimit } from "../parse-number.ts";
import { printJson } from "../print-json.ts";
import type { Terminal } from "../terminal.ts";
import { toFields, toTable } from "../to-table.ts";

/** `codespar approvals`: calls that wait for a person. */
export const approvals: CreateCommand = (terminal) =>
  groupCommand("approvals", "See and decide calls that wait for a person.")
    .addCommand(list(terminal), { isDefault: true })
    .addCommand(show(terminal))
    .addCommand(
      decide(terminal, "approve", "Let a call be made, once, with exactly its arguments."),
    )
    .addCommand(decide(terminal, "deny", "Refuse a call."))
    .addHelpText(
      "after",
      examples(
        "codespar approvals",
        "codespar approvals show apr_abc123",
        "codespar approvals approve apr_abc123",
        'codespar approvals deny apr_abc123 --reason "unknown payee"',
      ),
    );

const list: CreateCommand = (terminal) =>
  apiCommand("list", "List requests, the newest first.")
    .addOption(
      new Option("--status <status>", "those in this state, or all")
        .choices(["pending", "approved", "denied", "used", "expired", "all"])
        .default("pending"),
    )
    .option("--session <id>", "only this session's")
    .option("--limit <number>", "how many at most, 1 to 200", parseLimit, 20)
    .option("--cursor <cursor>", "where the page starts: next_cursor of the one before")
    .action(async (options) => {
      const { status, session: session_id, limit, cursor, json } = options;
      const codespar = await openClient(terminal, options);
      const query = { status: status === "all" ? undefined : status, session_id, limit, cursor };
      const page = await codespar.request("listApprovals", { query, signal: terminal.signal });
      if (json === true) printJson(terminal, page);
      else tellRequests(terminal, page);
    });

const show: CreateCommand = (terminal) =>
  apiCommand("show", "Show a request with the arguments that are approved.")
    .argument("<id>", "the request")
    .action(async (id, options) => {
      const codespar = await openClient(terminal, options);
      const found = await codespar.approvals.get(id, { signal: terminal.signal });
      if (options.json === true) printJson(terminal, found);
      else tellRequest(terminal, found);
    });

function decide(
  terminal: Terminal,
  decision: "approve" | "deny",
  summary: string,
): ReturnType<CreateCommand> {
  return apiCommand(decision, summary)
    .argument("<id>", "the request")
    .option("--reason <words>", "what is said to it, for the agent and the audit")
    .action(async (id, options) => {
      const codespar = await openClient(terminal, options);
      const { signal } = terminal;
      const decided = await codespar.approvals[decision](id, options.reason, { signal });
      if (options.json === true) printJson(terminal, decided);
      else terminal.print(`${sentenceOf(decided)}\n`);
    });
}

function sentenceOf({ id, status, tool, amount_minor, currency }: ApprovalRequest): string {
  const amount = amount_minor === null ? "" : ` of ${toMoney(amount_minor, currency)}`;
  if (status !== "approved") return `${id} is ${status}: ${tool}${amount} is not made.`;
  return `${id} is approved: ${tool}${amount} may be made once. Whoever asked for it can go on.`;
}

function tellRequests(terminal: Terminal, page: RouteAnswer<"listApprovals">): void {
  const { data, next_cursor } = page;
  if (data.length === 0) {
    terminal.complain("Nothing waits for an approval.\n");
    return;
  }
  const rows = data.map((request) => [
    request.id,
    request.status,
    request.tool,
    toMoney(request.amount_minor, request.currency),
    request.payee === "" ? "–" : request.payee,
    toTime(request.requested_at),
    request.message,
  ]);
  const header = ["REQUEST", "STATUS", "TOOL", "AMOUNT", "PAYEE", "ASKED (UTC)", "WHY"];
  terminal.print(toTable(terminal, header, rows));
  if (next_cursor !== null) terminal.complain(`There are more: --cursor ${next_cursor}\n`);
}

function tellRequest(terminal: Terminal, request: ApprovalRequest): void {
  terminal.print(
    toFields(terminal, [
      ["Request", request.id],
      ["Status", request.status],
      ["Tool", `${request.tool} (${request.server})`],
      ["Amount", toMoney(request.amount_minor, request.currency)],
      ["Payee", request.payee],
      ["Why", request.message],
      ["User", request.user_id],
      ["Session", request.session_id],
      ["Asked", `${toTime(request.requested_at)} UTC`],
      ["Expires", `${toTime(request.expires_at)} UTC`],
      [
        "Decided",
        request.decided_at && `${toTime(request.decided_at)} UTC by ${request.decided_by}`,
      ],
      ["Reason", request.reason],
      ["Call", request.tool_call_id],
    ]),
  );
  terminal.print(`\n${cleanText(JSON.stringify(request.input, null, 2))}\n`);
  if (request.status !== "pending") return;
  terminal.complain(`\nDecide: codespar approvals approve ${request.id}, or deny --reason "…"\n`);
}
