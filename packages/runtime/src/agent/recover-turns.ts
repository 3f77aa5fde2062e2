import type { ToolCallRecord, ToolResult } from "@codespar/protocol";

import type { NodeRegistry } from "../nodes/node-registry.ts";
import { RuntimeError } from "../runtime-error.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { AgentTurnRow } from "../store/schema.ts";
import type { StoreTransaction } from "../store/store.ts";
import type { AgentMessage } from "./agent-backend.ts";
import { toUntoldRecord } from "./to-untold-record.ts";
import type { TurnStore } from "./turn-store.ts";
import { unfinishedNote } from "./unfinished-note.ts";

/** What recovering works with. */
export interface RecoverTurnsParts {
  readonly turns: TurnStore;
  readonly node: NodeRegistry;
}

/**
 * Ends the turns that a crash left running, with the calls that they made. Their calls must have
 * been recovered before.
 *
 * @returns How many there were.
 */
export async function recoverTurns(
  { turns, node }: RecoverTurnsParts,
  nowMs: number,
): Promise<number> {
  const rows = await node.abandonedTurns();
  for (const turn of rows) {
    await turns.abandon(turn, async (transaction) => {
      const toolCalls = await callsOf(transaction, turn);
      const messages: AgentMessage[] = [{ role: "user", text: turn.message }];
      const note = unfinishedNote({ toolCalls, messages, text: "" });
      return {
        status: "error",
        error: new RuntimeError("internal", "The runtime stopped while the turn was under way."),
        result: { message: "", tool_calls: toolCalls, iterations: 0 },
        messages: note === undefined ? messages : [...messages, note],
        now: nowMs,
      };
    });
  }
  return rows.length;
}

/** The calls made under the turn's keys; their arguments are in the audit. */
async function callsOf(
  transaction: StoreTransaction,
  turn: AgentTurnRow,
): Promise<readonly ToolCallRecord[]> {
  const prefix = `${turn.id}:`;
  const rows = await transaction
    .selectFrom("tool_calls")
    .select(["tool", "idempotency_key", "result"])
    .where("session_id", "=", turn.session_id)
    .where("idempotency_key", ">", prefix)
    .where("idempotency_key", "<", `${turn.id};`)
    .orderBy("called_at")
    .execute();
  return rows.map(({ tool, idempotency_key, result }) => {
    const id = idempotency_key?.slice(prefix.length) ?? "";
    const answer =
      result === null ? new RuntimeError("outcome_unknown") : parseStored<ToolResult>(result);
    const record = toUntoldRecord({ tool, input: {}, tool_call: { id } }, answer);
    return { ...record, input: null };
  });
}
