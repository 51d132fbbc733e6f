import { plainAddress } from "./lock-collector.ts";
import type { LockedSource } from "./lock-reading.ts";
import { filenameOf, isDistribution } from "./locked-file.ts";

/** The public index keeps its files on a host of their own. */
const publicFiles = /^https:\/\/files\.pythonhosted\.org\//i;

/**
 * Where a package comes from of which a lock names only the file: the public index where the file is one of its own, or one of
 * `indexes` on the same host; else the address itself.
 */
export function sourceOfFile(address: string, indexes: readonly string[], editable = false): LockedSource {
  if (/^git\+/i.test(address)) {
    const [url = "", revision = null] = address.slice(4).split("#");
    return { kind: "vcs", url: plainAddress(withoutQuery(url)), revision };
  }
  if (!/^https?:\/\//i.test(address)) return { kind: "path", path: address, editable };
  const filename = filenameOf(address);
  if (filename === null || !isDistribution(filename)) return { kind: "url", url: plainAddress(address) };
  if (publicFiles.test(address)) return { kind: "index", url: null };
  const index = indexes.find((one) => hostOf(one) !== null && hostOf(one) === hostOf(address));
  return index === undefined ? { kind: "url", url: plainAddress(address) } : { kind: "index", url: index };
}

function withoutQuery(address: string): string {
  const query = address.indexOf("?");
  return query === -1 ? address : address.slice(0, query);
}

const hostOf = (address: string): string | null => (URL.canParse(address) ? new URL(address).host : null);
