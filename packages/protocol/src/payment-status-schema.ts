import * as z from "zod";

import type { PaymentStatusReport, VerificationStatusReport } from "./payment-status.ts";

/** Checks a {@link PaymentStatusReport}. */
export const paymentStatusSchema: z.ZodType<PaymentStatusReport> = z
  .object({
    tool_call_id: z.string(),
    payment_status: z.enum(["pending", "succeeded", "failed", "refunded", "unknown"]),
    idempotency_key: z.string().nullable(),
    original_status: z.string().nullable(),
    events: z.array(
      z.object({
        event_type: z.string(),
        received_at: z.string(),
        provider: z.string(),
        provider_action: z.string(),
        payment_id: z.string(),
      }),
    ),
  })
  .meta({ id: "PaymentStatusReport" });

/** Checks a {@link VerificationStatusReport}. */
export const verificationStatusSchema: z.ZodType<VerificationStatusReport> = z
  .object({
    tool_call_id: z.string(),
    verification_status: z.enum([
      "pending",
      "approved",
      "rejected",
      "expired",
      "review",
      "unknown",
    ]),
    verification_id: z.string().nullable(),
    hosted_url: z.string().nullable(),
    provider: z.string().nullable(),
  })
  .meta({ id: "VerificationStatusReport" });
