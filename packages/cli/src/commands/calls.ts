import type { CallLog } from "@codespar/sdk";
import { Option } from "@commander-js/extra-typings";

import { apiCommand } from "../api-command.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { toDuration, toTime } from "../format.ts";
import { groupCommand } from "../group-command.ts";
import { openClient } from "../open-client.ts";
import { printJson } from "../print-json.ts";
import { readJson } from "../read-json.ts";
import type { Terminal } from "../terminal.ts";
import { toFields } from "../to-table.ts";

/** `codespar calls`: single calls. */
export const calls: CreateCommand = (terminal) =>
  groupCommand("calls", "Show a call, or say what became of one whose outcome is unknown.")
    .addCommand(show(terminal))
    .addCommand(resolve(terminal))
    .addHelpText(
      "after",
      examples(
        "codespar calls show tc_abc123",
        'codespar calls resolve tc_abc123 --outcome executed --reason "seen at the bank"',
      ),
    );

const show: CreateCommand = (terminal) =>
  apiCommand("show", "Show a call, and where its payment is.")
    .argument("<id>", "the call")
    .action(async (id, options) => {
      const codespar = await openClient(terminal, options);
      const { signal } = terminal;
      const found = await codespar.calls.get(id, { signal });
      if (options.json === true) {
        printJson(terminal, found);
        return;
      }
      const params = { tool_call_id: id };
      const payment = await codespar.request("getPaymentStatus", { params, signal });
      tellCall(terminal, found, payment.payment_status);
    });

const resolve: CreateCommand = (terminal) =>
  apiCommand("resolve", "Say what became of a call whose outcome is unknown.")
    .argument("<id>", "the call")
    .addOption(
      new Option("--outcome <outcome>", "whether it took effect")
        .choices(["executed", "not_executed"])
        .makeOptionMandatory(),
    )
    .requiredOption("--reason <words>", "how that is known, for the audit")
    .option("--data <json>", "what the tool would have answered, - for standard input")
    .action(async (id, options) => {
      const { outcome, reason } = options;
      const codespar = await openClient(terminal, options);
      const data = await readJson(terminal, "--data", options.data);
      const resolution = {
        executed: outcome === "executed",
        reason,
        data,
        signal: terminal.signal,
      };
      const resolved = await codespar.calls.resolve(id, resolution);
      if (options.json === true) printJson(terminal, resolved);
      else terminal.print(`${id} counts as ${outcome.replace("_", " ")}: ${resolved.status}.\n`);
    });

function tellCall(terminal: Terminal, found: CallLog, payment: string): void {
  const { id, tool, server, status, error_code, framework, called_at, duration_ms } = found;
  terminal.print(
    toFields(terminal, [
      ["Call", id],
      ["Tool", `${tool} (${server})`],
      ["Status", status],
      ["Error", error_code],
      ["Payment", payment === "unknown" ? null : payment],
      ["Session", found.session_id],
      ["Framework", framework],
      ["Called", `${toTime(called_at)} UTC`],
      ["Took", toDuration(duration_ms)],
    ]),
  );
  if (status !== "unknown") return;
  terminal.complain(
    `\nFind out at ${server} what became of it, then: codespar calls resolve ${id} --outcome executed --reason "…"\n`,
  );
}
