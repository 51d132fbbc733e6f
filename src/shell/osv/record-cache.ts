import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Keeps records by id and last change: what a service lists as unchanged is not asked for again. */
export interface RecordCache {
  /** The record as parsed JSON if it is the one last changed at `modified`; else undefined. Never rejects. */
  get(id: string, modified: string): Promise<unknown>;
  /** Never rejects: a cache that cannot be written is a slower run, not a failed one. */
  put(id: string, modified: string, record: unknown): Promise<void>;
}

export const noRecordCache: RecordCache = {
  get: async () => undefined,
  put: async () => {},
};

/** A record of 8 MiB is refused elsewhere; a file above it is not ours. */
const mostBytes = 16 * 1024 * 1024;

/**
 * One file per id below `folder`, named by a digest of the service's address and the id, so that no id chooses a path and
 * two services never share a record. A newer record replaces the older. Written beside and renamed into place: whoever reads at
 * the same time sees the old file or the new one.
 */
export function createRecordCache(folder: string, address: string): RecordCache {
  const pathOf = (id: string): { readonly parent: string; readonly path: string } => {
    const digest = createHash("sha256").update(`${address}\n${id}`).digest("hex");
    const parent = join(folder, digest.slice(0, 2));
    return { parent, path: join(parent, `${digest.slice(2)}.json`) };
  };
  return {
    async get(id, modified) {
      try {
        const { path } = pathOf(id);
        if ((await stat(path)).size > mostBytes) return undefined;
        const kept: unknown = JSON.parse(await readFile(path, "utf8"));
        return isKept(kept) && kept.id === id && kept.modified === modified ? kept.record : undefined;
      } catch {
        // Not there, cut off, or not ours: asked for again.
        return undefined;
      }
    },
    async put(id, modified, record) {
      const { parent, path } = pathOf(id);
      const beside = join(parent, `.${randomUUID()}`);
      try {
        await mkdir(parent, { recursive: true });
        await writeFile(beside, JSON.stringify({ id, modified, record }), { flag: "wx" });
        await rename(beside, path);
      } catch {
        await rm(beside, { force: true }).catch(() => {});
      }
    },
  };
}

interface Kept {
  readonly id: unknown;
  readonly modified: unknown;
  readonly record: unknown;
}

function isKept(value: unknown): value is Kept {
  return typeof value === "object" && value !== null && "id" in value && "modified" in value && "record" in value;
}
