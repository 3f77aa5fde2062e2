import {
  type AgentTurn,
  type ApprovalRequest,
  type Connection,
  type ConnectionDetail,
  type ExecuteOptions,
  type PaymentStatusReport,
  type SendResult,
  type Session as SessionBody,
  type SessionLike,
  type SessionMcp,
  type SessionServer,
  type SessionStatus,
  type StreamEvent,
  telemetry,
  type Tool,
  type ToolResult,
  type VerificationStatusReport,
} from "@codespar/protocol";

import { CodeSparError } from "./errors.ts";
import { executeApproved } from "./execute-approved.ts";
import type { ApiRequest, HttpClient, RequestOptions } from "./http-client.ts";
import { createLoopHandle, type LoopHandle } from "./loop-handle.ts";
import { type LoopOptions, type LoopResult, runLoop } from "./loop.ts";
import { newIdempotencyKey } from "./new-idempotency-key.ts";
import { type Authorization, readAuthorization } from "./read-authorization.ts";
import {
  readApproval,
  readConnection,
  readConnections,
  readLoop,
  readPaymentStatus,
  readResult,
  readSendResult,
  readTools,
  readTurn,
  readVerificationStatus,
} from "./read-response.ts";
import type { AuthorizeOptions, SendOptions, StreamOptions } from "./session-options.ts";
import { type StartLoopOptions, toLoopRequest } from "./start-loop-options.ts";
import { streamTurn } from "./stream-turn.ts";
import { toToolCall, withTrace } from "./to-tool-call.ts";
import type { ToolInput, ToolName, ToolResultOf } from "./tool-types.ts";
import { type OpenTelemetryApi, traceCall, traceRequest } from "./tracing.ts";

/** What a session is made of. */
export interface SessionParts {
  readonly http: HttpClient;
  readonly body: SessionBody;
  readonly projectId: string | undefined;
  readonly mcp: SessionMcp;
  /** Traces calls (`@opentelemetry/api`, where it is installed). */
  readonly openTelemetry?: OpenTelemetryApi | undefined;
}

const defaultTurnMs = 6 * 60_000;

/** A scoped, authenticated connection to the servers an agent needs. */
export class Session implements SessionLike, AsyncDisposable {
  /** `ses_…` */
  readonly id: string;
  /** The end user on whose behalf the agent acts. */
  readonly userId: string;
  /** When it was opened. */
  readonly createdAt: Date;
  /** When it would have closed without a further request; every request moves that on. */
  readonly expiresAt: Date;
  readonly #parts: SessionParts;
  #status: SessionStatus;
  #servers: readonly SessionServer[];
  #closing: Promise<void> | undefined;

  /** Use {@link CodeSpar.create}. */
  constructor(parts: SessionParts) {
    const { body } = parts;
    this.#parts = parts;
    this.#status = body.status;
    this.id = body.id;
    this.userId = body.user_id;
    this.#servers = body.servers;
    this.createdAt = new Date(body.created_at);
    this.expiresAt = new Date(body.expires_at);
  }

  /** Where it is in its life, as far as this client has been told. */
  get status(): SessionStatus {
    return this.#status;
  }

  /** Its servers, each with its state when the session was opened or its connections last listed. */
  get servers(): readonly SessionServer[] {
    return this.#servers;
  }

  /**
   * Where MCP clients reach the session; the headers hold a token for this session alone, or the
   * API key where the API gives no such token.
   */
  get mcp(): SessionMcp {
    return this.#parts.mcp;
  }

