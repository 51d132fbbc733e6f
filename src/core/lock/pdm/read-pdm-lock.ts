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
  stringsAt,
  tableAt,
  tablesAt,
  textAt,
} from "../located.ts";
import { LockCollector, plainAddress } from "../lock-collector.ts";
import { addPackages, recordDigest, tellUnknownVersion } from "../lock-head.ts";
import type { LockedDependency, LockedPackage, LockedSource, LockReading, Membership } from "../lock-reading.ts";
import { lockedFile } from "../locked-file.ts";
import { specifiedDependency } from "../specified-dependency.ts";
import { openTomlLock } from "../toml/open-toml-lock.ts";

/**
 * Reads a pdm.lock. With the strategy `inherit_metadata`, which is the default since PDM 2.11, every package says in which groups
 * and under which marker it is installed. A package with extras stands there a second time, with the extras' dependencies.
 */
export function* readPdmLock(path: string): Reading<LockReading> {
  const collector = new LockCollector("pdm-lock");
  const context = yield* openTomlLock(path, collector);
  if (context === null) return collector.reading({ kind: "manifest" });
  const metadata = tableAt(context, context.root, "metadata");
  const listed = metadata !== null && readMetadata(context, metadata);
  addPackages(context, "package", (table) => readPackage(context, table, listed));
  return collector.reading({ kind: listed ? "listed" : "manifest" });
}

function readMetadata(context: LockContext, metadata: LockTable): boolean {
  const { collector } = context;
  for (const group of stringsAt(context, metadata, "groups")) {
    if (group.value !== "default") collector.groups.add(normalizeLabel(group.value));
  }
  recordDigest(context, "pdm", stringAt(context, metadata, "content_hash"));
  const version = stringAt(context, metadata, "lock_version");
  if (!/^4(\.|$)/.test(version?.value ?? ""))
    tellUnknownVersion(context, version ?? metadata, version?.value ?? "", "version 4 is");
  readTargets(context, metadata);
  return stringsAt(context, metadata, "strategy").some((one) => one.value === "inherit_metadata");
}

/** `[[metadata.targets]]`: what was locked for; several are alternatives. */
function readTargets(context: LockContext, metadata: LockTable): void {
  const { collector } = context;
  const targets = metadata.entries.has("targets") ? tablesAt(context, metadata, "targets") : [];
  for (const target of targets) {
    const python = stringAt(context, target, "requires_python");
    const platform = textAt(context, target, "platform");
    const implementation = textAt(context, target, "implementation");
    const origin = originAt(context, python ?? target);
    const parts = [python === null ? null : `Python ${python.value}`, platform, implementation].filter(Boolean);
    collector.environments.push({
      text: parts.join(", "),
      marker: null,
      requiresPython: python?.value ?? null,
      platform,
      origin,
    });
    if (targets.length === 1 && python !== null) collector.requiresPython = { text: python.value, origin };
  }
}

function readPackage(context: LockContext, table: LockTable, listed: boolean): LockedPackage | null {
  const { collector } = context;
  const name = packageNameAt(context, table);
  if (name === null) return null;
  const origin = originAt(context, name);
  const version = stringAt(context, table, "version");
  const markerText = stringAt(context, table, "marker");
  const marker = markerText === null ? null : collector.marker(markerText.value, originAt(context, markerText));
  const dependencies = stringsAt(context, table, "dependencies").flatMap((one): readonly LockedDependency[] => {
    const read = specifiedDependency(one.value, originAt(context, one), collector);
    return read === null ? [] : [read];
  });
  const files = tablesAt(context, table, "files").map((file) =>
    lockedFile({
      filename: textAt(context, file, "file"),
      url: textAt(context, file, "url"),
      hash: textAt(context, file, "hash"),
    }),
  );
  return {
    name: normalizeName(name.value),
    displayName: name.value,
    version: version === null ? null : collector.version(version.value, originAt(context, version)),
    extras: stringsAt(context, table, "extras").map((one) => normalizeLabel(one.value)),
    source: readSource(context, table),
    files: collector.within(files, name.value, origin),
    dependencies: collector.within(dependencies, name.value, origin),
    memberships: listed ? groupsOf(context, table).map((need): Membership => ({ need, marker, platform: null })) : [],
    forks: [],
    requiresPython: textAt(context, table, "requires_python"),
    origin,
    versionOrigin: version === null ? null : originAt(context, version),
  };
}

function groupsOf(context: LockContext, table: LockTable): readonly Membership["need"][] {
  return stringsAt(context, table, "groups").map(({ value }) =>
    value === "default" ? null : { kind: "group", name: normalizeLabel(value) },
  );
}

/** PDM keeps no index: its packages come from those that the manifest names. */
function readSource(context: LockContext, table: LockTable): LockedSource {
  const git = textAt(context, table, "git");
  if (git !== null) return { kind: "vcs", url: plainAddress(git), revision: textAt(context, table, "revision") };
  const path = textAt(context, table, "path");
  if (path !== null) return { kind: "path", path, editable: isTrue(table, "editable") };
  const url = textAt(context, table, "url");
  return url === null ? { kind: "index", url: null } : { kind: "url", url: plainAddress(url) };
}
