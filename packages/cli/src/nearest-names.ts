/** The names most like another, the best first; none when nothing is like it. */
export function nearestNames(name: string, names: readonly string[], most = 3): readonly string[] {
  const wanted = pairsOf(name);
  return names
    .map((candidate) => ({ candidate, likeness: likeness(wanted, pairsOf(candidate)) }))
    .filter((ranked) => ranked.likeness > 0.4)
    .toSorted((left, right) => right.likeness - left.likeness)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** The share of pairs of letters that two words have in common. Source: Dice's coefficient. */
function likeness(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const shared = [...left].filter((pair) => right.has(pair)).length;
  return (2 * shared) / (left.size + right.size || 1);
}

function pairsOf(word: string): ReadonlySet<string> {
  const letters = word.toLowerCase();
  return new Set(Array.from({ length: letters.length - 1 }, (_, at) => letters.slice(at, at + 2)));
}
