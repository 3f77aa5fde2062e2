/** Where a payment is, in the words every provider's are turned into. */
export type PaymentStatus = "pending" | "succeeded" | "failed" | "refunded" | "unknown";

/** Something a provider said of a payment. */
export interface PaymentStatusEvent {
  /** What happened, such as `"payment.settled"`. */
  readonly event_type: string;
  /** ISO 8601, UTC. */
  readonly received_at: string;
  /** The server that said it. */
  readonly provider: string;
  /** The provider's own word for it. */
  readonly provider_action: string;
  /** The provider's id of the payment. */
  readonly payment_id: string;
}

/** Where the payment of a call is: the answer of `GET /v1/tool-calls/:id/payment-status`. */
export interface PaymentStatusReport {
  /** The call that made the payment. */
  readonly tool_call_id: string;
  /** `"unknown"` when the call made none. */
  readonly payment_status: PaymentStatus;
  /** The key of the call, if it had one. */
  readonly idempotency_key: string | null;
  /** What the call itself answered, if that is still kept. */
  readonly original_status: string | null;
  /** What was said of the payment since, the oldest first. */
  readonly events: readonly PaymentStatusEvent[];
}

/** Where a check of a person is. */
export type VerificationStatus =
  | "pending"
  | "approved"
  | "rejected"
  | "expired"
  | "review"
  | "unknown";

/** Where the check of a call is: the answer of `GET /v1/tool-calls/:id/verification-status`. */
export interface VerificationStatusReport {
  /** The call that started the check. */
  readonly tool_call_id: string;
  /** `"unknown"` when the call started none. */
  readonly verification_status: VerificationStatus;
  /** The provider's id of the check, if there is one. */
  readonly verification_id: string | null;
  /** Where the person goes to be checked, if anywhere. */
  readonly hosted_url: string | null;
  /** The server that checks. */
  readonly provider: string | null;
}
