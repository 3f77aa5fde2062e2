import {
  type ErrorCode,
  freesKey,
  type JsonSchema,
  type SettlementNotice,
  type Tool,
  type ToolData,
} from "@codespar/protocol";
import type { InputValidator } from "@codespar/protocol/validation";
import { ExponentialBackoff, handleWhenResult, type IPolicy, retry } from "cockatiel";

import { isDeeperThan, maxAnswerDepth } from "../json-depth.ts";
import type { CallProgress } from "../mcp/call-progress.ts";
import { toAnswer } from "../mcp/mcp-mapping.ts";
import type { LinkTarget, McpPool } from "../mcp/mcp-pool.ts";
import type { KnownServer, ServerDirectory } from "../mcp/server-directory.ts";
import type { ServerGuards } from "../mcp/server-guards.ts";
import type { ServerTrouble, ServerTroubles } from "../mcp/server-troubles.ts";
import { createBoundedValidator } from "./bounded-validator.ts";
import { type CallDeadline, startCallDeadline } from "./call-deadline.ts";
import { isOutage, isRefusal, toFailure, toSpared, toUnanswered } from "./to-failure.ts";

/** One call to be made to a server. */
export interface Dispatch {
  readonly target: LinkTarget;
  readonly server: string;
  readonly remoteName: string;
  readonly input: ToolData;
  readonly idempotencyKey: string | null;
  readonly traceparent: string | undefined;
  /** Whether it changes nothing. */
  readonly readOnly: boolean;
  /** Whether a call without an answer may simply be made again, under the same key. */
  readonly repeatable: boolean;
  /** Whether it was sent before, and nobody knows what came of it. */
  readonly wasSent?: boolean | undefined;
  /** The caller's own wish to stop waiting. */
  readonly signal: AbortSignal;
  /** Hears how far the server is. */
  readonly onProgress?: ((progress: CallProgress) => void) | undefined;
  /** The payment that an answer speaks of, where the server may not say it itself. */
  readonly toSettlement?: ((data: ToolData) => SettlementNotice | undefined) | undefined;
}

/** What came of a dispatched call. */
export type Outcome =
  | {
      readonly ok: true;
      readonly data: ToolData;
      readonly settlement?: SettlementNotice | undefined;
      readonly warning?: string;
    }
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      readonly message: string;
      readonly data: ToolData;
    };

/** What dispatching works with. */
export interface DispatchParts {
  readonly directory: ServerDirectory;
  readonly pool: McpPool;
  readonly guards: ServerGuards;
  /** Hears why a call was not answered. */
  readonly troubles: ServerTroubles;
  readonly maxResultBytes: number;
}

/** Calls again what is safe to repeat and was cut off, twice at the most, within the same deadline. */
const again: IPolicy = retry(
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `tryOnce` returns
  handleWhenResult((tried) => (tried as Tried).isWorthRepeating),
  { maxAttempts: 2, backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }) },
);

interface Tried {
  readonly outcome: Outcome;
  readonly isWorthRepeating: boolean;
}

/**
 * Calls a server and says truthfully what came of it; never throws.
 *
 * A try that did nothing says nothing of one before it that was sent and not answered.
 */
export async function dispatch(parts: DispatchParts, call: Dispatch): Promise<Outcome> {
  let unanswered = call.wasSent === true ? toUnanswered(call, "was cut off") : undefined;
  const server = parts.directory.find(call.target, call.server);
  if (server === undefined) return unanswered ?? unreachable(call);
  using deadline = startCallDeadline(server.timeoutMs, call.signal);
  const { outcome } = await again.execute(async () => {
    const tried = await tryOnce(parts, call, { server, deadline });
    if (isUnanswered(tried.outcome)) unanswered = tried.outcome;
    return tried;
  }, deadline.signal);
  return !outcome.ok && freesKey(outcome.code) ? (unanswered ?? outcome) : outcome;
}

function isUnanswered(outcome: Outcome): boolean {
  return !outcome.ok && outcome.code === "outcome_unknown";
}

interface Trial {
  readonly server: KnownServer;
  readonly deadline: CallDeadline;
}

async function tryOnce(
  parts: DispatchParts,
  call: Dispatch,
  { server, deadline }: Trial,
): Promise<Tried> {
  const { pool, guards, maxResultBytes } = parts;
  const link = await pool.open(call.target).catch(() => undefined);
  if (link === undefined) return once(unreachable(call));
  const guarded = await guards.run(call.target, server.guard, {
    ask: () => link.call({ ...call, signal: deadline.signal }),
    isItsFault: (cause) => deadline.expired || (!deadline.signal.aborted && isOutage(cause)),
  });
  if (guarded.kind === "spared") return once(toSpared(call, guarded));
  if (guarded.kind === "failed") {
    const { cause } = guarded;
    return toFailed(parts, call, { deadline, cause, exit: link.exit?.() });
  }
  const answer = toAnswer(guarded.result, server.trusted);
  if (!answer.ok) return once(answer);
  const tool = link.tools.find(({ remoteName }) => remoteName === call.remoteName)?.tool;
  // Looked for in the whole answer, of which not all may be handed on.
  const settlement = answer.settlement ?? call.toSettlement?.(answer.data);
  return once({ ...answer, settlement, ...inspect(answer.data, tool, maxResultBytes) });
}

interface Failed extends Pick<ServerTrouble, "cause" | "exit"> {
  readonly deadline: CallDeadline;
}

/** What a call without an answer comes to; the operator hears of it unless it was called off. */
function toFailed(
  { troubles }: DispatchParts,
  call: Dispatch,
  { deadline, cause, exit }: Failed,
): Tried {
  const { target } = call;
  if (deadline.signal.aborted) {
    if (deadline.expired) troubles.tell({ at: "call", target, cause, exit });
    return once(toUnanswered(call, deadline.expired ? "timed out" : "was canceled"));
  }
  if (!isRefusal(cause)) troubles.tell({ at: "call", target, cause, exit });
  return { outcome: toFailure(cause, call), isWorthRepeating: call.repeatable && isOutage(cause) };
}

function once(outcome: Outcome): Tried {
  return { outcome, isWorthRepeating: false };
}

function unreachable({ server }: Dispatch): Outcome {
  const message = `${server} cannot be reached; nothing was sent.`;
  return { ok: false, code: "provider_unavailable", message, data: {} };
}

/** A call that took effect and answered badly is a success with a flag, never a reason to retry. */
function inspect(
  data: ToolData,
  tool: Tool | undefined,
  maxResultBytes: number,
): { readonly data?: ToolData; readonly warning?: string } {
  if (isDeeperThan(data, maxAnswerDepth)) {
    const warning = `The answer is nested deeper than ${maxAnswerDepth} levels and was left out.`;
    return { data: {}, warning };
  }
  const text = JSON.stringify(data);
  if (text.length > maxResultBytes) {
    return {
      data: {
        truncated: true,
        content: [{ type: "text", text: text.slice(0, maxResultBytes).toWellFormed() }],
      },
      warning: `The answer was ${text.length} characters long and was cut.`,
    };
  }
  if (tool?.output_schema === undefined) return {};
  const issue = validatorOf(tool.output_schema)(data);
  return issue === undefined
    ? {}
    : { warning: `The answer breaks the tool's output schema: ${issue.message}` };
}

const validators = new WeakMap<JsonSchema, InputValidator>();

/** Building a validator costs more than the rest of a call: one for each schema. */
function validatorOf(schema: JsonSchema): InputValidator {
  const known = validators.get(schema) ?? createBoundedValidator(schema);
  validators.set(schema, known);
  return known;
}
