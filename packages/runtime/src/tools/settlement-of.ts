import type { SettlementNotice, ToolData } from "@codespar/protocol";

import { toIdText } from "../to-id-text.ts";

const settledWords = new Set([
  "settled",
  "succeeded",
  "approved",
  "paid",
  "confirmed",
  "completed",
]);

/** The payment that mapped data speaks of; nothing when it does not say how much. */
export function settlementOf(data: ToolData): SettlementNotice | undefined {
  const { amount, currency, status, method, description, pix_code } = data;
  const payment_id = toIdText(data["payment_id"]);
  if (payment_id === undefined || typeof amount !== "number") return undefined;
  if (typeof currency !== "string" || !Number.isSafeInteger(amount) || amount <= 0)
    return undefined;
  return {
    payment_id,
    currency: currency.toUpperCase(),
    status: settledWords.has(String(status).toLowerCase()) ? "settled" : "pending",
    method: textOr(method, "unknown"),
    amount_minor: amount,
    description: textOr(description, ""),
    customer: { name: "", email: "", phone: "" },
    pix_code: typeof pix_code === "string" ? pix_code : null,
  };
}

function textOr(value: unknown, other: string): string {
  return typeof value === "string" ? value : other;
}
