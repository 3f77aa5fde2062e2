import * as z from "zod";

import type { UsageReport } from "./usage-event.ts";

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
