import type {
  ApprovalRequest,
  ExecuteOptions,
  SessionLike,
  ToolCallRecord,
  ToolResult,
} from "@codespar/protocol";

import { findApiKeyById } from "../access/api-keys.ts";
import type { Principal } from "../access/principal.ts";
import { sha256 } from "../digest.ts";
import { toApprovalRequest } from "../policy/approvals.ts";
import type { ScopedPolicy } from "../policy/judge-call.ts";
import { sumSpentBy } from "../policy/spending.ts";
import { RuntimeError } from "../runtime-error.ts";
import type { AgentTurnRow } from "../store/schema.ts";
import { callTool, type CallToolParts, type CallToolRequest } from "../tools/call-tool.ts";
import { awaitDecision } from "./await-decision.ts";
import { createCallOrder } from "./call-order.ts";
import type { BegunTurn } from "./run-turn.ts";
import { toUntoldRecord } from "./to-untold-record.ts";
import type { TurnDeadline } from "./turn-deadline.ts";
import type { TurnLimits } from "./turn-limits.ts";

/** What the session of a turn works with. */
export interface TurnSessionParts extends CallToolParts {
  readonly turnLimits: TurnLimits;
}

/** The turn that a session is for. */
export interface TurnSessionOptions {
  readonly begun: BegunTurn;
  readonly deadline: TurnDeadline;
  /** How often the model was asked so far. */
  iteration(): number;
  /** Hears of a call that waits for a person. */
  onApproval(toolUseId: string, approval: ApprovalRequest): void;
}

/** The session as an agent uses it in one turn. */
export interface TurnSession {
  /**
   * Every call of it goes the way of all calls, under a key of the turn; calls that change
   * something wait for each other, and for the people who must approve them.
   */
  readonly session: SessionLike;
  /** The calls that are over, in the order they began. */
  records(): readonly ToolCallRecord[];
  /** Resolves when no call is under way. */
  idle(): Promise<void>;
}

interface TurnCall {
  record: ToolCallRecord | undefined;
}

interface CallSource extends TurnSessionOptions {
  readonly parts: TurnSessionParts;
  readonly calls: TurnCall[];
  /** The calls that may have moved money. */
  readonly callIds: Set<string>;
  /** What is left of the time to wait for people, in milliseconds. */
  patienceMs: number;
}

/** Creates the session of a turn. */
export function createTurnSession(
  parts: TurnSessionParts,
  options: TurnSessionOptions,
): TurnSession {
  const { session: row, turn } = options.begun;
  const order = createCallOrder();
  const keyOf = createKeys(turn, options.iteration);
  const underWay = new Set<Promise<unknown>>();
  let harmless: ReadonlySet<string> = new Set();
  const source: CallSource = {
    ...options,
    parts,
    calls: [],
    callIds: new Set(),
    patienceMs: parts.turnLimits.maxApprovalMs,
  };
  return {
    session: {
      id: row.id,
      async tools() {
        const { tools } = await parts.catalog.indexOf(row);
        const readers = tools.filter(({ annotations }) => annotations?.readOnlyHint === true);
        harmless = new Set(readers.map(({ name }) => name));
        return tools;
      },
      execute(tool, params, { toolCall, signal } = {}) {
        const request = toRequest(options, { tool, params, signal, id: toolCall?.id });
        const running = order.run(harmless.has(tool), () =>
          make(source, { ...request, idempotencyKey: keyOf(toolCall?.id) }),
        );
        const over = running.catch(() => undefined);
        underWay.add(over);
        void over.then(() => underWay.delete(over));
        return running;
      },
    },
    records: () => source.calls.flatMap(({ record }) => record ?? []),
    async idle() {
      await Promise.all(underWay);
    },
  };
}

interface AskedCall {
  readonly tool: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly id: string | undefined;
  readonly signal: ExecuteOptions["signal"];
}

function toRequest(
  { begun, deadline }: TurnSessionOptions,
  { tool, params, id, signal = deadline.signal }: AskedCall,
): Omit<CallToolRequest, "idempotencyKey"> {
  const { session, principal, publicUrl, turn } = begun;
  return {
    principal,
    sessionId: session.id,
    publicUrl,
    turnId: turn.id,
    call: {
      tool,
      input: params,
      tool_call: { framework: "send", id: id ?? "", run_id: turn.id },
    },
    signal: signal === deadline.signal ? signal : AbortSignal.any([deadline.signal, signal]),
  };
}

