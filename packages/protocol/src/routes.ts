import type { Scope } from "./scope.ts";

/** One endpoint of the API. */
export interface Route {
  /** HTTP method, lower case. */
  readonly method: "get" | "post" | "delete";
  /** Path with `{parameters}`. */
  readonly path: string;
  /** The scope a key needs: one, `"any"` key will do, or `null` for a public route. */
  readonly scope: Scope | "any" | null;
  /** What it does, in a few words. */
  readonly summary: string;
}

/** The name of an endpoint. */
export type RouteName =
  | "createSession"
  | "listSessions"
  | "getSession"
  | "closeSession"
  | "listTools"
  | "execute"
  | "listConnections"
  | "getConnection"
  | "disconnect"
  | "authorizeConnection"
  | "listAccounts"
  | "connectAccount"
  | "revokeAccount"
  | "startConnecting"
  | "listCallLogs"
  | "listServers"
  | "getServer"
  | "listCatalogTools"
  | "getCatalogTool"
  | "listProjects"
  | "createProject"
  | "getProject"
  | "listApiKeys"
  | "createApiKey"
  | "revokeApiKey"
  | "whoami"
  | "getUsage"
  | "listAudit"
  | "verifyAudit"
  | "settleSandboxPayment"
  | "refundSandboxPayment"
  | "failSandboxPayment"
  | "advanceSandboxClock"
  | "getPaymentQr"
  | "getInvoiceDocument"
  | "getHealth";

/** Every endpoint, as data. */
export const routes: Readonly<Record<RouteName, Route>> = {
  createSession: {
    method: "post",
    path: "/v1/sessions",
    scope: "sessions:write",
    summary: "Open a session",
  },
  listSessions: {
    method: "get",
    path: "/v1/sessions",
    scope: "sessions:read",
    summary: "List sessions, newest first",
  },
  getSession: {
    method: "get",
    path: "/v1/sessions/{session_id}",
    scope: "sessions:read",
    summary: "Get a session",
  },
  closeSession: {
    method: "delete",
    path: "/v1/sessions/{session_id}",
    scope: "sessions:write",
    summary: "Close a session",
  },
  listTools: {
    method: "get",
    path: "/v1/sessions/{session_id}/tools",
    scope: "sessions:read",
    summary: "List a session's tools, or rank them by a query",
  },
  execute: {
    method: "post",
    path: "/v1/sessions/{session_id}/execute",
    scope: "tools:execute",
    summary: "Run one tool, exactly once per idempotency key",
  },
  listConnections: {
    method: "get",
    path: "/v1/sessions/{session_id}/connections",
    scope: "sessions:read",
    summary: "List a session's connections",
  },
  getConnection: {
    method: "get",
    path: "/v1/sessions/{session_id}/connections/{server_id}",
    scope: "sessions:read",
    summary: "Get one connection of a session, with its tools",
  },
  disconnect: {
    method: "delete",
    path: "/v1/sessions/{session_id}/connections/{server_id}",
    scope: "sessions:write",
    summary: "Disconnect a server from a session",
  },
  authorizeConnection: {
    method: "post",
    path: "/v1/sessions/{session_id}/connections/{server_id}/authorize",
    scope: "sessions:write",
    summary: "Ask a user to connect a server",
  },
  listAccounts: {
    method: "get",
    path: "/v1/connections",
    scope: "sessions:read",
    summary: "List the accounts that users and the project have at servers",
  },
  connectAccount: {
    method: "post",
    path: "/v1/connections",
    scope: "sessions:write",
    summary: "Connect an account with its secrets",
  },
  revokeAccount: {
    method: "delete",
    path: "/v1/connections/{connection_id}",
    scope: "sessions:write",
    summary: "Revoke an account; sessions that use it lose its server",
  },
  startConnecting: {
    method: "post",
    path: "/v1/connect/start",
    scope: "sessions:write",
    summary: "Ask a user to connect a server, without a session",
  },
  listCallLogs: {
    method: "get",
    path: "/v1/sessions/{session_id}/logs",
    scope: "sessions:read",
    summary: "List a session's calls, newest first",
  },
  getUsage: {
    method: "get",
    path: "/v1/usage",
    scope: "usage:read",
    summary: "Count calls and settled transactions",
  },
  listAudit: {
    method: "get",
    path: "/v1/audit",
    scope: "audit:read",
    summary: "List audit entries in chain order",
  },
  verifyAudit: {
    method: "get",
    path: "/v1/audit/verify",
    scope: "audit:read",
    summary: "Check the project's audit chain",
  },
  listServers: {
    method: "get",
    path: "/v1/servers",
    scope: "servers:read",
    summary: "List the catalog's servers",
  },
  getServer: {
    method: "get",
    path: "/v1/servers/{server_id}",
    scope: "servers:read",
    summary: "Get a server of the catalog, with its tools",
  },
  listCatalogTools: {
    method: "get",
    path: "/v1/tools",
    scope: "servers:read",
    summary: "List the catalog's tools, or rank them by a query",
  },
  getCatalogTool: {
    method: "get",
    path: "/v1/tools/{name}",
    scope: "servers:read",
    summary: "Get a tool of the catalog",
  },
  listProjects: {
    method: "get",
    path: "/v1/projects",
    scope: "projects:read",
    summary: "List the organization's projects",
  },
  createProject: {
    method: "post",
    path: "/v1/projects",
    scope: "projects:write",
    summary: "Create a project",
  },
  getProject: {
    method: "get",
    path: "/v1/projects/{project_id}",
    scope: "projects:read",
    summary: "Get a project",
  },
  listApiKeys: {
    method: "get",
    path: "/v1/api-keys",
    scope: "keys:read",
    summary: "List API keys, without their texts",
  },
  createApiKey: {
    method: "post",
    path: "/v1/api-keys",
    scope: "keys:write",
    summary: "Create an API key, shown once",
  },
  revokeApiKey: {
    method: "delete",
    path: "/v1/api-keys/{key_id}",
    scope: "keys:write",
    summary: "Revoke an API key",
  },
  whoami: {
    method: "get",
    path: "/v1/whoami",
    scope: "any",
    summary: "Tell whose key it is and what it may do",
  },
  settleSandboxPayment: {
    method: "post",
    path: "/v1/sandbox/payments/{payment_id}/settle",
    scope: "tools:execute",
    summary: "Settle a sandbox payment now (test keys)",
  },
  refundSandboxPayment: {
    method: "post",
    path: "/v1/sandbox/payments/{payment_id}/refund",
    scope: "tools:execute",
    summary: "Refund a settled sandbox payment (test keys)",
  },
  failSandboxPayment: {
    method: "post",
    path: "/v1/sandbox/payments/{payment_id}/fail",
    scope: "tools:execute",
    summary: "Fail a pending sandbox payment (test keys)",
  },
  advanceSandboxClock: {
    method: "post",
    path: "/v1/sandbox/clock",
    scope: "tools:execute",
    summary: "Advance the sandbox clock (test keys)",
  },
  getPaymentQr: {
    method: "get",
    path: "/qr/{file}",
    scope: null,
    summary: "QR code of a Pix payment, as PNG",
  },
  getInvoiceDocument: {
    method: "get",
    path: "/documents/{file}",
    scope: null,
    summary: "A sandbox invoice, as PDF",
  },
  getHealth: { method: "get", path: "/healthz", scope: null, summary: "Whether the process is up" },
};
