import { canonicalJson, type ToolData } from "@codespar/protocol";
import { isRecord } from "@codespar/protocol/validation";

import { mask } from "../audit/mask.ts";
import { lookUp } from "../json-pointer.ts";
import type { ReconcileSpec } from "../mcp/reconcile-spec.ts";
import type { Attempt, OutboxMessage } from "../outbox/outbox.ts";
import { linkTarget } from "../sessions/session-server-row.ts";
import type { SessionRow, ToolCallRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { dispatch, type DispatchParts } from "./dispatch.ts";
import { endUnknown, type EndUnknownParts } from "./end-unknown.ts";
import { fillTemplate } from "./fill-template.ts";
import { withMinorAmount } from "./meta-tools/with-minor-amount.ts";
import { pickPointers } from "./pick-pointers.ts";

/** Under which topic calls with an unknown outcome wait to be asked after. */
export const reconcileTopic = "reconcile";

const defaultNotExecutedAfterMs = 120_000;

/** With the outbox' waits, some 24 hours; then it is left to a person. */
const maxAttempts = 34;

/** What reconciling works with. */
export interface ReconcileCallParts extends DispatchParts, EndUnknownParts {
  readonly store: Store;
}

/** Leaves word that a call's outcome is unknown. */
export function toReconcileMessage(callId: string): OutboxMessage {
  return { id: `${reconcileTopic}:${callId}`, topic: reconcileTopic, payload: callId };
}

/**
 * Asks a server what came of a call whose outcome is unknown, and ends it by the answer.
 *
 * @throws Error when the server cannot tell yet.
 */
export async function reconcileCall(
  parts: ReconcileCallParts,
  { payload: callId }: OutboxMessage,
  attempt: Attempt,
): Promise<void> {
  const row = await parts.ledger.find(callId);
  if (row?.status !== "unknown" || row.remote_tool === null) return;
  if (attempt.number > maxAttempts) return;
  const session = await parts.store.read
    .selectFrom("sessions")
    .selectAll()
    .where("id", "=", row.session_id)
    .executeTakeFirstOrThrow();
  const target = linkTarget(session, row.server);
  const spec = parts.directory.find(target, row.server)?.reconcileOf(row.remote_tool);
  if (spec === undefined) return;
  await ask(parts, { row, session, spec, signal: attempt.signal });
}

interface Question {
  readonly row: ToolCallRow;
  readonly session: SessionRow;
  readonly spec: ReconcileSpec;
  readonly signal: AbortSignal;
}

async function ask(parts: ReconcileCallParts, question: Question): Promise<void> {
  const { row, session, spec, signal } = question;
  const input = fillTemplate(spec.input, await valuesOf(parts, row));
  // A server would not know what the audit was not told, and say that there is no such call.
  if (JSON.stringify(input).includes(mask)) return;
  const answer = await dispatch(parts, {
    target: linkTarget(session, row.server),
    server: row.server,
    remoteName: spec.tool,
    input: isRecord(input) ? input : {},
    idempotencyKey: null,
    traceparent: undefined,
    readOnly: true,
    repeatable: true,
    signal,
  });
  if (!answer.ok) throw new Error(`${row.server} cannot be asked: ${answer.code}.`);
  const word = lookUp(answer.data, spec.status);
  const said = typeof word === "string" ? word : canonicalJson(word ?? null);
  const executed = verdictOf(spec, said, parts.clock.now() - row.called_at);
  if (executed === undefined) throw new Error(`${row.server} does not know yet.`);
  await endUnknown(parts, {
    row,
    session,
    executed,
    data:
      spec.output === undefined
        ? answer.data
        : withMinorAmount(pickPointers(spec.output, answer.data)),
    keyId: row.key_id,
    by: `reconciled by ${spec.tool}`,
    reason: `${row.server} says "${said.slice(0, 100)}"`,
  });
}

/** Whether a word says that the call took effect; nothing when it does not say it surely. */
function verdictOf(spec: ReconcileSpec, said: string, ageMs: number): boolean | undefined {
  if (spec.executed.includes(said)) return true;
  const { notExecuted = [], notExecutedAfterMs = defaultNotExecutedAfterMs } = spec;
  return notExecuted.includes(said) && ageMs >= notExecutedAfterMs ? false : undefined;
}

/** The call's arguments, as the audit has them (without secrets), and its key. */
async function valuesOf({ store }: ReconcileCallParts, row: ToolCallRow): Promise<ToolData> {
  const intent = await store.read
    .selectFrom("audit_entries")
    .select("input")
    .where("project_id", "=", row.project_id)
    .where("tool_call_id", "=", row.id)
    .where("input", "is not", null)
    .orderBy("seq")
    .limit(1)
    .executeTakeFirst();
  const input: unknown = JSON.parse(intent?.input ?? "{}");
  return { ...(isRecord(input) ? input : {}), idempotency_key: row.idempotency_key ?? undefined };
}
