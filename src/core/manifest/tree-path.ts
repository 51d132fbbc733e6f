/** Where a path that a manifest names leads to: a place in the tree, or why it leads to none that is read. */
export type TreePath =
  | { readonly kind: "inside"; readonly path: string }
  | { readonly kind: "url" }
  | { readonly kind: "outside"; readonly reason: string };

/** Longest path that is taken; Linux has the same bound. */
const longest = 4096;

/**
 * Resolves a path as a manifest writes it, relative to the folder of the file that names it. Purely textual: nothing
 * is looked up, and no path that leaves the tree, on any operating system, comes out as `inside`.
 */
export function resolveTreePath(namedIn: string, written: string): TreePath {
  if (written.includes("\0")) return outside("it holds a NUL character");
  if (written.length > longest) return outside(`it is longer than ${longest} characters`);
  if (/^[A-Za-z]:([\\/]|$)/.test(written)) return outside("it names a drive");
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(written)) return { kind: "url" };
  if (written.includes("\\")) return outside("it has a backslash, which separates folders on Windows alone");
  if (written.startsWith("/")) return outside("it is absolute");
  return joinInside(folderOf(namedIn), written);
}

function joinInside(folder: readonly string[], written: string): TreePath {
  const parts = [...folder];
  for (const part of written.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") {
      parts.push(part);
      continue;
    }
    if (parts.pop() === undefined) return outside("it leads out of the repository");
  }
  if (parts.length === 0) return outside("it names the repository itself");
  return { kind: "inside", path: parts.join("/") };
}

function folderOf(path: string): readonly string[] {
  return path
    .split("/")
    .slice(0, -1)
    .filter((part) => part !== "" && part !== ".");
}

function outside(reason: string): TreePath {
  return { kind: "outside", reason };
}
