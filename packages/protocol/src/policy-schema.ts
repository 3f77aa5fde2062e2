import * as z from "zod";

import type { Policy } from "./policy.ts";

const patterns = z.array(z.string().min(1).max(255)).max(500);
const currency = z.string().regex(/^[A-Z]{3}$/, "is no currency code such as BRL");
const amount = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const hour = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);
const quietHours = z
  .strictObject({ from: hour, to: hour, tools: patterns.exactOptional() })
  .refine(({ from, to }) => from !== to, {
    path: ["to"],
    message: "is the same as from; leave the rule out for never, and use deny_tools for always",
  });

/** Checks a {@link Policy}; a member it does not know is refused, so that a typing error limits nothing less. */
export const policySchema: z.ZodType<Policy> = z
  .strictObject({
    allow_tools: patterns.exactOptional(),
    deny_tools: patterns.exactOptional(),
    limits: z
      .array(
        z.strictObject({
          currency,
          per_call: amount.exactOptional(),
          per_day: amount.exactOptional(),
          per_month: amount.exactOptional(),
          payee: z.string().min(1).max(255).exactOptional(),
        }),
      )
      .max(100)
      .exactOptional(),
    approvals: z
      .array(
        z.strictObject({
          tools: patterns.exactOptional(),
          above: z.strictObject({ currency, amount_minor: amount }).exactOptional(),
        }),
      )
      .max(100)
      .exactOptional(),
    quiet_hours: z.array(quietHours).max(20).exactOptional(),
    time_zone: z
      .string()
      .max(64)
      .refine(isTimeZone, "is not a time zone, such as America/Sao_Paulo")
      .exactOptional(),
  })
  .meta({ id: "Policy" });

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}
