import type { Route, RouteName } from "./route.ts";

const get = describe("get");
const post = describe("post");
const put = describe("put");
const remove = describe("delete");

/** Every endpoint, as data. */
export const routes: Readonly<Record<RouteName, Route>> = {
  createSession: post("/v1/sessions", "sessions:write", "Open a session"),
  listSessions: get("/v1/sessions", "sessions:read", "List sessions, newest first"),
  getSession: get("/v1/sessions/{session_id}", "sessions:read", "Get a session"),
  closeSession: remove("/v1/sessions/{session_id}", "sessions:write", "Close a session"),
  listTools: get(
    "/v1/sessions/{session_id}/tools",
    "sessions:read",
    "List a session's tools, or rank them by a query",
  ),
  execute: post(
    "/v1/sessions/{session_id}/execute",
    "tools:execute",
    "Run one tool, exactly once per idempotency key",
  ),
  send: post(
    "/v1/sessions/{session_id}/send",
    "tools:execute",
    "Let an agent answer a message with the session's tools",
  ),
  getTurn: get(
    "/v1/sessions/{session_id}/turns/{turn_id}",
    "sessions:read",
    "Get a turn of the session's agent",
  ),
  startLoop: post(
    "/v1/sessions/{session_id}/loops",
    "tools:execute",
    "Run a sequence of tools to its end, through crashes, each exactly once",
  ),
  getLoop: get(
    "/v1/sessions/{session_id}/loops/{loop_id}",
    "sessions:read",
    "Get a loop, or follow it",
  ),
  cancelLoop: remove(
    "/v1/sessions/{session_id}/loops/{loop_id}",
    "tools:execute",
    "Cancel a loop: no further step begins",
  ),
  proxyExecute: post(
    "/v1/sessions/{session_id}/proxy_execute",
    "tools:execute",
    "Call a connected server's own API",
  ),
  listConnections: get(
    "/v1/sessions/{session_id}/connections",
    "sessions:read",
    "List a session's connections",
  ),
  getConnection: get(
    "/v1/sessions/{session_id}/connections/{server_id}",
    "sessions:read",
    "Get one connection of a session, with its tools",
  ),
  disconnect: remove(
    "/v1/sessions/{session_id}/connections/{server_id}",
    "sessions:write",
    "Disconnect a server from a session",
  ),
  authorizeConnection: post(
    "/v1/sessions/{session_id}/connections/{server_id}/authorize",
    "sessions:write",
    "Ask a user to connect a server",
  ),
  listAccounts: get(
    "/v1/connections",
    "sessions:read",
    "List the accounts that users and the project have at servers",
  ),
  connectAccount: post("/v1/connections", "sessions:write", "Connect an account with its secrets"),
  revokeAccount: remove(
    "/v1/connections/{connection_id}",
    "sessions:write",
    "Revoke an account; sessions that use it lose its server",
  ),
  startConnecting: post(
    "/v1/connect/start",
    "sessions:write",
    "Ask a user to connect a server, without a session",
  ),
  listCallLogs: get(
    "/v1/sessions/{session_id}/logs",
    "sessions:read",
    "List a session's calls, newest first",
  ),
  getToolCall: get("/v1/tool-calls/{tool_call_id}", "sessions:read", "Get a call"),
  resolveToolCall: post(
    "/v1/tool-calls/{tool_call_id}/resolve",
    "approvals:write",
    "Say what became of a call whose outcome is unknown",
  ),
  getPaymentStatus: get(
    "/v1/tool-calls/{tool_call_id}/payment-status",
    "sessions:read",
    "Tell where the payment of a call is",
  ),
  streamPaymentStatus: get(
    "/v1/tool-calls/{tool_call_id}/payment-status/stream",
    "sessions:read",
    "Stream where the payment of a call is",
  ),
  getVerificationStatus: get(
    "/v1/tool-calls/{tool_call_id}/verification-status",
    "sessions:read",
    "Tell where the check of a call is",
  ),
  streamVerificationStatus: get(
    "/v1/tool-calls/{tool_call_id}/verification-status/stream",
    "sessions:read",
    "Stream where the check of a call is",
  ),
  receiveWebhook: post(
    "/v1/webhooks/{server_id}",
    null,
    "Take what a provider says of a payment (signed)",
  ),
  getUsage: get("/v1/usage", "usage:read", "Count calls and settled transactions"),
  listAudit: get("/v1/audit", "audit:read", "List audit entries in chain order"),
  exportAudit: get(
    "/v1/audit/export",
    "audit:read",
    "Export audit entries: NDJSON, CSV, CloudEvents, OCSF",
  ),
  verifyAudit: get("/v1/audit/verify", "audit:read", "Check the project's audit chain"),
  listServers: get("/v1/servers", "servers:read", "List the catalog's servers"),
  getServer: get(
    "/v1/servers/{server_id}",
    "servers:read",
    "Get a server of the catalog, with its tools",
  ),
  listPresets: get("/v1/presets", "servers:read", "List the named bundles of servers"),
  listCatalogTools: get(
    "/v1/tools",
    "servers:read",
    "List the catalog's tools, or rank them by a query",
  ),
  getCatalogTool: get("/v1/tools/{name}", "servers:read", "Get a tool of the catalog"),
  listProjects: get("/v1/projects", "projects:read", "List the organization's projects"),
  createProject: post("/v1/projects", "projects:write", "Create a project"),
  getProject: get("/v1/projects/{project_id}", "projects:read", "Get a project"),
  listApiKeys: get("/v1/api-keys", "keys:read", "List API keys, without their texts"),
  createApiKey: post("/v1/api-keys", "keys:write", "Create an API key, shown once"),
  revokeApiKey: remove("/v1/api-keys/{key_id}", "keys:write", "Revoke an API key"),
  getPolicy: get(
    "/v1/projects/{project_id}/policy",
    "policies:read",
    "Get what a project's agents may do",
  ),
  setPolicy: put(
    "/v1/projects/{project_id}/policy",
    "policies:write",
    "Set what a project's agents may do",
  ),
  listApprovals: get(
    "/v1/approvals",
    "approvals:read",
    "List calls that wait for a person, or waited, newest first",
  ),
  getApproval: get(
    "/v1/approvals/{approval_id}",
    "sessions:read",
    "Get a call that waits for a person",
  ),
  decideApproval: post(
    "/v1/approvals/{approval_id}",
    "approvals:write",
    "Approve or deny a call, once",
  ),
  whoami: get("/v1/whoami", "any", "Tell whose key it is and what it may do"),
  settleSandboxPayment: post(
    "/v1/sandbox/payments/{payment_id}/settle",
    "tools:execute",
    "Settle a sandbox payment now (test keys)",
  ),
  refundSandboxPayment: post(
    "/v1/sandbox/payments/{payment_id}/refund",
    "tools:execute",
    "Refund a settled sandbox payment (test keys)",
  ),
  failSandboxPayment: post(
    "/v1/sandbox/payments/{payment_id}/fail",
    "tools:execute",
    "Fail a pending sandbox payment (test keys)",
  ),
  advanceSandboxClock: post(
    "/v1/sandbox/clock",
    "tools:execute",
    "Advance the sandbox clock (test keys)",
  ),
  getPaymentQr: get("/qr/{file}", null, "QR code of a Pix payment, as PNG"),
  getInvoiceDocument: get("/documents/{file}", null, "A sandbox invoice, as PDF"),
  getHealth: get("/healthz", null, "Whether the process is up"),
  getReadiness: get("/readyz", null, "Whether it takes requests: 503 while it closes"),
  getMetrics: get("/metrics", "usage:read", "Metrics of the process, for Prometheus"),
};

type Describe = (path: string, scope: Route["scope"], summary: string) => Route;

function describe(method: Route["method"]): Describe {
  return (path, scope, summary) => ({ method, path, scope, summary });
}
