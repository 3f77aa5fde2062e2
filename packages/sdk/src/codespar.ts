import {
  type Policy,
  type RouteAnswer,
  type RouteName,
  routes,
  type UsageReport,
} from "@codespar/protocol";

import { type Approvals, createApprovals } from "./approvals.ts";
import { type Audit, createAudit } from "./audit.ts";
import { type Calls, createCalls } from "./calls.ts";
import { createHttpClient, type HttpClient, type RequestOptions } from "./http-client.ts";
import type { Logger } from "./logger.ts";
import { newIdempotencyKey } from "./new-idempotency-key.ts";
import { readOptions } from "./read-options.ts";
import { readSession, readSessions, readUsage } from "./read-response.ts";
import { type RouteRequest, toApiRequest } from "./route-request.ts";
import { Session } from "./session.ts";
import type { SessionFilter, SessionPage, Sessions } from "./sessions.ts";
import { toQuery } from "./to-query.ts";
import type { OpenTelemetryApi } from "./tracing.ts";
import type { UsageFilter } from "./usage-filter.ts";
import { type ManageConnections, waitForConnections } from "./wait-for-connections.ts";

/** How the client reaches the API. */
export interface CodeSparOptions {
  /** `csk_test_…` or `csk_live_…` (environment variable `CODESPAR_API_KEY`). */
  readonly apiKey?: string | undefined;
  /** Where the API is (`CODESPAR_BASE_URL`, else the hosted service). */
  readonly baseUrl?: string | undefined;
  /** `prj_…`, the project of every session (the organization's default project). */
  readonly projectId?: string | undefined;
  /** Milliseconds one operation may take, retries included (60,000). */
  readonly timeoutMs?: number | undefined;
  /** Further attempts after the first, when a failure may pass (2). */
  readonly maxRetries?: number | undefined;
  /** Sends the requests (the global `fetch`); `runtime.fetch` needs no socket. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Where requests are reported (nowhere). */
  readonly logger?: Logger | undefined;
  /**
   * Traces calls (`@opentelemetry/api`, where it is installed). A bundled application hands it
   * over: `import * as openTelemetry from "@opentelemetry/api"`.
   */
  readonly openTelemetry?: OpenTelemetryApi | undefined;
}

/** What a session is opened with. Name `servers`, a `preset`, or both. */
export interface SessionConfig {
  /** Server ids, such as `["stripe", "correios"]`. */
  readonly servers?: readonly string[] | undefined;
  /** A named bundle of servers; merged with `servers`. */
  readonly preset?: string | undefined;
  /** Whether to wait for servers that the user must connect. */
  readonly manageConnections?: ManageConnections | undefined;
  /** `prj_…`, the project of this session (the client's). */
  readonly projectId?: string | undefined;
  /** Up to 50 pairs attached to every tool call. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** What the session's agent may do, besides what the project's policy says (all of it). */
  readonly policy?: Policy | undefined;
}

/**
 * The entry to the API.
 *
 * @example
 * const codespar = new CodeSpar({ apiKey: "csk_test_..." });
 * const session = await codespar.create("user_123", { servers: ["stripe"] });
 */
export class CodeSpar {
  readonly #http: HttpClient;
  readonly #apiKey: string;
  readonly #baseUrl: string;
  readonly #projectId: string | undefined;
  readonly #openTelemetry: OpenTelemetryApi | undefined;

  /** @throws CodeSparError `unauthorized` without an API key, `invalid_request` for a bad option. */
  constructor(options: CodeSparOptions = {}) {
    const read = readOptions(options);
    this.#apiKey = read.apiKey;
    this.#baseUrl = read.baseUrl;
    this.#projectId = options.projectId;
    this.#openTelemetry = options.openTelemetry;
    this.#http = createHttpClient(read);
  }

