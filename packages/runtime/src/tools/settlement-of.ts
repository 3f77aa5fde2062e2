import type { SettlementNotice, ToolData } from "@codespar/protocol";

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
  const { payment_id, amount, currency, status, method, description, pix_code } = data;
  if (typeof payment_id !== "string" || typeof amount !== "number") return undefined;
  if (typeof currency !== "string" || !Number.isSafeInteger(amount)) return undefined;
  return {
    payment_id,
    currency,
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
