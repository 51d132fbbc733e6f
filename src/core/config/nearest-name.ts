/** Longest name that is compared: a longer one is no misspelling of ours, and the comparison is quadratic in its length. */
const longest = 64;

/**
 * The known name that `text` most likely meant, or null where none is near enough.
 * Near enough is a third of its letters wrong, at least one: `taget` finds `targets`, `colour` finds nothing in `path`.
 */
export function nearestName(text: string, known: Iterable<string>): string | null {
  if (text.length === 0 || text.length > longest) return null;
  const wanted = text.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(wanted, name.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours, one each.
 * Answers `limit` as soon as it is clear that the distance is not below it.
 */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  if (left.length > longest || right.length > longest) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = at(last, column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1);
      let distance = Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced);
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) distance = Math.min(distance, at(beforeLast, column - 2) + 1);
      current.push(distance);
      least = Math.min(least, distance);
    }
    if (least >= limit) return limit;
    beforeLast = last;
    last = current;
  }
  return Math.min(at(last, right.length), limit);
}

/** Every index that is asked for was filled before. */
function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
