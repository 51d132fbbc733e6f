import type { LockedPackage } from "../../lock/lock-reading.ts";
import type { LockFacts } from "../../lock/resolution/lock-facts.ts";
import { sameHash } from "../../lock/resolution/version-files.ts";
import { quoted } from "../../manifest/quoted.ts";
import type { Finding } from "../finding.ts";

const id = "provenance/hash-changed";

/**
 * Files that both locks name and whose hash the change rewrites, at the same version: the same name stands for other bytes. A public index never
 * replaces a file. Where the index can be asked for its hash, `lock/hash-mismatch` knows which of the two is right, and nothing is said here.
 */
export function hashesChanged(base: LockFacts | null, head: LockFacts | null): readonly Finding[] {
  if (base === null || head === null) return [];
  const before = new Map(base.packages.map(({ selected }) => [keyOf(selected.entry), selected.entry]));
  return head.packages.flatMap(({ selected: { entry }, listing }): readonly Finding[] => {
    if (listing.kind === "listed" && listing.files.some(({ hashes }) => Object.keys(hashes).length > 0)) return [];
    const was = before.get(keyOf(entry));
    const file = was === undefined ? null : changedFile(was, entry);
    if (file === null) return [];
    const { name, version } = entry;
    return [
      {
        rule: id,
        severity: "high",
        warns: true,
        package: name,
        version: version?.text ?? null,
        message: `The hash of ${file} of ${name} ${version?.text ?? ""} in \`${head.path}\` is another than before, for the same version.`,
        advisory: null,
        fixedIn: [],
        location: entry.versionOrigin ?? entry.origin,
        evidence: [],
        via: [name],
        key: `${id} ${name}`,
      },
    ];
  });
}

const keyOf = ({ name, version, source }: LockedPackage): string => `${name} ${version?.text ?? ""} ${source.kind}`;

/** What changed, in words; null where nothing did. Files that were added or dropped change nothing of those that stayed. */
function changedFile(was: LockedPackage, is: LockedPackage): string | null {
  const named = new Map(was.files.flatMap((file) => (file.filename === null ? [] : [[file.filename, file.hashes]])));
  for (const { filename, hashes } of is.files) {
    const old = filename === null ? undefined : named.get(filename);
    if (filename !== null && old !== undefined && sameHash(old, hashes) === false) return quoted(filename);
  }
  const bare = ({ files }: LockedPackage): boolean =>
    files.length > 0 && files.every(({ filename, hashes }) => filename === null && Object.keys(hashes).length > 0);
  if (!bare(was) || !bare(is)) return null;
  const shared = is.files.some(({ hashes }) => was.files.some((file) => sameHash(file.hashes, hashes) !== false));
  return shared ? null : "every file";
}
