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
