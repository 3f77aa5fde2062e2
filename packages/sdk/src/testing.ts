import {
  canonicalJson,
  type ExecuteOptions,
  freesKey,
  type SessionLike,
  type Tool,
  type ToolResult,
} from "@codespar/protocol";

import { UnprocessableError } from "./errors.ts";

/** One call that reached a recording session. */
export interface RecordedCall {
  /** Tool name. */
  readonly name: string;
  /** Arguments, as they arrived. */
  readonly params: Readonly<Record<string, unknown>>;
  /** How the call was made. */
  readonly options: ExecuteOptions;
}

/** What a recording session answers: data for a success, or the members of a failed result. */
export type Responder = (call: RecordedCall) => Partial<ToolResult> | Promise<Partial<ToolResult>>;

/** What a recording session is made of. */
export interface RecordingSessionOptions {
  /** Its tools (one, `echo`). */
  readonly tools?: readonly Tool[] | undefined;
  /** Answers calls (with the arguments, as data). */
  readonly respond?: Responder | undefined;
  /** Its id (`ses_recording`). */
  readonly id?: string | undefined;
}

/** A session in memory that records what reaches it; works with every adapter. */
export interface RecordingSession extends SessionLike {
  /** Every call, replays included. */
  readonly calls: readonly RecordedCall[];
  /** The calls that were executed: at most one per idempotency key. */
  readonly executions: readonly RecordedCall[];
}

const echoTool: Tool = {
  name: "echo",
  description: "Answers its arguments.",
  input_schema: { type: "object" },
  server: "recording",
};

interface KeyedCall {
  /** The tool and its arguments, to tell calls apart. */
  readonly text: string;
  readonly running: Promise<ToolResult>;
}

/** Creates a session for tests of agents, without a network and without a provider. */
export function createRecordingSession(options: RecordingSessionOptions = {}): RecordingSession {
  const { tools = [echoTool], id = "ses_recording" } = options;
  const respond: Responder = options.respond ?? (({ params }) => ({ data: params }));
  const calls: RecordedCall[] = [];
  const executions: RecordedCall[] = [];
  const byKey = new Map<string, KeyedCall>();

  async function run(call: RecordedCall): Promise<ToolResult> {
    executions.push(call);
    const number = executions.length;
    const server = tools.find(({ name }) => name === call.name)?.server ?? "";
    const result: ToolResult = {
      success: true,
      data: {},
      error: null,
      error_code: null,
      server,
      tool: call.name,
      duration: 0,
      tool_call_id: `tc_${number}`,
      called_at: new Date(0).toISOString(),
      ...(await respond(call)),
    };
    return result;
  }

  return {
    id,
    calls,
    executions,
    tools: () => Promise.resolve(tools),
    findTools(query) {
      const words = query.toLowerCase().split(/\W+/);
      const found = tools.filter(({ name, description }) =>
        words.some((word) => `${name} ${description}`.toLowerCase().includes(word)),
      );
      return Promise.resolve(found);
    },
    async execute(name, params, execution = {}) {
      const call: RecordedCall = { name, params, options: execution };
      calls.push(call);
      execution.signal?.throwIfAborted();
      const { idempotencyKey } = execution;
      if (idempotencyKey === undefined) return run(call);
      const text = canonicalJson([name, params]);
      const earlier = byKey.get(idempotencyKey);
      if (earlier !== undefined) {
        if (earlier.text !== text) throw conflict();
        return { ...(await earlier.running), replayed: true };
      }
      const running = run(call);
      byKey.set(idempotencyKey, { text, running });
      const result = await running.catch((cause: unknown) => {
        // Nothing is known of a call without an answer: the next one under its key asks again.
        byKey.delete(idempotencyKey);
        throw cause;
      });
      if (freesKey(result.error_code)) byKey.delete(idempotencyKey);
      return result;
    },
  };
}

/** What a runtime answers to a key that was used with other arguments. */
function conflict(): UnprocessableError {
  const message = "The idempotency key was used with other arguments.";
  return new UnprocessableError("idempotency_conflict", message, { status: 422 });
}
