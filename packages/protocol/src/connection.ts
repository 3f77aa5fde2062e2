/** Whether a session's server can be used. */
export type ConnectionStatus = "ready" | "pending" | "error" | "disconnected";

/** A session's link to one server. */
export interface Connection {
  /** Server id, such as `"mercadopago"`. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  /** What it is for, such as `"payments"`. */
  readonly category: string;
  /** ISO 3166-1 alpha-2 code, or `"GLOBAL"`. */
  readonly country: string;
  /** How a user connects it: `"api_key"`, `"oauth"`, `"cert"` or `"none"`. */
  readonly auth_type: string;
  /** Whether its tools are in the session now. */
  readonly connected: boolean;
  /** The state behind `connected`. */
  readonly status: ConnectionStatus;
  /** How many tools it adds to the session. */
  readonly tools_count: number;
  /** ISO 8601, UTC; only while connected. */
  readonly connected_at?: string;
  /** Why it is not connected, when something failed. */
  readonly error?: string;
  /** Where the user connects it; only while not connected. */
  readonly redirect_url?: string;
  /** The same address, under the name that some clients read it by. */
  readonly redirectUrl?: string;
}

/** How a user connects a server: the answer of `POST …/authorize`. */
export interface ConnectionAuthorization {
  /** Always false: the user must act first. */
  readonly connected: false;
  /** Where the user goes. */
  readonly redirect_url: string;
  /** The same address, under other names that clients read it by. */
  readonly redirectUrl: string;
  readonly authorize_url: string;
  /** Tells the flow from others; `null` where no authorization server is involved. */
  readonly state: string | null;
  /** The same as `state`, under another name. */
  readonly link_token: string | null;
  /** What the user is asked to allow. */
  readonly scopes: readonly string[];
  /** ISO 8601, UTC: until when the address is good. */
  readonly expires_at: string;
}

/** A session's link to one server, with all that is known of it. */
export interface ConnectionDetail extends Connection {
  /** What the server can do, such as `"pix"` or `"refund"`. */
  readonly capabilities: readonly string[];
  /** The tools it adds to the session. */
  readonly tools: ReadonlyArray<{ readonly name: string; readonly description: string }>;
  /** Milliseconds it took to connect and list the tools; only while connected. */
  readonly latency_ms?: number;
}
