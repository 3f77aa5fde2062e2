import type { AuditEntry, AuditVerification, UsageReport } from "@codespar/protocol";
import type { AdapterOptions } from "@codespar/vercel";
import { renderUnicodeCompact } from "uqr";

const colors = process.stdout.isTTY;

/** Prints a heading. */
export function title(text: string): void {
  console.log(`\n${bold(text)}`);
}

/** Prints a line. */
export function say(text: string): void {
  console.log(`  ${text}`);
}

/** Prints what the framework calls, before anything happens. */
export const printCall: NonNullable<AdapterOptions["beforeExecute"]> = (call) => {
  const { tool, input, toolCallId } = call;
  say(`ai calls       ${bold(tool.name)} ${JSON.stringify(input)} (${toolCallId ?? "no id"})`);
};

/** Prints what the session executed. */
export const printOutcome: NonNullable<AdapterOptions["afterExecute"]> = (_call, outcome) => {
  const { result } = outcome;
  if (result === undefined) return say(`session failed ${outcome.ok ? "" : outcome.message}`);
  const state = result.success ? "ok" : `${result.error_code}: ${result.error}`;
  say(
    `session ran    ${result.server}: ${state} in ${result.duration} ms (${result.tool_call_id})`,
  );
};

/** Prints a Pix code as text and as a QR code to scan. */
export function printQr(pixCode: string): void {
  say(pixCode);
  for (const line of renderUnicodeCompact(pixCode, { border: 2 }).split("\n")) say(line);
}

/** Prints audit entries, one line each, and whether the chain holds. */
export function printAudit(
  entries: readonly AuditEntry[],
  { valid, entries: checked, broken }: AuditVerification,
): void {
  for (const { seq, kind, tool, server, status, duration_ms, origin, hash } of entries) {
    const what = status === null ? kind : `${kind} ${status} ${duration_ms} ms`;
    const who = origin?.framework ?? "";
    say(
      `${String(seq).padStart(3)}  ${tool.padEnd(17)} ${server.padEnd(13)} ${what.padEnd(22)} ${who}  ${hash.slice(0, 12)}…`,
    );
  }
  say(valid ? `Chain verified: ${checked} entries.` : `CHAIN BROKEN: ${broken?.reason}`);
}

/** Prints what was counted and what is billed. */
export function printUsage({ totals }: UsageReport): void {
  say(`Tool calls counted:          ${totals.tool_calls}`);
  say(`Settled transactions billed: ${totals.billable_transactions}`);
  for (const { currency, amount_minor } of totals.settled) {
    const amount = new Intl.NumberFormat("pt-BR", { style: "currency", currency });
    say(`Settled volume:              ${amount.format(amount_minor / 100)}`);
  }
}

function bold(text: string): string {
  return colors ? `\u001B[1m${text}\u001B[22m` : text;
}
