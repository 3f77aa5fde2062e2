import type { Tool, ToolResult } from "@codespar/sdk";

import { apiCommand } from "../api-command.ts";
import { askFields } from "../ask-fields.ts";
import { cleanText } from "../clean-text.ts";
import { CommandError } from "../command-error.ts";
import type { CreateCommand } from "../commands.ts";
import { examples } from "../examples.ts";
import { exitCodes } from "../exit-codes.ts";
import { toDuration } from "../format.ts";
import { nearestNames } from "../nearest-names.ts";
import { openClient } from "../open-client.ts";
import { paint } from "../paint.ts";
import { parseCount } from "../parse-number.ts";
import { printJson } from "../print-json.ts";
import { collectField, readFields } from "../read-fields.ts";
import { readJson } from "../read-json.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { withProgress } from "../with-progress.ts";
import {
  type CommandSession,
  inSession,
  type SessionOptions,
  withSessionOptions,
} from "../with-session.ts";

interface ExecuteOptions extends SessionOptions {
  readonly input?: string | undefined;
  readonly field?: string[] | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly waitForApproval?: number | undefined;
}

/** `codespar execute`: one call. */
export const execute: CreateCommand = (terminal) =>
  withSessionOptions(apiCommand("execute", "Run one tool, and print its result as JSON."))
    .argument("<tool>", "the tool, as listed")
    .argument("[input]", "its arguments as a JSON object, - for standard input")
    .option("--input <json>", "the same")
    .option("--field <name=value>", "one argument, as often as needed", collectField)
    .option("--idempotency-key <key>", "never execute twice under this key (with --session)")
    .option("--wait-for-approval <seconds>", "wait for a person, where one is asked", parseCount)
    .addHelpText(
      "after",
      `\nRequired arguments that are missing are asked for on a terminal. Exit codes: 1 the tool failed,
3 its outcome is unknown, 4 it waits for an approval.\n${examples(
        "codespar execute codespar_pay --server stripe --field method=pix --field amount=15000",
        `codespar execute codespar_pay '{"amount":15000}' --session ses_abc123 --idempotency-key order-1`,
        "cat order.json | codespar execute codespar_pay - --preset brazilian --json",
      )}`,
    )
    .action(async (name, given, options) => {
      if (options.idempotencyKey !== undefined && options.session === undefined) {
        throw new UsageError(
          "A key is good within one session: give --session with --idempotency-key.",
        );
      }
      const codespar = await openClient(terminal, options);
      await inSession(codespar, terminal, options, async (opened) => {
        const tool = await findTool(terminal, name, opened);
        const input = await readInput(terminal, tool, { ...options, given });
        await call(terminal, { opened, tool, input, options });
      });
    });

async function findTool(
  { signal }: Terminal,
  name: string,
  { session }: CommandSession,
): Promise<Tool> {
  const tools = await session.tools({ signal });
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool !== undefined) return tool;
  const near = nearestNames(
    name,
    tools.map((candidate) => candidate.name),
  );
  const hint =
    near.length === 0 ? ' "codespar tools" lists them.' : ` Near it: ${near.join(", ")}.`;
  const message = `The session has no tool "${name}".${hint}`;
  throw new CommandError(message, exitCodes.failed, { code: "unknown_tool" });
}

async function readInput(
  terminal: Terminal,
  { input_schema: schema }: Tool,
  options: ExecuteOptions & { readonly given: string | undefined },
): Promise<Readonly<Record<string, unknown>>> {
  const { given, input: named, field = [] } = options;
  if (given !== undefined && named !== undefined) {
    throw new UsageError("Give the arguments once: as [input] or with --input.");
  }
  const whole = await readJson(terminal, "The input", given ?? named);
  const input = { ...whole, ...readFields(field, schema) };
  return whole === undefined ? askFields(terminal, { schema, input }) : input;
}

interface OneCall {
  readonly opened: CommandSession;
  readonly tool: Tool;
  readonly input: Readonly<Record<string, unknown>>;
  readonly options: ExecuteOptions;
}

async function call(terminal: Terminal, { opened, tool, input, options }: OneCall): Promise<void> {
  const { signal } = terminal;
  const { waitForApproval = 0, json } = options;
  const idempotencyKey = options.idempotencyKey ?? crypto.randomUUID();
  const again = `codespar execute ${tool.name} ${quote(input)} --session ${opened.session.id} --idempotency-key ${idempotencyKey}`;
  const approvalTimeoutMs = waitForApproval * 1_000;
  let result: ToolResult;
  try {
    const settings = { idempotencyKey, approvalTimeoutMs, signal };
    const working = opened.session.execute(tool.name, input, settings);
    result = await withProgress(terminal, `Waiting for ${tool.name}`, working);
  } catch (cause) {
    if (!(await isLost(cause))) throw cause;
    const lost = cause instanceof Error ? cause.message : String(cause);
    opened.keep();
    const message = `${lost} The call may or may not have taken effect. The same key never executes twice:\n  ${again}`;
    throw new CommandError(message, exitCodes.outcomeUnknown, { cause, code: "outcome_unknown" });
  }
  if (json === true) printJson(terminal, result);
  else tellResult(terminal, result);
  if (!result.success) throw failureOf(result, { opened, again });
}

/** Arguments as a shell takes them. */
function quote(input: Readonly<Record<string, unknown>>): string {
  return `'${JSON.stringify(input).replaceAll("'", String.raw`'\''`)}'`;
}

/** Whether nobody can say what became of a call. */
async function isLost(cause: unknown): Promise<boolean> {
  const { CodeSparError } = await import("@codespar/sdk");
  const codes = ["aborted", "connection_failed", "timeout", "internal", "invalid_response"];
  return CodeSparError.is(cause) && codes.includes(cause.code);
}

function tellResult({ print, complain, colours }: Terminal, result: ToolResult): void {
  const { success, tool, server, duration, tool_call_id, data, replayed, warning } = result;
  const mark = paint(colours.complain, success ? "green" : "red", success ? "✓" : "✗");
  const first = replayed === true ? ", the result of an earlier call with this key" : "";
  const by = server === "" ? "" : ` (${server})`;
  complain(`${mark} ${tool}${by} ${toDuration(duration)}, ${tool_call_id}${first}\n`);
  if (warning !== undefined) {
    complain(`${paint(colours.complain, "yellow", cleanText(warning))}\n`);
  }
  if (Object.keys(data).length > 0) print(`${JSON.stringify(data, null, 2)}\n`);
}

function failureOf(
  { error, error_code: code, data, tool_call_id }: ToolResult,
  { opened, again }: { readonly opened: CommandSession; readonly again: string },
): CommandError {
  const message = `${error ?? "The tool failed."} (${code})`;
  const told = code === null ? {} : { code };
  if (code === "approval_required") {
    opened.keep();
    const id = String(data["approval_id"]);
    const steps = `  codespar approvals approve ${id}\n  ${again}`;
    return new CommandError(`${message}\nTo go on:\n${steps}`, exitCodes.approvalRequired, told);
  }
  if (code === "outcome_unknown") {
    opened.keep();
    const step = `Look it up: codespar calls show ${tool_call_id}`;
    return new CommandError(`${message}\n${step}`, exitCodes.outcomeUnknown, told);
  }
  if (code === "needs_connection" && typeof data["redirect_url"] === "string") {
    const step = `Connect it: ${data["redirect_url"]}`;
    return new CommandError(`${message}\n${step}`, exitCodes.failed, told);
  }
  return new CommandError(message, exitCodes.failed, told);
}
