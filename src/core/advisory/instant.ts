const shape = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/;

/** True for a moment as the OSV schema writes it: RFC 3339 in UTC, with a `Z`. */
export function isInstant(text: string): boolean {
  return text.length <= 40 && shape.test(text);
}

/** The later of two moments in UTC. Fractions count: `…00.5Z` is later than `…00Z`, though it sorts before it as text. */
export function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return sortable(a) >= sortable(b) ? a : b;
}

function sortable(instant: string): string {
  const match = shape.exec(instant);
  return match === null ? "" : `${match[1]}.${(match[2] ?? "").padEnd(9, "0")}`;
}
