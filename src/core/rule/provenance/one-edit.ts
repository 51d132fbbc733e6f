/**
 * True where one edit makes one name of the other: a character put in, left out or replaced by another, or two neighbours swapped (Damerau's
 * distance of one). An edit of digits alone does not count: `cu11` and `cu12`, or `boto` and `boto3`, are versions of a thing.
 */
export function isOneEditAway(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1) && !isDigit(long[at]);
  if (short.slice(at + 1) === long.slice(at + 1)) return !isDigit(short[at]) && !isDigit(long[at]);
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}

const isDigit = (character: string | undefined): boolean =>
  character !== undefined && character >= "0" && character <= "9";

/** What is left of a name without one of its characters, for each; and the name itself. Two names that are one edit apart share one. */
export function withoutOne(name: string): readonly string[] {
  return [name, ...Array.from(name, (_, at) => name.slice(0, at) + name.slice(at + 1))];
}