  /**
   * Opens a session for one end user.
   *
   * A server that cannot be attached does not fail the session: see `session.servers`.
   *
   * @param userId The end user on whose behalf the agent acts.
   * @throws CodeSparError with the code of the refusal, such as `invalid_request`.
   */
  async create(
    userId: string,
    config: SessionConfig,
    options: RequestOptions = {},
  ): Promise<Session> {
    const { projectId = this.#projectId, manageConnections, ...wanted } = config;
    const body = await this.#http.request({
      ...options,
      projectId,
      method: "POST",
      path: routes.createSession.path,
      idempotencyKey: newIdempotencyKey(),
      body: {
        user_id: userId,
        ...wanted,
        ...(manageConnections === undefined
          ? {}
          : { manageConnections: toWire(manageConnections) }),
      },
    });
    const session = this.#toSession(body, projectId);
    if (manageConnections?.waitForConnections === true) {
      await waitForConnections(session, manageConnections, options);
    }
    return session;
  }

  /** Takes up a session that was opened before, such as in another request of a web application. */
  async get(sessionId: string, options: RequestOptions = {}): Promise<Session> {
    const body = await this.#http.request({
      ...options,
      projectId: this.#projectId,
      method: "GET",
      path: `/v1/sessions/${encodeURIComponent(sessionId)}`,
    });
    return this.#toSession(body, this.#projectId);
  }

  /** Sessions as a collection: open one, take one up, list them. */
  get sessions(): Sessions {
    return {
      create: (userId, config, options) => this.create(userId, config, options),
      get: (sessionId, options) => this.get(sessionId, options),
      list: (filter = {}, options = {}) => this.#list(filter, options),
    };
  }

  /** The calls that wait for a person's approval. */
  get approvals(): Approvals {
    return createApprovals(this.#http, this.#projectId);
  }

  /** Single calls: what is known of one, and what became of one whose outcome is unknown. */
  get calls(): Calls {
    return createCalls(this.#ask);
  }

  /** The project's audit: its entries, whether its chain holds, and its export. */
  get audit(): Audit {
    return createAudit({ http: this.#http, projectId: this.#projectId, request: this.#ask });
  }

  /** Counts calls and settled transactions; by day and over 30 days unless told otherwise. */
  async usage(filter: UsageFilter = {}): Promise<UsageReport> {
    const { from, to, groupBy, sessionId, ...options } = filter;
    const query = {
      from: from?.toISOString(),
      to: to?.toISOString(),
      group_by: groupBy,
      session_id: sessionId,
    };
    return readUsage(await this.request("getUsage", { ...options, query }));
  }

  /**
   * Asks an endpoint by its name, for what has no method here; answers what the wire has.
   *
   * @example
   * const { data } = await codespar.request("listServers", { query: { country: "BR" } });
   */
  async request<Name extends RouteName>(
    name: Name,
    details: RouteRequest = {},
  ): Promise<RouteAnswer<Name>> {
    const request = toApiRequest(name, details);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape of an answer is the contract's
    return (await this.#http.request({
      ...request,
      projectId: this.#projectId,
    })) as RouteAnswer<Name>;
  }

  readonly #ask = <Name extends RouteName>(
    name: Name,
    details?: RouteRequest,
  ): Promise<RouteAnswer<Name>> => this.request(name, details);

  async #list(filter: SessionFilter, options: RequestOptions): Promise<SessionPage> {
    const { status, userId, limit, cursor } = filter;
    const query = toQuery({ status, user_id: userId, limit, cursor });
    const body = await this.#http.request({
      ...options,
      projectId: this.#projectId,
      method: "GET",
      path: `${routes.listSessions.path}${query}`,
    });
    const { data, nextCursor } = readSessions(body);
    return { data: data.map((row) => this.#toSession(row, this.#projectId)), nextCursor };
  }

  #toSession(answer: unknown, projectId: string | undefined): Session {
    const body = readSession(answer);
    // Not every API that can be reached says where its MCP endpoint is.
    const { mcp: told }: Partial<typeof body> = body;
    const mcp = {
      url: `${this.#baseUrl}/mcp/${body.id}`,
      headers: told?.headers ?? { Authorization: `Bearer ${this.#apiKey}` },
    };
    const openTelemetry = this.#openTelemetry;
    return new Session({ http: this.#http, body, projectId, mcp, openTelemetry });
  }
}

/** What the API is told of it; a function stays here. */
function toWire({ onPending: _stays, ...told }: ManageConnections): object {
  return told;
}
