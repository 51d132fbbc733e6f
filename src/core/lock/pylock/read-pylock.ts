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
import { addPackages, tellUnknownVersion } from "../lock-head.ts";
import type { LockedDependency, LockedPackage, LockedSource, LockReading } from "../lock-reading.ts";
import { openTomlLock } from "../toml/open-toml-lock.ts";
import { readPylockFiles } from "./pylock-files.ts";

/**
 * Reads a pylock.toml (PEP 751): packages that each say by a marker when they are installed. What they need is for information,
 * and most tools leave it out.
 */
export function* readPylock(path: string): Reading<LockReading> {
  const collector = new LockCollector("pylock");
  const context = yield* openTomlLock(path, collector);
  if (context === null) return collector.reading({ kind: "listed" });
  readHead(context);
  addPackages(context, "packages", (table) => readPackage(context, table));
  return collector.reading({ kind: "listed" });
}

function readHead(context: LockContext): void {
  const { root, collector } = context;
  const version = stringAt(context, root, "lock-version");
  if (!/^1\.\d+$/.test(version?.value ?? ""))
    tellUnknownVersion(context, version ?? { start: 0, end: 0 }, version?.value ?? "", "version 1.0 of PEP 751 is");
  const python = stringAt(context, root, "requires-python");
  if (python !== null) collector.requiresPython = { text: python.value, origin: originAt(context, python) };
  for (const one of stringsAt(context, root, "environments")) {
    const origin = originAt(context, one);
    const marker = collector.marker(one.value, origin);
    collector.environments.push({ text: one.value, marker, requiresPython: null, platform: null, origin });
  }
  for (const extra of stringsAt(context, root, "extras")) collector.extras.add(normalizeLabel(extra.value));
  for (const group of stringsAt(context, root, "dependency-groups")) collector.groups.add(normalizeLabel(group.value));
  for (const group of stringsAt(context, root, "default-groups"))
    collector.defaultGroups.add(normalizeLabel(group.value));
}

function readPackage(context: LockContext, table: LockTable): LockedPackage | null {
  const { collector } = context;
  const name = packageNameAt(context, table);
  if (name === null) return null;
  const origin = originAt(context, name);
  const version = stringAt(context, table, "version");
  const marker = stringAt(context, table, "marker");
  return {
    name: normalizeName(name.value),
    displayName: name.value,
    version: version === null ? null : collector.version(version.value, originAt(context, version)),
    extras: null,
    source: readSource(context, table),
    files: collector.within(readPylockFiles(context, table), name.value, origin),
    dependencies: collector.within(readDependencies(context, table), name.value, origin),
    memberships: [
      {
        need: null,
        marker: marker === null ? null : collector.marker(marker.value, originAt(context, marker)),
        platform: null,
      },
    ],
    forks: [],
    requiresPython: textAt(context, table, "requires-python"),
    origin,
    versionOrigin: version === null ? null : originAt(context, version),
  };
}

/** `packages.dependencies`: enough of the fields of another package to tell which one is meant. */
function readDependencies(context: LockContext, table: LockTable): readonly LockedDependency[] {
  const { collector } = context;
  return tablesAt(context, table, "dependencies").flatMap((item): readonly LockedDependency[] => {
    const name = stringAt(context, item, "name");
    if (name === null || !collector.isName(name.value, originAt(context, name))) return [];
    const version = stringAt(context, item, "version");
    return [
      {
        name: normalizeName(name.value),
        extras: [],
        need: null,
        marker: null,
        version: version === null ? null : collector.version(version.value, originAt(context, version)),
        specifier: null,
        text: version === null ? name.value : `${name.value}==${version.value}`,
        origin: originAt(context, name),
      },
    ];
  });
}

function readSource(context: LockContext, table: LockTable): LockedSource {
  const vcs = tableAt(context, table, "vcs");
  if (vcs !== null) {
    const url = textAt(context, vcs, "url") ?? textAt(context, vcs, "path") ?? "";
    return { kind: "vcs", url: plainAddress(url), revision: textAt(context, vcs, "commit-id") };
  }
  const directory = tableAt(context, table, "directory");
  if (directory !== null) {
    return { kind: "path", path: textAt(context, directory, "path") ?? ".", editable: isTrue(directory, "editable") };
  }
  const archive = tableAt(context, table, "archive");
  if (archive !== null) {
    const url = textAt(context, archive, "url");
    if (url !== null) return { kind: "url", url: plainAddress(url) };
    return { kind: "path", path: textAt(context, archive, "path") ?? "", editable: false };
  }
  const index = textAt(context, table, "index");
  return { kind: "index", url: index === null ? null : plainAddress(index) };
}
