import type { Scope } from "./scope.ts";

/** One endpoint of the API. */
export interface Route {
  /** HTTP method, lower case. */
  readonly method: "get" | "post" | "put" | "delete";
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
  | "proxyExecute"
  | "send"
  | "getTurn"
  | "startLoop"
  | "getLoop"
  | "cancelLoop"
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
  | "listPresets"
  | "listCatalogTools"
  | "getCatalogTool"
  | "listProjects"
  | "createProject"
  | "getProject"
  | "listApiKeys"
  | "createApiKey"
  | "revokeApiKey"
  | "getPolicy"
  | "setPolicy"
  | "listApprovals"
  | "getApproval"
  | "decideApproval"
  | "whoami"
  | "getUsage"
  | "getToolCall"
  | "resolveToolCall"
  | "getPaymentStatus"
  | "streamPaymentStatus"
  | "getVerificationStatus"
  | "streamVerificationStatus"
  | "receiveWebhook"
  | "listAudit"
  | "exportAudit"
  | "verifyAudit"
  | "settleSandboxPayment"
  | "refundSandboxPayment"
  | "failSandboxPayment"
  | "advanceSandboxClock"
  | "getPaymentQr"
  | "getInvoiceDocument"
  | "getHealth"
  | "getReadiness"
  | "getMetrics";
