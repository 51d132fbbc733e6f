import type { Look } from "../../core/packaging/look.ts";
import { lookVersion } from "../../core/packaging/look-version.ts";
import type { DiskCache } from "./disk-cache.ts";

const empty = new Uint8Array();

/** Keeps what looks into files told, by path and git's object id: the same content at the same place is never read twice. */
export function lookStore(cache: DiskCache): {
  read(path: string, object: string): Promise<Look | null>;
  write(path: string, object: string, look: Look): void;
} {
  const place = (path: string, object: string) => ({ bucket: `looks-v${lookVersion}`, key: `${object} ${path}` });
  return {
    async read(path, object) {
      const entry = await cache.read(place(path, object));
      // The entry is our own and verified by its checksum; only that it is one is looked at.
      const look = entry?.notes["look"];
      return typeof look === "object" && look !== null && "kind" in look ? (look as Look) : null;
    },
    write(path, object, look) {
      cache.write(place(path, object), { notes: { look }, body: empty });
    },
  };
}
