import { type LockContext, type LockString, type LockTable, originAt, tablesAt } from "./located.ts";
import type { LockedPackage, RecordedManifest } from "./lock-reading.ts";

/** What the readers of all locks do alike: tell a version that is not known, keep the manifest's digest, walk the packages. */

/** `known`: the versions of the format that are known, as the message names them. */
export function tellUnknownVersion(
  context: LockContext,
  at: { readonly start: number; readonly end: number },
  text: string,
  known: string,
): void {
  const message = `The lock has version \`${text.slice(0, 20)}\`; ${known} what is known. What was read of it may be wrong.`;
  context.collector.notAssessed(originAt(context, at), "lock/unknown-version", message);
}

/** Keeps the SHA-256 of the manifest that the lock was made from; another digest is not known. */
export function recordDigest(
  context: LockContext,
  tool: Extract<RecordedManifest, { kind: "digest" }>["tool"],
  digest: LockString | null,
): void {
  const sha256 = digest?.value.toLowerCase().replace(/^sha256:/, "") ?? "";
  if (digest === null || !/^[0-9a-f]{64}$/.test(sha256)) return;
  context.collector.recorded = { kind: "digest", tool, sha256, origin: originAt(context, digest) };
}

/** Reads the tables of an array one by one, until there are as many packages as are kept. */
export function addPackages(
  context: LockContext,
  array: string,
  read: (table: LockTable) => LockedPackage | null,
): void {
  for (const table of tablesAt(context, context.root, array)) {
    if (context.collector.full) break;
    const entry = read(table);
    if (entry !== null) context.collector.add(entry);
  }
}
