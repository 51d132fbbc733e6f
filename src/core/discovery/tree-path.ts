/** The path in the tree that `text` names from a folder of it; null where it leaves the tree or is absolute. */
export function resolveInTree(folder: string, text: string): string | null {
  if (text.startsWith("/") || text.includes("\\") || text.includes("\u0000")) return null;
  const parts = folder === "." ? [] : folder.split("/");
  for (const part of text.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.length === 0 ? "." : parts.join("/");
}
