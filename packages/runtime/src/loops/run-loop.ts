import { type DurableLoopRequestStep, isTransient, type ToolResult } from "@codespar/protocol";

import { findApiKeyById } from "../access/api-keys.ts";
import { principalOf } from "../access/principal-of.ts";
import type { Principal } from "../access/principal.ts";
import { requireScope } from "../access/require-scope.ts";
import { toApprovalRequest } from "../policy/approvals.ts";
import { RuntimeError } from "../runtime-error.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { LoopRow, LoopStepRow, SessionRow } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { callTool, type CallToolParts } from "../tools/call-tool.ts";
import type { LoopStore, StepEnd } from "./loop-store.ts";
import { holds, resolveParams, type StepResults } from "./resolve-params.ts";
import { retryDelayMs } from "./retry-delay.ts";

const busyMs = 1_000;

/** What running a loop works with. */
export interface RunLoopParts extends CallToolParts {
  readonly store: Store;
  readonly loops: LoopStore;
  /** Characters that the references of one step may come to. */
  readonly maxBodyBytes: number;
}

/** A loop that this node runs. */
export interface OwnedLoop {
  readonly loop: LoopRow;
  /** Whether this node is about to end, and begins nothing more. */
  readonly isClosing: () => boolean;
}

/**
 * Runs a loop from where it is: to its end, until it has to wait, or until it is another node's.
 *
 * Each call is made under a key of the loop and the step, so that a step which was done before a
 * crash answers what came of it, and is not done again.
 */
export async function runLoop(parts: RunLoopParts, { loop, isClosing }: OwnedLoop): Promise<void> {
  const { loops, clock } = parts;
  const steps = await loops.steps(loop.id);
  const results = new Map(
    steps.flatMap(({ position, result }) =>
      result === null ? [] : [[position, parseStored<ToolResult>(result)] as const],
    ),
  );
  let { approval_id: approvalId } = loop;
  for (const step of steps.filter(({ status }) => status === "pending" || status === "running")) {
    if (isClosing()) return loops.pause(loop, undefined, { dueAt: clock.now() });
    const turn = { loop, step, results, approvalId };
    const outcome =
      loop.status === "canceled" ? await recall(parts, turn) : await tryStep(parts, turn);
    approvalId = null;
    if (outcome === "lost") return;
    if (outcome.kind === "pause") return loops.pause(loop, step, outcome);
    if (outcome.kind === "over") return loops.end(loop, { ...outcome, now: clock.now() });
    if (outcome.result !== undefined) results.set(step.position, outcome.result);
    if (!(await loops.endStep(loop, step, { ...outcome, now: clock.now() }))) return;
  }
  return loops.pause(loop, undefined, { dueAt: loop.due_at });
}

interface StepTurn {
  readonly loop: LoopRow;
  readonly step: LoopStepRow;
  readonly results: StepResults;
  /** The approval that was waited for, if any was. */
  readonly approvalId: string | null;
}

type StepOutcome =
  | "lost"
  | (StepEnd & { readonly kind: "end" })
  | (Parameters<LoopStore["pause"]>[2] & { readonly kind: "pause" })
  | {
      readonly kind: "over";
      readonly code: "session_closed" | "unauthorized";
      readonly message: string;
    };

/** Does what a step says, as far as it can be done now. */
async function tryStep(parts: RunLoopParts, turn: StepTurn): Promise<StepOutcome> {
  const { loop, step } = turn;
  const { params = {}, when } = definitionOf(step);
  try {
    if (when !== undefined && !holds(when, turn.results)) return { kind: "end", status: "skipped" };
    const input = resolveParams(params, turn.results, parts.maxBodyBytes);
    const session = await findSession(parts, loop);
    const refused = await refusedApproval(parts, session, turn);
    if (refused !== undefined) return refused;
    const principal = await findStarter(parts, loop, session);
    if (!(await parts.loops.beginStep(loop, step))) return "lost";
    const result = await callTool(parts, {
      principal,
      sessionId: session.id,
      call: { tool: step.tool, input, tool_call: originOf(loop, step) },
      idempotencyKey: keyOf(loop, step),
      publicUrl: loop.public_url,
      // What is under way ends as it will: nobody knows what a call came to that is cut off.
      signal: new AbortController().signal,
    });
    return fromResult(parts, step, result);
  } catch (cause) {
    if (cause instanceof RuntimeError) return fromRefusal(parts, step, cause);
    throw cause;
  }
}

