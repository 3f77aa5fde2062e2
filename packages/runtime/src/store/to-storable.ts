/** A text as every store keeps it: NUL and halves of characters are replaced, which Postgres refuses. */
export function toStorable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
