import { minorUnits, type ToolData } from "@codespar/protocol";

/** Arguments with their amount in major units as well (`amount_major`), as some providers take it. */
export function withMajorAmount(input: ToolData): ToolData {
  const { amount, currency } = input;
  if (typeof amount !== "number" || typeof currency !== "string") return input;
  return { ...input, amount_major: amount / 10 ** minorUnits(currency) };
}
