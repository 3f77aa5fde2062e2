import type { ToolData } from "@codespar/protocol";

import { toMinor } from "../../policy/to-minor.ts";

/** What was found of a payment, its amount in minor units where it was found in major ones. */
export function withMinorAmount({ amount_major: major, ...found }: ToolData): ToolData {
  const amount = typeof major === "string" && major.trim() !== "" ? Number(major) : major;
  const { currency } = found;
  if (typeof amount !== "number" || !Number.isFinite(amount)) return found;
  if (typeof currency !== "string") return found;
  return { ...found, amount: toMinor(amount, currency.toUpperCase()) };
}
