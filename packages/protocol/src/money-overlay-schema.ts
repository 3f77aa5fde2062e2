import * as z from "zod";

import type { MoneyOverlay } from "./money-overlay.ts";

const pointer = z.string().startsWith("/");

/** Checks a {@link MoneyOverlay}. */
export const moneyOverlaySchema: z.ZodType<MoneyOverlay> = z.strictObject({
  amount: pointer,
  unit: z.enum(["minor", "major"]),
  currency: z.string().regex(/^(?:\/.*|[A-Z]{3})$/),
  default_currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .exactOptional(),
  payee: z.array(pointer).exactOptional(),
});
