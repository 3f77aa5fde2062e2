const maxEdits = 2;

/** The name that was meant by one that is misspelt, or cut or drawn out; nothing when none is close. */
export function nearestName(wrong: string, names: readonly string[]): string | undefined {
  const told = wrong.toLowerCase();
  // A short word is near to any other.
  const most = Math.min(maxEdits, Math.floor(told.length / 3));
  const [nearest] = names
    .filter((name) => name !== wrong)
    .map((name) => ({ name, edits: distance(told, name.toLowerCase()) }))
    .filter(({ edits }) => edits <= most)
    .toSorted((left, right) => left.edits - right.edits);
  return nearest?.name;
}

/** Letters to change, insert or leave out between two words; none where one begins with the other. */
function distance(left: string, right: string): number {
  if (left.startsWith(right) || right.startsWith(left)) return 0;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [at, letter] of Array.from(left).entries()) {
    const next = [at + 1];
    for (const [index, other] of Array.from(right).entries()) {
      const changed = (row[index] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
