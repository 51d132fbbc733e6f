import { normalizeLabel } from "../../manifest/pyproject/chosen-names.ts";
import type { Reading } from "../../manifest/reading.ts";
import { normalizeName } from "../../python/name.ts";
import { parseVersion } from "../../python/version.ts";
import { openJsonLock } from "../json/open-json-lock.ts";
import {
  isTrue,
  type LockContext,
  type LockTable,
  originAt,
  stringAt,
  stringsAt,
  tableAt,
  tablesAt,
  textAt,
  unexpected,
} from "../located.ts";
import { LockCollector, plainAddress } from "../lock-collector.ts";
import { recordDigest } from "../lock-head.ts";
import type { LockedFile, LockedPackage, LockedSource, LockReading, Membership } from "../lock-reading.ts";
import { filenameOf, hashRecord } from "../locked-file.ts";

/**
 * Reads a Pipfile.lock: for each category the packages with their hashes, without the names of their files and without edges. What
 * stands under `default` is always installed, all else (`develop` and further categories) where it is asked for by its name.
 */
export function* readPipfileLock(path: string): Reading<LockReading> {
  const collector = new LockCollector("pipfile-lock");
  const context = yield* openJsonLock(path, collector);
  if (context === null) return collector.reading({ kind: "listed" });
  const meta = tableAt(context, context.root, "_meta");
  const sources = meta === null ? new Map<string, string>() : readMeta(context, meta);
  for (const category of context.root.entries.keys()) {
    if (category === "_meta") continue;
    const packages = tableAt(context, context.root, category);
    const need: Membership["need"] = category === "default" ? null : { kind: "group", name: groupOf(category) };
    if (need !== null) collector.groups.add(need.name);
    for (const [name, { key, value }] of packages?.entries ?? []) {
      if (collector.full) break;
      if (value.kind !== "table") unexpected(context, value, name, "a table");
      else if (collector.isName(name, originAt(context, key)))
        collector.add(readPackage(context, name, value, originAt(context, key), need, sources));
    }
  }
  return collector.reading({ kind: "listed" });
}

/** Pipenv calls its development packages `dev-packages` in the manifest and `develop` in the lock. */
const groupOf = (category: string): string => (category === "develop" ? "dev-packages" : normalizeLabel(category));

/** `_meta`: the digest of the manifest, the Python, and the indexes by their names. */
function readMeta(context: LockContext, meta: LockTable): ReadonlyMap<string, string> {
  const { collector } = context;
  const hash = tableAt(context, meta, "hash");
  const digest = hash === null ? null : stringAt(context, hash, "sha256");
  recordDigest(context, "pipenv", digest);
  const requires = tableAt(context, meta, "requires");
  const full = requires === null ? null : stringAt(context, requires, "python_full_version");
  const short = requires === null ? null : stringAt(context, requires, "python_version");
  if (full !== null) collector.requiresPython = { text: `==${full.value}`, origin: originAt(context, full) };
  else if (short !== null && parseVersion(short.value) !== null)
    collector.requiresPython = { text: `==${short.value}.*`, origin: originAt(context, short) };
  const sources = new Map<string, string>();
  for (const source of tablesAt(context, meta, "sources")) {
    const name = textAt(context, source, "name");
    const url = textAt(context, source, "url");
    if (name !== null && url !== null) sources.set(name, plainAddress(url));
  }
  const spec = meta.entries.get("pipfile-spec")?.value;
  if (spec === undefined || context.source.text.slice(spec.start, spec.end) !== "6") {
    const message =
      "The lock is not of version 6 of the format, which is what is known. What was read of it may be wrong.";
    collector.notAssessed(originAt(context, spec ?? meta), "lock/unknown-version", message);
  }
  return sources;
}

function readPackage(
  context: LockContext,
  name: string,
  table: LockTable,
  origin: LockedPackage["origin"],
  need: Membership["need"],
  sources: ReadonlyMap<string, string>,
): LockedPackage {
  const { collector } = context;
  const written = stringAt(context, table, "version");
  const clauses = written?.value.trim() ?? "*";
  const text = clauses.replace(/^===?/, "");
  const version = written === null || clauses === "*" ? null : collector.version(text, originAt(context, written));
  const markerText = stringAt(context, table, "markers");
  const marker = markerText === null ? null : collector.marker(markerText.value, originAt(context, markerText));
  const hashes = stringsAt(context, table, "hashes").map((one): LockedFile => {
    return { filename: null, url: null, hashes: hashRecord(one.value), size: null, uploadTime: null };
  });
  return {
    name: normalizeName(name),
    displayName: name,
    version,
    extras: stringsAt(context, table, "extras").map((one) => normalizeLabel(one.value)),
    source: readSource(context, table, sources),
    files: collector.within(hashes, name, origin),
    dependencies: [],
    memberships: [{ need, marker, platform: null }],
    forks: [],
    requiresPython: null,
    origin,
    versionOrigin: written === null ? null : originAt(context, written),
  };
}

function readSource(context: LockContext, table: LockTable, sources: ReadonlyMap<string, string>): LockedSource {
  for (const tool of ["git", "hg", "svn", "bzr"]) {
    const url = textAt(context, table, tool);
    if (url !== null) return { kind: "vcs", url: plainAddress(url), revision: textAt(context, table, "ref") };
  }
  const path = textAt(context, table, "path");
  if (path !== null) return { kind: "path", path, editable: isTrue(table, "editable") };
  const file = textAt(context, table, "file");
  if (file !== null) {
    return /^https?:\/\//i.test(file) && filenameOf(file) !== null
      ? { kind: "url", url: plainAddress(file) }
      : { kind: "path", path: file, editable: isTrue(table, "editable") };
  }
  const index = textAt(context, table, "index");
  const first = [...sources.values()][0] ?? null;
  return { kind: "index", url: index === null ? first : (sources.get(index) ?? null) };
}
