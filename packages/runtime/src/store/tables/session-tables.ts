import type { ErrorCode, SessionStatus } from "@codespar/protocol";
import type { Generated } from "kysely";

/** Sessions. */
export interface SessionTable {
  id: string;
  org_id: string;
  project_id: string;
  environment: "test" | "live";
  user_id: string;
  status: SessionStatus;
  servers: string;
  preset: string | null;
  metadata: string;
  /** Key of the request that opened it, so that a retry opens nothing new. */
  idempotency_key: string | null;
  request_hash: string;
  created_at: number;
  expires_at: number;
  closed_at: number | null;
  tool_calls: Generated<number>;
  /** Whose accounts its servers may use. */
  accounts: "project" | "user";
  /** JSON of its own policy. */
  policy: string | null;
}

/** Users' accounts at servers. */
export interface ConnectionTable {
  id: string;
  project_id: string;
  environment: "test" | "live";
  /** Empty for an account that everybody in the project uses. */
  user_id: string;
  server_id: string;
  auth_type: string;
  status: "connected" | "revoked" | "expired";
  display_name: string;
  /** Sealed; removed when it is revoked. */
  secret: string | null;
  /** When its access token expires, if it does. */
  expires_at: number | null;
  created_at: number;
  revoked_at: number | null;
  /** Until when one node has the renewing of its tokens to itself; `null` when none has. */
  renewing_until: number | null;
}

/** OAuth flows under way. */
export interface OAuthFlowTable {
  state_hash: string;
  project_id: string;
  environment: "test" | "live";
  session_id: string | null;
  user_id: string;
  server_id: string;
  /** Sealed: the PKCE verifier and whom the code is redeemed at. */
  secret: string;
  /** Where the person goes afterwards. */
  redirect_url: string | null;
  expires_at: number;
}

/** Turns of agents. */
export interface AgentTurnTable {
  id: string;
  project_id: string;
  session_id: string;
  idempotency_key: string | null;
  /** What the user said. */
  message: string;
  status: "running" | "done" | "error" | "aborted";
  /** JSON of what was said and done. */
  result: string | null;
  error_code: ErrorCode | null;
  error: string | null;
  /** JSON of the messages to remember. */
  messages: string;
  started_at: number;
  finished_at: number | null;
  node_id: string;
}