  /**
   * Lists the tools the session has now: the meta-tools and those of its servers.
   *
   * @throws CodeSparError when the list cannot be had; never answers an empty list instead.
   */
  async tools(options: RequestOptions = {}): Promise<readonly Tool[]> {
    return readTools(await this.#request({ ...options, method: "GET", path: "/tools" }));
  }

  /** Finds the tools for a job in plain words, the best first. */
  async findTools(query: string, options: RequestOptions = {}): Promise<readonly Tool[]> {
    const path = `/tools?q=${encodeURIComponent(query)}`;
    return readTools(await this.#request({ ...options, method: "GET", path }));
  }

  /** Lists the session's connections with their state. */
  async connections(options: RequestOptions = {}): Promise<readonly Connection[]> {
    const path = "/connections";
    const connections = readConnections(await this.#request({ ...options, method: "GET", path }));
    this.#servers = connections.map(toServer);
    return connections;
  }

  /**
   * Tells all that is known of one connection: what the server can do, and its tools.
   *
   * @throws CodeSparError `not_found` when the session was not opened with this server.
   */
  async connection(serverId: string, options: RequestOptions = {}): Promise<ConnectionDetail> {
    const path = `/connections/${encodeURIComponent(serverId)}`;
    return readConnection(await this.#request({ ...options, method: "GET", path }));
  }

  /**
   * Asks the user to connect a server: send them to `redirectUrl`.
   *
   * A server that is connected already answers `{ connected: true }`.
   *
   * @throws CodeSparError `not_found`, or `redirect_url_required` when the runtime does not know
   *   where users come back to.
   */
  async authorize(serverId: string, options: AuthorizeOptions = {}): Promise<Authorization> {
    const { redirectUrl, scopes, ...request } = options;
    const path = `/connections/${encodeURIComponent(serverId)}/authorize`;
    const body = {
      ...(redirectUrl === undefined ? {} : { redirect_url: redirectUrl }),
      ...(scopes === undefined ? {} : { scopes }),
    };
    try {
      return readAuthorization(await this.#request({ ...request, method: "POST", path, body }));
    } catch (cause) {
      if (CodeSparError.is(cause) && cause.code === "already_connected") return { connected: true };
      throw cause;
    }
  }

  /**
   * Disconnects a server: its tools leave the session.
   *
   * @throws CodeSparError `not_found`, or `not_connected` when it is not connected.
   */
  async disconnect(serverId: string, options: RequestOptions = {}): Promise<void> {
    const path = `/connections/${encodeURIComponent(serverId)}`;
    await this.#request({ ...options, method: "DELETE", path });
  }

  /**
   * Runs one tool. A tool that fails is a result with `success: false`; only a request that could
   * not be answered throws.
   *
   * @param name Tool name, as listed.
   * @param params Arguments; typed, with the result, for the tools of {@link ToolTypes}.
   * @throws CodeSparError with the code of the refusal, or `timeout`, `aborted`, `connection_failed`.
   */
  async execute<Name extends ToolName>(
    name: Name,
    params: ToolInput<Name>,
    options?: ExecuteOptions,
  ): Promise<ToolResultOf<Name>>;
  async execute(
    name: string,
    params: Readonly<Record<string, unknown>>,
    options: ExecuteOptions = {},
  ): Promise<ToolResult> {
    const { signal, timeoutMs, idempotencyKey = newIdempotencyKey(), toolCall } = options;
    const { approvalTimeoutMs = 0 } = options;
    const { id, traceparent } = toolCall ?? {};
    const call = { tool: name, sessionId: this.id, id, traceparent };
    return traceCall(this.#parts.openTelemetry, call, (trace) => {
      const body = toToolCall(name, params, withTrace(toolCall, trace));
      const request = { signal, timeoutMs, idempotencyKey, body, ...trace };
      const run = async (): Promise<ToolResult> =>
        readResult(await this.#request({ ...request, method: "POST", path: "/execute" }));
      return executeApproved({
        run,
        readRequest: (asked, waiting) => this.approval(asked, { signal: waiting }),
        approvalTimeoutMs,
        signal,
      });
    });
  }

  /**
   * Tells how a call stands that waits for a person.
   *
   * @param approvalId `result.data.approval_id`.
   */
  async approval(approvalId: string, options: RequestOptions = {}): Promise<ApprovalRequest> {
    const path = `/v1/approvals/${encodeURIComponent(approvalId)}`;
    return readApproval(await this.#send({ ...options, method: "GET", path }));
  }

  /**
   * Tells where the payment of a call is, and what its provider said of it since.
   *
   * @param toolCallId `result.tool_call_id`.
   */
  async paymentStatus(
    toolCallId: string,
    options: RequestOptions = {},
  ): Promise<PaymentStatusReport> {
    const path = `/v1/tool-calls/${encodeURIComponent(toolCallId)}/payment-status`;
    return readPaymentStatus(await this.#send({ ...options, method: "GET", path }));
  }

  /**
   * Tells where the check of a person is that a call started.
   *
   * @param toolCallId `result.tool_call_id`.
   */
  async verificationStatus(
    toolCallId: string,
    options: RequestOptions = {},
  ): Promise<VerificationStatusReport> {
    const path = `/v1/tool-calls/${encodeURIComponent(toolCallId)}/verification-status`;
    return readVerificationStatus(await this.#send({ ...options, method: "GET", path }));
  }

  /**
   * Lets an agent answer a message with the session's tools, and waits until it is done.
   *
   * @param message What the user wants, in plain words.
   * @throws CodeSparError with the code of the refusal, such as `provider_error` without a model's key.
   */
  async send(message: string, options: SendOptions = {}): Promise<SendResult> {
    const { signal, timeoutMs = defaultTurnMs, idempotencyKey = newIdempotencyKey() } = options;
    const request = { signal, timeoutMs, idempotencyKey, body: { message } };
    return readSendResult(await this.#request({ ...request, method: "POST", path: "/send" }));
  }

  /**
   * The same as {@link send}, with each event as it happens. Leaving the loop stops the agent.
   *
   * @throws CodeSparError `timeout` when nothing is heard for `idleTimeoutMs`, `connection_failed`.
   */
  async *sendStream(message: string, options: StreamOptions = {}): AsyncGenerator<StreamEvent> {
    const { http, projectId } = this.#parts;
    const path = `/v1/sessions/${this.id}/send`;
    yield* streamTurn(http, { path, projectId, body: { message } }, options);
  }

  /**
   * Tells of a turn of the agent, such as one whose stream was lost.
   *
   * @param turnId `turn_id` of the stream's first event.
   */
  async turn(turnId: string, options: RequestOptions = {}): Promise<AgentTurn> {
    const path = `/turns/${encodeURIComponent(turnId)}`;
    return readTurn(await this.#request({ ...options, method: "GET", path }));
  }

  /** Runs a fixed sequence of tools, each exactly once, with no model in between. */
  loop(options: LoopOptions): Promise<LoopResult> {
    return runLoop((tool, params, execution) => this.execute(tool, params, execution), options);
  }

  /**
   * Starts a loop that the runtime runs to its end: through crashes, waiting for approvals, each
   * step exactly once. What {@link loop} computes, these steps name by references.
   *
   * @throws CodeSparError `invalid_request` for a step that refers to nothing.
   */
  async startLoop(options: StartLoopOptions): Promise<LoopHandle> {
    const { idempotencyKey = newIdempotencyKey(), signal, timeoutMs } = options;
    const request = { signal, timeoutMs, idempotencyKey, body: toLoopRequest(options) };
    const attributes = { [telemetry.sessionId]: this.id };
    const span = { name: "session.startLoop", attributes };
    const { id } = await traceRequest(this.#parts.openTelemetry, span, async (trace) =>
      readLoop(await this.#request({ ...request, ...trace, method: "POST", path: "/loops" })),
    );
    return this.#loopHandle(id);
  }

  /**
   * Takes up a loop that was started before, such as by another process.
   *
   * @throws CodeSparError `not_found`
   */
  async getLoop(loopId: string, options: RequestOptions = {}): Promise<LoopHandle> {
    const loop = this.#loopHandle(loopId);
    await loop.state(options);
    return loop;
  }

  /** Closes the session; closing it again does nothing. */
  close(options: RequestOptions = {}): Promise<void> {
    this.#closing ??= this.#close(options);
    return this.#closing;
  }

  /**
   * Closes the session at the end of an `await using` block. What the block came to stands whether or
   * not that can be done: a session that nobody uses closes by itself.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close().catch(() => undefined);
  }

  async #close(options: RequestOptions): Promise<void> {
    try {
      await this.#request({ ...options, method: "DELETE", path: "" });
      this.#status = "closed";
    } catch (cause) {
      this.#closing = undefined;
      throw cause;
    }
  }

  #loopHandle(id: string): LoopHandle {
    const path = `/v1/sessions/${this.id}/loops/${encodeURIComponent(id)}`;
    const { http, projectId } = this.#parts;
    return createLoopHandle({ id, path, http, projectId });
  }

  #request({ path, ...request }: ApiRequest): Promise<unknown> {
    return this.#send({ ...request, path: `/v1/sessions/${this.id}${path}` });
  }

  async #send(request: ApiRequest): Promise<unknown> {
    const { http, projectId } = this.#parts;
    try {
      return await http.request({ ...request, projectId });
    } catch (cause) {
      if (CodeSparError.is(cause) && cause.code === "session_closed") this.#status = "closed";
      throw cause;
    }
  }
}

function toServer({ id, name, status, error }: Connection): SessionServer {
  const server = { id, name, status: status === "ready" ? "connected" : status } as const;
  return error === undefined ? server : { ...server, error };
}