/**
 * The key of each call: the turn's id and the model's id of it. A model that gives an id again
 * later in the turn means another call.
 */
function createKeys(
  turn: AgentTurnRow,
  iteration: () => number,
): (toolUseId: string | undefined) => string | null {
  const firstUses = new Map<string, number>();
  return (toolUseId) => {
    if (toolUseId === undefined) return null;
    const now = iteration();
    const first = firstUses.get(toolUseId) ?? now;
    firstUses.set(toolUseId, first);
    const id = first === now ? toolUseId : `${toolUseId}:${now}`;
    const key = `${turn.id}:${id}`;
    return /^[\x21-\x7e]{1,255}$/.test(key) ? key : `${turn.id}:${sha256(id)}`;
  };
}

/** Makes a call, and remembers what came of it. */
async function make(source: CallSource, request: CallToolRequest): Promise<ToolResult> {
  request.signal.throwIfAborted();
  const call: TurnCall = { record: undefined };
  source.calls.push(call);
  try {
    const result = await makeApproved(source, request);
    call.record = toUntoldRecord(request.call, result);
    return result;
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    call.record = toUntoldRecord(request.call, error);
    throw cause;
  }
}

/** Makes a call; where a person must approve it, waits for them and goes on under the same key. */
async function makeApproved(source: CallSource, request: CallToolRequest): Promise<ToolResult> {
  let result = await callOnce(source, request);
  for (;;) {
    const { approval_id: approvalId } = result.data;
    if (result.error_code !== "approval_required" || typeof approvalId !== "string") return result;
    if (!(await isDecided(source, request, approvalId))) return result;
    result = await callOnce(source, { ...request, decidedApproval: approvalId });
  }
}

async function callOnce(
  { parts, callIds }: CallSource,
  request: CallToolRequest,
): Promise<ToolResult> {
  await requireValidKey(parts, request.principal);
  const policies = await spendingPolicies(parts, callIds);
  const result = await callTool(parts, { ...request, policies });
  callIds.add(result.tool_call_id);
  return result;
}

/** A turn may outlive the key that began it, which is checked as it is for every request. */
async function requireValidKey(
  { store, clock }: TurnSessionParts,
  { keyId }: Principal,
): Promise<void> {
  if ((await findApiKeyById(store, keyId, clock.now())) !== undefined) return;
  throw new RuntimeError("unauthorized", "The API key that began the turn is no longer valid.");
}

/** What the turn may still spend, as a policy beside the others. */
async function spendingPolicies(
  { store, turnLimits }: TurnSessionParts,
  callIds: ReadonlySet<string>,
): Promise<readonly ScopedPolicy[]> {
  const limits = Object.entries(turnLimits.maxSpendMinor);
  if (limits.length === 0) return [];
  const spent = await sumSpentBy(store, [...callIds]);
  const left = limits.map(([currency, maxMinor]) => ({
    currency,
    per_call: Math.max(0, maxMinor - (spent.get(currency) ?? 0)),
  }));
  return [{ scope: "turn", policy: { limits: left } }];
}

async function isDecided(
  source: CallSource,
  { principal, call, signal }: CallToolRequest,
  approvalId: string,
): Promise<boolean> {
  const { parts, begun, deadline } = source;
  const row = await parts.approvals.get(principal, approvalId);
  source.onApproval(call.tool_call?.id ?? "", toApprovalRequest(row, parts.clock.now()));
  if (source.patienceMs <= 0) return false;
  const pause = deadline.pause();
  const startedAt = performance.now();
  const { session } = begun;
  const maxMs = source.patienceMs;
  try {
    const decided = await awaitDecision(parts, { approvalId, principal, session, maxMs, signal });
    // Nothing goes on that nobody waits for.
    return decided && !signal.aborted;
  } finally {
    pause[Symbol.dispose]();
    source.patienceMs -= performance.now() - startedAt;
  }
}
