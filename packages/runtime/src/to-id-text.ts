/** A provider's id as text; some give theirs as whole numbers. */
export function toIdText(id: unknown): string | undefined {
  if (Number.isSafeInteger(id)) return String(id);
  return typeof id === "string" ? id : undefined;
}
