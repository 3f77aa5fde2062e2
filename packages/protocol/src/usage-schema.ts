import * as z from "zod";

import type { UsageEvent, UsageReport } from "./usage-event.ts";

/** Checks a {@link UsageEvent}. */
export const usageEventSchema: z.ZodType<UsageEvent> = z
  .object({
    id: z.string(),
    kind: z.enum(["settled", "refunded"]),
    project_id: z.string(),
    session_id: z.string(),
    tool_call_id: z.string(),
    settlement_id: z.string(),
    server: z.string(),
    currency: z.string().length(3),
    amount_minor: z.int(),
    occurred_at: z.string(),
  })
  .meta({ id: "UsageEvent" });

const usageAmountSchema = z.object({
  currency: z.string(),
  count: z.int(),
  amount_minor: z.int(),
});

/** Checks a {@link UsageReport}. */
export const usageReportSchema: z.ZodType<UsageReport> = z
  .object({
    data: z.array(
      z.object({
        period: z.string(),
        tool_calls: z.int(),
        billable_transactions: z.int(),
        settled: z.array(usageAmountSchema),
        refunded: z.array(usageAmountSchema),
      }),
    ),
    totals: z.object({
      tool_calls: z.int(),
      billable_transactions: z.int(),
      settled: z.array(usageAmountSchema),
      refunded: z.array(usageAmountSchema),
    }),
    from: z.string(),
    to: z.string(),
  })
  .meta({ id: "UsageReport" });
