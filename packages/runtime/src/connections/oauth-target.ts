/** Who asks users for their consent, and as whom the runtime asks. */
export type OAuthTarget =
  /** An MCP server that says by itself where. */
  | { readonly kind: "mcp"; readonly serverUrl: string }
  /** An authorization server with known endpoints, where the operator has a client. */
  | ({ readonly kind: "endpoints" } & OAuthClientConfig)
  /** The sandbox's own. */
  | { readonly kind: "sandbox"; readonly projectId: string; readonly serverId: string };

/** A client the operator registered at an authorization server. */
export interface OAuthClientConfig {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Absent for a public client. */
  readonly clientSecret?: string | undefined;
  /** Scopes to ask for when none are named. */
  readonly scopes?: readonly string[] | undefined;
}
