/** What one tree may cost. */
export interface TreeLimits {
  /** Bytes of one file that is read. */
  readonly fileBytes: number;
  /** Entries of one listing. */
  readonly entries: number;
}

export const treeLimits: TreeLimits = { fileBytes: 32 * 1024 * 1024, entries: 1_000_000 };

/** The reason of a refusal, as every tree words it. */
export function tooLarge(bytes: number, limits: TreeLimits): string {
  return `it has ${bytes} bytes, and at most ${limits.fileBytes} are read`;
}

/** Paths sort by their code units, so that a listing is the same everywhere. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** A tree's path as `FileAnswer`'s readers give it: relative, `/` between parts, none of them empty, `.` or `..`. */
export function isTreePath(path: string): boolean {
  if (path === "" || path.includes("\0") || path.includes("\\")) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
