/**
 * A value as the one JSON text that it has: keys sorted by their UTF-16 code units, no white space, as RFC 8785 writes it. Numbers are
 * taken from integers and short decimals alone, for which every writer agrees on the digits.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const names = Object.keys(value).sort();
  // Without a prototype a name such as `__proto__` is a name like any other.
  const copy: Record<string, unknown> = Object.create(null);
  for (const name of names) copy[name] = sorted((value as Record<string, unknown>)[name]);
  return copy;
}
