import { canonicalJson, type ToolCall, type ToolResult } from "@codespar/protocol";

import type { Principal } from "../access/principal.ts";
import type { Clock } from "../clock.ts";
import { sha256 } from "../digest.ts";
import { isDeeperThan, maxInputDepth } from "../json-depth.ts";
import type { CallProgress } from "../mcp/call-progress.ts";
import type { JudgingOptions } from "../policy/judging-options.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { SessionRegistry } from "../sessions/session-registry.ts";
import { linkTarget } from "../sessions/session-server-row.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { SessionRow, ToolCallRow } from "../store/schema.ts";
import { observeCall, type ObserveCallParts } from "../telemetry/observe-call.ts";
import { newTimedId } from "../timed-id.ts";
import type { CallLedger } from "./call-ledger.ts";
import { describePlan, type DescribePlanParts } from "./describe-plan.ts";
import { dispatch, type DispatchParts, type Outcome } from "./dispatch.ts";
import { type Judgement, judgePlan, type JudgePlanParts, refuseByRule } from "./judge-plan.ts";
import type { Plan } from "./meta-tools/meta-tool.ts";
import type { PendingCall } from "./pending-call.ts";
import { planCall, type PlanParts } from "./plan-call.ts";
import { proxyDispatch, type ProxyParts } from "./proxy-dispatch.ts";
import { proxyTool } from "./proxy-tool.ts";
import { refuseUnlisted } from "./refuse-unlisted.ts";
import type { ToolCatalog } from "./tool-catalog.ts";
import type { IndexedTool, ToolIndex } from "./tool-index.ts";
import { waitForResult, type WaitParts } from "./wait-for-result.ts";

/** One request to run a tool. */
export interface CallToolRequest extends JudgingOptions {
  readonly principal: Principal;
  readonly sessionId: string;
  readonly call: ToolCall;
  readonly idempotencyKey: string | null;
  /** Where links to this runtime start, without a trailing slash. */
  readonly publicUrl: string;
  readonly signal: AbortSignal;
  /** Hears how far the server is. */
  readonly onProgress?: ((progress: CallProgress) => void) | undefined;
  /** W3C trace context of the request, where the call has none of its own. */
  readonly traceparent?: string | undefined;
  /** Whether it is a raw call to a server's own API. */
  readonly isProxy?: boolean;
  /** The agent's turn that makes it: nothing is made for one that is over. */
  readonly turnId?: string;
}

/** What the gateway works with. */
export interface CallToolParts
  extends
    ObserveCallParts,
    DispatchParts,
    DescribePlanParts,
    PlanParts,
    ProxyParts,
    WaitParts,
    JudgePlanParts {
  readonly clock: Clock;
  readonly sessions: SessionRegistry;
  readonly catalog: ToolCatalog;
  readonly ledger: CallLedger;
}

/** Runs one tool, exactly once per idempotency key; a failed tool is a result, not an exception. */
export function callTool(parts: CallToolParts, request: CallToolRequest): Promise<ToolResult> {
  return observeCall(parts, request, (traced) => makeCall(parts, traced));
}

async function makeCall(parts: CallToolParts, request: CallToolRequest): Promise<ToolResult> {
  refuseTooDeep(request.call.input);
  const session = await parts.sessions.getActive(request.principal, request.sessionId);
  const index = await parts.catalog.indexOf(session);
  const indexed = request.isProxy === true ? proxyTool : index.find(request.call.tool);
  const call = toPendingCall(parts, { request, session, tool: indexed?.tool.name });

  const plan = await planChecked(parts, { request, session, index, indexed });
  const judged = await judgeChecked(parts, { request, call, plan, indexed });
  // A key that is taken is found out by claiming it; only who is refused looks for it first.
  const claim = judged.kind === "run" ? await parts.ledger.claim(judged.call) : "refused";
  if (judged.kind === "run" && plan.kind !== "refuse" && claim === "claimed") {
    return run(parts, { request, call: judged.call, plan });
  }
  const earlier =
    judged.kind === "repeat"
      ? judged.earlier
      : await findEarlier(parts, judged.kind === "run" ? judged.call : call);
  if (earlier !== undefined) return repeat(parts, { request, call, earlier, plan, judged });
  if (judged.kind === "refuse") return refuse(parts, call, judged);
  if (typeof claim === "object") return refuse(parts, call, refuseByRule(claim));
  throw new RuntimeError("call_in_progress");
}

function refuseTooDeep(input: unknown): void {
  if (!isDeeperThan(input, maxInputDepth)) return;
  const message = `The arguments are nested deeper than ${maxInputDepth} levels.`;
  throw new RuntimeError("invalid_request", message);
}

interface Planned extends Pick<Repeated, "request" | "call" | "plan"> {
  readonly indexed: IndexedTool | undefined;
}

/** Judges a call that can be made. */
async function judgeChecked(
  parts: CallToolParts,
  { request, call, plan, indexed }: Planned,
): Promise<Judgement> {
  if (plan.kind === "refuse") return { data: {}, ...plan };
  if (indexed === undefined) throw new RuntimeError("internal");
  const described = { ...call, ...(await describePlan(parts, call.session, plan)) };
  return judgePlan(parts, { ...request, call: described, plan, indexed });
}

interface Unchecked {
  readonly request: CallToolRequest;
  readonly session: SessionRow;
  readonly index: ToolIndex;
  readonly indexed: IndexedTool | undefined;
}

