/** Folders that hold what tools made or installed: no model's manifest is in them, and they can be enormous. */
const skipped = new Set([
  ".git",
  ".hg",
  ".svn",
  ".venv",
  "venv",
  ".tox",
  ".nox",
  ".eggs",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".ipynb_checkpoints",
  "__pycache__",
  "__pypackages__",
  "node_modules",
  "site-packages",
]);

/** True for a path that lies in such a folder. The last part of a file's path is its name and may be anything. */
export function liesInSkippedFolder(path: string): boolean {
  const folders = path.split("/").slice(0, -1);
  return folders.some((folder) => skipped.has(folder));
}

export function isSkippedFolder(name: string): boolean {
  return skipped.has(name);
}
