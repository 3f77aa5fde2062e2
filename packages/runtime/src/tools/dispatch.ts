import type { ErrorCode, JsonSchema, SettlementNotice, Tool, ToolData } from "@codespar/protocol";
import { createInputValidator, type InputValidator } from "@codespar/protocol/validation";
import { ProtocolError, SdkHttpError } from "@modelcontextprotocol/client";

import type { CallProgress } from "../mcp/call-progress.ts";
import { toAnswer } from "../mcp/mcp-mapping.ts";
import type { LinkTarget, McpPool } from "../mcp/mcp-pool.ts";
import type { ServerDirectory } from "../mcp/server-directory.ts";
import type { ServerGuards } from "../mcp/server-guards.ts";
import { startCallDeadline } from "./call-deadline.ts";

/** One call to be made to a server. */
export interface Dispatch {
  readonly target: LinkTarget;
  readonly server: string;
  readonly remoteName: string;
  readonly input: ToolData;
  readonly idempotencyKey: string | null;
  readonly traceparent: string | undefined;
  /** Whether a call without an answer may simply be made again. */
  readonly repeatable: boolean;
  /** The caller's own wish to stop waiting. */
  readonly signal: AbortSignal;
  /** Hears how far the server is. */
  readonly onProgress?: ((progress: CallProgress) => void) | undefined;
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
  readonly maxResultBytes: number;
}

/** Calls a server and says truthfully what came of it; never throws. */
export async function dispatch(parts: DispatchParts, call: Dispatch): Promise<Outcome> {
  const { directory, pool, guards } = parts;
  const server = directory.find(call.target, call.server);
  const link = await pool.open(call.target).catch(() => undefined);
  if (server === undefined || link === undefined) {
    return failure("provider_unavailable", `${call.server} cannot be reached; nothing was sent.`);
  }
  using deadline = startCallDeadline(server.timeoutMs, call.signal);
  const guarded = await guards.run(call.target, server.guard, {
    ask: () => link.call({ ...call, signal: deadline.signal }),
    isItsFault: (cause) => deadline.expired || (!deadline.signal.aborted && isOutage(cause)),
  });
  if (guarded.kind === "spared") return spared(call, guarded.why);
  if (guarded.kind === "failed") {
    if (!deadline.signal.aborted) return toFailure(guarded.cause, call);
    return unanswered(call, deadline.expired ? "timed out" : "was canceled");
  }
  const answer = toAnswer(guarded.result, server.trusted);
  if (!answer.ok) return answer;
  const tool = link.tools.find(({ remoteName }) => remoteName === call.remoteName)?.tool;
  return { ...answer, ...inspect(answer.data, tool, parts.maxResultBytes) };
}

/** Whether a failure says that the server is in trouble, and not that it refuses the call. */
function isOutage(cause: unknown): boolean {
  if (cause instanceof ProtocolError) return false;
  const status = cause instanceof SdkHttpError ? cause.data.status : undefined;
  return status === undefined || status >= 500;
}

function spared({ server }: Dispatch, why: "failing" | "busy"): Outcome {
  return why === "failing"
    ? failure(
        "provider_unavailable",
        `${server} keeps failing and is left alone; nothing was sent.`,
      )
    : failure("provider_rate_limited", `${server} has too many calls at once; nothing was sent.`);
}

/** A call that took effect and answered badly is a success with a flag, never a reason to retry. */
function inspect(
  data: ToolData,
  tool: Tool | undefined,
  maxResultBytes: number,
): { readonly data?: ToolData; readonly warning?: string } {
  const text = JSON.stringify(data);
  if (text.length > maxResultBytes) {
    return {
      data: { truncated: true, content: [{ type: "text", text: text.slice(0, maxResultBytes) }] },
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
  const known = validators.get(schema) ?? createInputValidator(schema);
  validators.set(schema, known);
  return known;
}

function toFailure(cause: unknown, call: Dispatch): Outcome {
  if (cause instanceof ProtocolError) {
    return failure("provider_error", `${call.server} refused the call: ${cause.message}`);
  }
  if (cause instanceof SdkHttpError) {
    const status = cause.data.status;
    if (status === 429) {
      return failure("provider_rate_limited", `${call.server} is rate limiting; nothing was done.`);
    }
    if (status === 401 || status === 403) {
      return failure("needs_connection", `${call.server} does not accept its credentials.`);
    }
    if (status !== undefined && status < 500) {
      return failure("provider_error", `${call.server} refused the call with HTTP ${status}.`);
    }
  }
  if (isRefusedConnection(cause)) {
    return failure("provider_unavailable", `${call.server} cannot be reached; nothing was sent.`);
  }
  return unanswered(call, "was cut off");
}

function unanswered({ server, repeatable }: Dispatch, what: string): Outcome {
  if (repeatable) {
    return failure("provider_timeout", `The call to ${server} ${what}; it is safe to repeat.`);
  }
  return failure(
    "outcome_unknown",
    `The call to ${server} ${what} after it was sent; it may have taken effect. Check the status before anything else.`,
  );
}

function isRefusedConnection(cause: unknown): boolean {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : cause;
  const code = inner instanceof Error && "code" in inner ? inner.code : undefined;
  return code === "ECONNREFUSED" || code === "ENOTFOUND";
}

function failure(code: ErrorCode, message: string): Outcome {
  return { ok: false, code, message, data: {} };
}
