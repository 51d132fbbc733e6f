import { type LockContext, type LockTable, tableAt, textAt, unexpected } from "../located.ts";
import { plainAddress } from "../lock-collector.ts";
import type { LockedSource } from "../lock-reading.ts";

/** `source = { registry = "…" }` and its kin. A registry may be a folder of files as well. */
export function readUvSource(context: LockContext, table: LockTable): LockedSource {
  const source = tableAt(context, table, "source");
  const text = (key: string): string | null => (source === null ? null : textAt(context, source, key));
  const registry = text("registry");
  if (registry !== null) {
    const url = plainAddress(registry);
    return /^https?:\/\//i.test(url) ? { kind: "index", url } : { kind: "path", path: registry, editable: false };
  }
  const git = text("git");
  if (git !== null) {
    const hash = git.lastIndexOf("#");
    const revision = hash === -1 ? null : git.slice(hash + 1);
    const end = git.search(/[?#]/);
    return { kind: "vcs", url: plainAddress(end === -1 ? git : git.slice(0, end)), revision };
  }
  const url = text("url");
  if (url !== null) return { kind: "url", url: plainAddress(url) };
  const editable = text("editable");
  if (editable !== null) return { kind: "path", path: editable, editable: true };
  const path = text("virtual") ?? text("directory") ?? text("path");
  if (path !== null) return { kind: "path", path, editable: false };
  if (source !== null) unexpected(context, source, "source", "a registry, a repository, an address or a folder");
  return { kind: "index", url: null };
}
