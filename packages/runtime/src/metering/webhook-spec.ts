/** How a provider tells of settlements: the `webhook` of an entry of `mcpServers`. */
export interface WebhookSpec {
  /** Shared with the provider; it signs with it. */
  readonly secret: string;
  /** The header with the signature (`X-Signature`). */
  readonly header?: string | undefined;
  /**
   * `"hmac"` (the default): the header is the hex HMAC-SHA-256 of the body. `"timestamped"`: it is
   * `t=<seconds>,v1=<hex HMAC-SHA-256 of "<t>.<body>">`, and good for five minutes; one of several
   * `v1` is enough.
   */
  readonly scheme?: "hmac" | "timestamped" | undefined;
  /** Where things are in the body: JSON Pointers. */
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly paymentId: string;
    /** What this event settled or took back, in whole minor units; the whole payment when absent. */
    readonly amount?: string | undefined;
    /** The same in major units (150.5, or `"150.50"`), instead of `amount`. */
    readonly amountMajor?: string | undefined;
  };
  /** What the provider's types mean; events of others are accepted and change nothing. */
  readonly kinds: Readonly<Record<string, "settled" | "refunded" | "failed">>;
}
