import type { MoneyOverlay, ToolData } from "@codespar/protocol";

import { lookUp } from "../json-pointer.ts";
import { toIdText } from "../to-id-text.ts";
import { toMinor } from "./to-minor.ts";

/** What a call moves. */
export interface Money {
  /** Whole minor units of the currency. */
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
  /** Who is paid; empty when nobody is named. */
  readonly payee: string;
}

/** Reads how much money a call moves; nothing when its arguments do not say it exactly. */
export function moneyOfCall(overlay: MoneyOverlay, input: ToolData): Money | undefined {
  const amount = lookUp(input, overlay.amount);
  const currency = currencyOf(overlay, input);
  if (typeof amount !== "number" || amount < 0 || currency === undefined) return undefined;
  const amountMinor = overlay.unit === "minor" ? amount : toMinor(amount, currency);
  if (!Number.isSafeInteger(amountMinor)) return undefined;
  const payees = (overlay.payee ?? []).map((pointer) => lookUp(input, pointer));
  const payee = payees.map(toIdText).find((value) => value !== undefined) ?? "";
  return { amountMinor, currency, payee };
}

function currencyOf(
  { currency, default_currency }: MoneyOverlay,
  input: ToolData,
): string | undefined {
  if (!currency.startsWith("/")) return currency;
  const named = lookUp(input, currency) ?? default_currency;
  return typeof named === "string" && /^[A-Z]{3}$/.test(named) ? named : undefined;
}
