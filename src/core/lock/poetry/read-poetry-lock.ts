import { normalizeLabel } from "../../manifest/pyproject/chosen-names.ts";
import type { Reading } from "../../manifest/reading.ts";
import { normalizeName } from "../../python/name.ts";
import {
  isTrue,
  type LockContext,
  type LockTable,
  originAt,
  packageNameAt,
  stringAt,
  tableAt,
  tablesAt,
  textAt,
} from "../located.ts";
import { LockCollector, plainAddress } from "../lock-collector.ts";
import { addPackages, recordDigest, tellUnknownVersion } from "../lock-head.ts";
import type { LockedFile, LockedPackage, LockedSource, LockReading } from "../lock-reading.ts";
import { lockedFile } from "../locked-file.ts";
import { openTomlLock } from "../toml/open-toml-lock.ts";
import { clausesOf, readPoetryDependencies } from "./poetry-dependency.ts";
import { readPoetryMemberships } from "./poetry-membership.ts";

/**
 * Reads a poetry.lock. From version 2.1 of the format on every package says in which groups and under which markers it is
 * installed; before, only the manifest says where to begin.
 */
export function* readPoetryLock(path: string): Reading<LockReading> {
  const collector = new LockCollector("poetry-lock");
  const context = yield* openTomlLock(path, collector);
  if (context === null) return collector.reading({ kind: "manifest" });
  const metadata = tableAt(context, context.root, "metadata");
  const listed = readMetadata(context, metadata);
  const oldFiles = metadata === null ? null : tableAt(context, metadata, "files");
  addPackages(context, "package", (table) => readPackage(context, table, oldFiles, listed));
  for (const extra of tableAt(context, context.root, "extras")?.entries.keys() ?? [])
    collector.extras.add(normalizeLabel(extra));
  return collector.reading({ kind: listed ? "listed" : "manifest" });
}

/** Answers whether packages say themselves when they are installed. */
function readMetadata(context: LockContext, metadata: LockTable | null): boolean {
  const { collector } = context;
  if (metadata === null) {
    const hint = "Write the lock with a Poetry of 1.1 or later.";
    collector.error(
      originAt(context, { start: 0, end: 0 }),
      "lock/invalid-field",
      "The lock has no `[metadata]`.",
      hint,
    );
    return false;
  }
  const python = stringAt(context, metadata, "python-versions");
  const clauses = python === null ? null : clausesOf(context, python);
  if (python !== null && clauses !== null)
    collector.requiresPython = { text: clauses, origin: originAt(context, python) };
  recordDigest(context, "poetry", stringAt(context, metadata, "content-hash"));
  const version = stringAt(context, metadata, "lock-version");
  const parts = (version?.value ?? "0").split(".").map(Number);
  const [major = 0, minor = 0] = parts;
  if (major < 1 || major > 2)
    tellUnknownVersion(context, version ?? metadata, version?.value ?? "", "versions 1 and 2 are");
  return major > 2 || (major === 2 && minor >= 1);
}

function readPackage(
  context: LockContext,
  table: LockTable,
  oldFiles: LockTable | null,
  listed: boolean,
): LockedPackage | null {
  const { collector } = context;
  const name = packageNameAt(context, table);
  if (name === null) return null;
  const origin = originAt(context, name);
  const version = stringAt(context, table, "version");
  const source = readSource(context, table);
  const python = stringAt(context, table, "python-versions");
  return {
    name: normalizeName(name.value),
    displayName: name.value,
    version: version === null ? null : collector.version(version.value, originAt(context, version)),
    extras: null,
    source,
    files: collector.within(readFiles(context, table, oldFiles, name.value), name.value, origin),
    dependencies: collector.within(readPoetryDependencies(context, table), name.value, origin),
    memberships: listed ? readPoetryMemberships(context, table) : [],
    forks: [],
    requiresPython: python === null ? null : clausesOf(context, python),
    origin,
    versionOrigin: version === null ? null : originAt(context, version),
  };
}

/** `files` of the package; before version 2 of the format, of `[metadata.files]`. */
function readFiles(
  context: LockContext,
  table: LockTable,
  oldFiles: LockTable | null,
  name: string,
): readonly LockedFile[] {
  const holder = table.entries.has("files") || oldFiles === null ? table : oldFiles;
  return tablesAt(context, holder, holder === table ? "files" : name).map((file) =>
    lockedFile({
      filename: textAt(context, file, "file"),
      url: textAt(context, file, "url"),
      hash: textAt(context, file, "hash"),
    }),
  );
}

/** `[package.source]`; without one the package is of the public index. */
function readSource(context: LockContext, table: LockTable): LockedSource {
  const source = tableAt(context, table, "source");
  if (source === null) return { kind: "index", url: null };
  const url = textAt(context, source, "url") ?? "";
  const kind = textAt(context, source, "type");
  if (kind === "git" || kind === "hg" || kind === "svn") {
    const revision = textAt(context, source, "resolved_reference") ?? textAt(context, source, "reference");
    return { kind: "vcs", url: plainAddress(url), revision };
  }
  if (kind === "url") return { kind: "url", url: plainAddress(url) };
  if (kind === "directory" || kind === "file") return { kind: "path", path: url, editable: isTrue(table, "develop") };
  return { kind: "index", url: url === "" ? null : plainAddress(url) };
}
