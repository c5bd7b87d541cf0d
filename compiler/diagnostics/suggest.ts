// "Did you mean …?": the known name that is closest to an unknown one.

/** The closest of `names`, if it is close enough to be meant. */
export function suggestionFor(name: string, names: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(name.length * 0.4));
  const ranked = names
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase(), limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return ranked[0]?.candidate;
}

/** `Did you mean "x"?`, or the list of what there is. */
export function suggestionHelp(suggestion: string | undefined, names: readonly string[]): string {
  if (suggestion !== undefined) return `Did you mean "${suggestion}"?`;
  return names.length === 0 ? "There are none." : `There are ${names.map((name) => `"${name}"`).join(", ")}.`;
}

/** Insertions, deletions, replacements and swaps of neighbours between two texts; anything above `limit` may be `limit + 1`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
