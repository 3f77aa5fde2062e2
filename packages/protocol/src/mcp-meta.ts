/** The `_meta` members that the runtime and its MCP servers exchange. */
export const mcpMeta: {
  readonly idempotencyKey: "dev.codespar/idempotency-key";
  readonly settlement: "dev.codespar/settlement";
  readonly failure: "dev.codespar/failure";
  readonly money: "dev.codespar/money";
} = {
  /** On a call: the idempotency key, for servers that can use one. */
  idempotencyKey: "dev.codespar/idempotency-key",
  /** On a result: a {@link SettlementNotice}. */
  settlement: "dev.codespar/settlement",
  /** On a failed result: a {@link FailureNotice}. */
  failure: "dev.codespar/failure",
  /** On a tool: a `MoneyOverlay`. */
  money: "dev.codespar/money",
};

/** A payment that a result speaks of. */
export interface SettlementNotice {
  /** The provider's id of the payment. */
  readonly payment_id: string;
  /** Where the payment is. */
  readonly status: "pending" | "settled" | "failed" | "refunded";
  /** How it is paid, such as `"pix"`. */
  readonly method: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Whole minor units (cents). */
  readonly amount_minor: number;
  /** What it is for. */
  readonly description: string;
  /** Who pays. */
  readonly customer: { readonly name: string; readonly email: string; readonly phone: string };
  /** Pix "copia e cola" text, or `null`. */
  readonly pix_code: string | null;
}

/** Why a server refused, in the contract's terms. */
export interface FailureNotice {
  /** An error code. */
  readonly code: string;
  /** Facts about the refusal. */
  readonly data: Readonly<Record<string, unknown>>;
}
