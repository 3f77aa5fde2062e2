import type { Policy } from "./policy.ts";

/** Where a session is in its life: `closed` and `error` are final. */
export type SessionStatus = "pending" | "active" | "closed" | "error";

/** One server of a session, as the session itself shows it. */
export interface SessionServer {
  /** Catalog or configuration id, such as `"stripe"`. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  /** Whether its tools can be called now. */
  readonly status: "connected" | "pending" | "error" | "disconnected";
  /** Why it is not connected, when it is not. */
  readonly error?: string;
}

/** Where an MCP client reaches a session. */
export interface SessionMcp {
  /** Streamable HTTP endpoint of the session. */
  readonly url: string;
  /** Headers the MCP client must send. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A scoped, authenticated connection to MCP servers, as it travels. */
export interface Session {
  /** `ses_…` */
  readonly id: string;
  /** Organization that owns the project. */
  readonly org_id: string;
  /** `prj_…`, the tenancy boundary the session lives in. */
  readonly project_id: string;
  /** The end user on whose behalf the agent acts. */
  readonly user_id: string;
  /** Where it is in its life. */
  readonly status: SessionStatus;
  /** Its servers, each with its own state. */
  readonly servers: readonly SessionServer[];
  /** The ids of `servers`, in the same order. */
  readonly server_ids: readonly string[];
  /** The preset it was opened with, if any. */
  readonly preset: string | null;
  /** Pairs attached to every call. */
  readonly metadata: Readonly<Record<string, string>>;
  /** ISO 8601, UTC. */
  readonly created_at: string;
  /** ISO 8601, UTC; slides forward with every request that names the session. */
  readonly expires_at: string;
  /** ISO 8601, UTC, or `null` while open. */
  readonly closed_at: string | null;
  /** Calls made so far. */
  readonly tool_calls: number;
  /** The same number, under other names that clients read it by. */
  readonly tool_calls_count?: number;
  readonly tool_call_count?: number;
  /** Where MCP clients reach it. */
  readonly mcp: SessionMcp;
}

/** What opens a session: the body of `POST /v1/sessions`. */
export interface CreateSessionRequest {
  /** The end user on whose behalf the agent acts. */
  readonly user_id: string;
  /** Server ids; merged with the preset's. */
  readonly servers?: readonly string[];
  /** A named bundle of servers. */
  readonly preset?: string;
  /** Whether the client means to wait for servers that need the user. */
  readonly manageConnections?: boolean | Readonly<Record<string, unknown>>;
  /** Up to 50 pairs attached to every call; keys ≤ 40, values ≤ 500 characters. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What the session's agent may do, besides what the project's policy says. */
  readonly policy?: Policy;
}