/** Plans a call whose tool exists and whose arguments fit it. */
async function planChecked(parts: CallToolParts, { indexed, ...asked }: Unchecked): Promise<Plan> {
  const { tool, input } = asked.request.call;
  if (indexed === undefined) return refuseUnlisted(parts.pool, asked.session, tool);
  const issue = indexed.validate(input);
  if (issue === undefined) return planCall(parts, { ...asked, indexed });
  return { kind: "refuse", code: "invalid_input", message: issue.message, data: { ...issue } };
}

interface Running {
  readonly request: CallToolRequest;
  readonly call: PendingCall;
  readonly plan: Exclude<Plan, { kind: "refuse" }>;
  /** Whether it was sent before, and nobody knows what came of it. */
  readonly wasSent?: boolean;
}

/** Dispatches a claimed call and makes its outcome durable; others with the same key wait for it. */
function run(parts: CallToolParts, dispatched: Running): Promise<ToolResult> {
  const { call } = dispatched;
  const running = (async () => {
    const startedAt = performance.now();
    const outcome = await perform(parts, dispatched);
    const result = toResult(call, outcome, Math.round(performance.now() - startedAt));
    const notice = outcome.ok ? outcome.settlement : undefined;
    await parts.ledger.settle(call, { result, notice, at: parts.clock.now() });
    return result;
  })();
  parts.inFlight.set(call.id, running);
  const forget = (): void => void parts.inFlight.delete(call.id);
  running.then(forget, forget);
  return running;
}

async function perform(parts: CallToolParts, running: Running): Promise<Outcome> {
  const { request, call, plan, wasSent } = running;
  if (plan.kind === "answer") return { ok: true, data: plan.data };
  if (plan.kind === "proxy") {
    return proxyDispatch(parts, {
      target: linkTarget(call.session, plan.server),
      input: plan.input,
      idempotencyKey: call.idempotencyKey,
      signal: request.signal,
    });
  }
  const outcome = await dispatch(parts, {
    target: linkTarget(call.session, plan.server),
    server: plan.server,
    remoteName: plan.remoteName,
    input: plan.input,
    idempotencyKey: call.idempotencyKey,
    traceparent: call.origin?.traceparent,
    readOnly: call.readOnly,
    repeatable: call.repeatable,
    wasSent,
    signal: request.signal,
    onProgress: request.onProgress,
    toSettlement: plan.toSettlement,
  });
  return outcome.ok ? { ...outcome, data: plan.toData(outcome.data) } : outcome;
}

interface Repeated {
  readonly request: CallToolRequest;
  readonly call: PendingCall;
  readonly earlier: ToolCallRow;
  readonly plan: Plan;
  readonly judged: Judgement;
}

/**
 * Answers a request whose key was used before. It is dispatched again only where nobody knows what
 * came of it, doing so is safe, and it still may be made and goes the way it went.
 */
async function repeat(parts: CallToolParts, repeated: Repeated): Promise<ToolResult> {
  const { request, call, earlier, plan, judged } = repeated;
  if (earlier.request_hash !== call.requestHash) throw new RuntimeError("idempotency_conflict");
  const row = await waitForResult(parts, earlier);
  if (row.result === null) {
    throw new RuntimeError("idempotency_conflict", "The idempotency key has expired.");
  }
  if (plan.kind !== "refuse" && judged.kind !== "refuse" && row.repeatable === 1) {
    const again = { ...call, id: row.id, ...(await describePlan(parts, call.session, plan)) };
    const goesTheSameWay = again.server === row.server && again.remoteTool === row.remote_tool;
    const isFree = row.status === "unknown" && goesTheSameWay && again.repeatable;
    if (isFree && (await parts.ledger.reclaim(again, row))) {
      return run(parts, { request, call: again, plan, wasSent: true });
    }
  }
  await parts.ledger.replay(call, row);
  return { ...parseStored<ToolResult>(row.result), replayed: true };
}

async function findEarlier(
  { ledger }: CallToolParts,
  { session, idempotencyKey }: PendingCall,
): Promise<ToolCallRow | undefined> {
  return idempotencyKey === null ? undefined : ledger.findByKey(session, idempotencyKey);
}

type Refusal = Extract<Judgement, { kind: "refuse" }>;

async function refuse(
  { ledger }: CallToolParts,
  call: PendingCall,
  { code, message, data }: Refusal,
): Promise<ToolResult> {
  await ledger.refuse(call, code, message);
  return toResult(call, { ok: false, code, message, data }, 0);
}

interface NewCall {
  readonly request: CallToolRequest;
  readonly session: SessionRow;
  readonly tool: string | undefined;
}

function toPendingCall({ clock }: CallToolParts, { request, session, tool }: NewCall): PendingCall {
  const { call, idempotencyKey, principal } = request;
  const name = tool ?? call.tool;
  return {
    id: newTimedId("tc"),
    session,
    keyId: principal.keyId,
    tool: name,
    server: "",
    remoteTool: null,
    input: call.input,
    idempotencyKey,
    requestHash: sha256(canonicalJson([name, call.input])),
    readOnly: false,
    repeatable: false,
    origin: call.tool_call ?? null,
    calledAt: clock.now(),
    turnId: request.turnId,
  };
}

function toResult(call: PendingCall, outcome: Outcome, duration: number): ToolResult {
  return {
    success: outcome.ok,
    data: outcome.data,
    error: outcome.ok ? null : outcome.message,
    error_code: outcome.ok ? null : outcome.code,
    server: call.server,
    tool: call.tool,
    duration,
    tool_call_id: call.id,
    called_at: new Date(call.calledAt).toISOString(),
    ...(outcome.ok && outcome.warning !== undefined ? { warning: outcome.warning } : {}),
  };
}
