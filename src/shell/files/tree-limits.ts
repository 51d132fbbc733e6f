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

/** What stands for each byte of a path that is no UTF-8, once it is read as text. */
const replacement = "\uFFFD";

/** Whether the path may be another in the repository: git and Linux take any bytes for a name, and a text cannot hold them. */
export const mayBeReplaced = (path: string): boolean => path.includes(replacement);

/** Two files whose paths differ in what is no UTF-8 alone: neither of them is meant by the text. */
export const ambiguousPath = "several files of the repository have this path, once what is no UTF-8 in it is replaced";