/** What a step came to that was under way when its loop was canceled and its node died. */
async function recall({ ledger }: RunLoopParts, turn: StepTurn): Promise<StepOutcome> {
  const { loop, step } = turn;
  const row = await ledger.findByKey({ id: loop.session_id }, keyOf(loop, step));
  if (step.status !== "running" || row === undefined) return { kind: "pause", dueAt: loop.due_at };
  // Its outcome is not known to be unknown yet: looked at again with the next drain.
  if (row.status === "running") return "lost";
  const result = row.result === null ? undefined : parseStored<ToolResult>(row.result);
  return { kind: "end", status: row.status, result, failure: failureOf(result) };
}

/** The session's own key for a step: the same however often it is tried, and wherever. */
function keyOf({ id }: LoopRow, { position }: LoopStepRow): string {
  return `${id}:${position}`;
}

function originOf({ id, traceparent }: LoopRow, { position }: LoopStepRow) {
  return {
    framework: "loop",
    run_id: id,
    id: String(position),
    ...(traceparent === null ? {} : { traceparent }),
  };
}

function definitionOf(step: LoopStepRow): Omit<DurableLoopRequestStep, "tool"> {
  return parseStored(step.definition);
}

async function findSession({ sessions }: RunLoopParts, loop: LoopRow): Promise<SessionRow> {
  const session = await sessions.find(loop.session_id);
  if (session === undefined) throw new RuntimeError("session_closed");
  return session;
}

/** In whose name a loop goes on: that of the key that started it, as long as it is valid. */
async function findStarter(
  { store, clock }: RunLoopParts,
  { key_id }: LoopRow,
  { project_id: projectId }: SessionRow,
): Promise<Principal> {
  const key = await findApiKeyById(store, key_id, clock.now());
  if (key === undefined) {
    throw new RuntimeError("unauthorized", "The API key that started the loop is not valid.");
  }
  const principal = principalOf(key, projectId);
  requireScope(principal, "tools:execute");
  return principal;
}

/** A step that was denied, or that nobody approved in time; asking again would wait for ever. */
async function refusedApproval(
  { approvals, clock }: RunLoopParts,
  { project_id: projectId, environment }: SessionRow,
  { approvalId }: StepTurn,
): Promise<StepOutcome | undefined> {
  if (approvalId === null) return undefined;
  const request = await approvals.get({ projectId, environment }, approvalId);
  const { status, reason } = toApprovalRequest(request, clock.now());
  if (status === "denied") {
    const message = `A person denied this call${reason === "" ? "" : `: ${reason}`}`;
    return { kind: "end", status: "error", failure: { code: "policy_denied", message } };
  }
  if (status !== "expired") return undefined;
  const message = `Nobody approved the call in time (${approvalId}).`;
  return { kind: "end", status: "error", failure: { code: "approval_required", message } };
}

function fromResult(parts: RunLoopParts, step: LoopStepRow, result: ToolResult): StepOutcome {
  const failure = failureOf(result);
  if (failure === undefined) return { kind: "end", status: "success", result };
  const { approval_id: approvalId } = result.data;
  if (failure.code === "approval_required" && typeof approvalId === "string") {
    return { kind: "pause", approvalId, dueAt: parts.clock.now() };
  }
  if (failure.code === "outcome_unknown")
    return { kind: "end", status: "unknown", result, failure };
  return again(parts, step, failure) ?? { kind: "end", status: "error", result, failure };
}

/** A request that could not be answered with a result. */
function fromRefusal(parts: RunLoopParts, step: LoopStepRow, refusal: RuntimeError): StepOutcome {
  const { code, message } = refusal;
  if (code === "session_closed") return { kind: "over", code, message };
  if (code === "unauthorized") return { kind: "over", code, message };
  // Another node has not said yet what came of it.
  if (code === "call_in_progress") return { kind: "pause", dueAt: parts.clock.now() + busyMs };
  const failure = { code, message };
  return again(parts, step, failure) ?? { kind: "end", status: "error", failure };
}

/** The pause before a step is tried again, where its policy lets it and doing so can do no harm. */
function again(
  { clock }: RunLoopParts,
  step: LoopStepRow,
  failure: NonNullable<StepEnd["failure"]>,
): StepOutcome | undefined {
  const { retry_policy: policy = {} } = definitionOf(step);
  if (!isTransient(failure.code) || step.attempts >= (policy.max_retries ?? 0)) return undefined;
  return { kind: "pause", failure, dueAt: clock.now() + retryDelayMs(policy, step.attempts) };
}

function failureOf(result: ToolResult | undefined): StepEnd["failure"] {
  if (result === undefined || result.success) return undefined;
  return {
    code: result.error_code ?? "provider_error",
    message: result.error ?? "The call failed.",
  };
}
