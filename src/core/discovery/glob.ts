/** A path pattern with `*` and `?` inside of a folder's name and `**` for any number of folders, read once. */
export interface Glob {
  readonly text: string;
  readonly segments: readonly string[];
  /** The folder that every match is or stands below, from the segments before the first wildcard; empty for the root. */
  readonly around: string;
}

/** True where a path has a wildcard. */
export function isGlob(path: string): boolean {
  return path.includes("*") || path.includes("?");
}

export function readGlob(text: string): Glob {
  const segments = text.split("/").filter((segment) => segment !== "" && segment !== ".");
  // `a/**/**/b` means `a/**/b`, and would only be slower.
  const distinct = segments.filter((segment, index) => segment !== "**" || segments[index - 1] !== "**");
  const wild = distinct.findIndex(isGlob);
  return { text, segments: distinct, around: (wild < 0 ? distinct : distinct.slice(0, wild)).join("/") };
}

/**
 * Whether a path is matched as a whole. As in a shell, a wildcard at the beginning of a name does not match a leading dot.
 * Takes time in the product of the two lengths at most.
 */
export function matchesGlob(glob: Glob, path: string): boolean {
  if (!path.startsWith(glob.around)) return false;
  const parts = path === "." || path === "" ? [] : path.split("/");
  return matchSequence(
    glob.segments,
    parts,
    (segment) => segment === "**",
    matchesSegment,
    (part) => !part.startsWith("."),
  );
}

function matchesSegment(pattern: string, name: string): boolean {
  if (name.startsWith(".") && !pattern.startsWith(".")) return false;
  return matchSequence(
    Array.from(pattern),
    Array.from(name),
    (sign) => sign === "*",
    (sign, letter) => sign === "?" || sign === letter,
    () => true,
  );
}

/**
 * Matches a sequence in which `isMany` stands for any number of items. The last one that was met takes one item more whenever the
 * rest does not fit, and none before it is gone back to, so there is no exponential case.
 */
export function matchSequence<T>(
  pattern: readonly T[],
  items: readonly T[],
  isMany: (sign: T) => boolean,
  isOne: (sign: T, item: T) => boolean,
  mayTake: (item: T) => boolean,
): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let taken = 0;
  while (next < items.length) {
    const sign = pattern[at];
    const item = items[next] as T;
    if (sign !== undefined && isMany(sign)) {
      star = at;
      taken = next;
      at += 1;
    } else if (sign !== undefined && isOne(sign, item)) {
      at += 1;
      next += 1;
    } else if (star >= 0 && mayTake(items[taken] as T)) {
      taken += 1;
      next = taken;
      at = star + 1;
    } else {
      return false;
    }
  }
  while (at < pattern.length && isMany(pattern[at] as T)) at += 1;
  return at === pattern.length;
}
