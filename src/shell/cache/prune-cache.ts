import { readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Milliseconds between two looks at the size: a walk over some ten thousand files is not for every run. */
const interval = 24 * 60 * 60 * 1000;
/** Milliseconds after which an unfinished write is an orphan of a process that died. */
const orphanAge = 60 * 60 * 1000;

/**
 * At most once a day, removes orphans and then the oldest files until the rest has at most four fifths of `maxBytes`. Another
 * process may do the same at the same time: a file that is gone is no error, and an entry missing is a miss.
 */
export async function pruneCache(root: string, maxBytes: number, now: number): Promise<void> {
  const mark = join(root, "pruned");
  const last = await stat(mark).catch(() => null);
  if (last !== null && Math.abs(now - last.mtimeMs) < interval) return;
  const stamped = await writeFile(mark, "")
    .then(() => utimes(mark, now / 1000, now / 1000))
    .then(
      () => true,
      () => false,
    );
  if (!stamped) return;

  const files: { readonly path: string; readonly size: number; readonly at: number }[] = [];
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (path === mark) continue;
    const found = await stat(path).catch(() => null);
    if (found === null) continue;
    if (entry.name.endsWith(".part")) {
      if (now - found.mtimeMs > orphanAge) await rm(path, { force: true }).catch(() => null);
    } else files.push({ path, size: found.size, at: found.mtimeMs });
  }
  let total = files.reduce((sum, file) => sum + file.size, 0);
  if (total <= maxBytes) return;
  files.sort((one, other) => one.at - other.at);
  for (const file of files) {
    if (total <= maxBytes * 0.8) return;
    await rm(file.path, { force: true }).catch(() => null);
    total -= file.size;
  }
}
