import type { Reading } from "../../manifest/reading.ts";
import { normalizeName } from "../../python/name.ts";
import { dependencyText } from "../dependency-text.ts";
import { sourceOfFile } from "../file-source.ts";
import { type LockContext, type LockTable, originAt, stringAt, tableAt, textAt } from "../located.ts";
import { LockCollector } from "../lock-collector.ts";
import { addPackages, tellUnknownVersion } from "../lock-head.ts";
import type { LockedDependency, LockedPackage, LockedSource, LockReading, Membership } from "../lock-reading.ts";
import { lockedFile } from "../locked-file.ts";
import { openYamlLock } from "../yaml/open-yaml-lock.ts";

/**
 * Reads a conda-lock.yml: one entry for each package and platform, of which those with `manager: pip` come from an index of Python
 * packages. What conda installs is named.
 */
export function* readCondaLock(path: string): Reading<LockReading> {
  const collector = new LockCollector("conda-lock");
  const context = yield* openYamlLock(path, collector);
  if (context === null) return collector.reading({ kind: "listed" });
  readPlatforms(context);
  addPackages(context, "package", (table) => readEntry(context, table));
  return collector.reading({ kind: "listed" });
}

function readPlatforms(context: LockContext): void {
  const { root, collector, source } = context;
  const version = root.entries.get("version")?.value;
  const text = version === undefined ? "" : source.text.slice(version.start, version.end);
  if (text !== "1") tellUnknownVersion(context, version ?? root, text, "version 1 is");
  const metadata = tableAt(context, root, "metadata");
  const platforms = metadata?.entries.get("platforms")?.value;
  if (platforms?.kind !== "array") return;
  for (const one of platforms.items) {
    if (one.kind !== "string") continue;
    const origin = originAt(context, one);
    collector.environments.push({ text: one.value, marker: null, requiresPython: null, platform: one.value, origin });
  }
}

function readEntry(context: LockContext, table: LockTable): LockedPackage | null {
  const { collector } = context;
  const name = stringAt(context, table, "name");
  const origin = originAt(context, name ?? table);
  if (name === null) {
    collector.error(origin, "lock/invalid-field", "The package has no `name`.");
    return null;
  }
  const version = stringAt(context, table, "version");
  const platform = textAt(context, table, "platform");
  if (textAt(context, table, "manager") !== "pip") {
    collector.addConda({ name: name.value, version: version?.value ?? null, platform, pypiNames: [], origin });
    return null;
  }
  if (!collector.isName(name.value, origin)) return null;
  const url = textAt(context, table, "url");
  const hash = tableAt(context, table, "hash");
  const sha256 = hash === null ? null : textAt(context, hash, "sha256");
  const source: LockedSource = url === null ? { kind: "index", url: null } : sourceOfFile(url, []);
  return {
    name: normalizeName(name.value),
    displayName: name.value,
    version: version === null ? null : collector.version(version.value, originAt(context, version)),
    extras: null,
    source,
    files:
      url === null || source.kind === "vcs"
        ? []
        : [lockedFile({ url, hash: sha256 === null ? null : `sha256:${sha256}` })],
    dependencies: readDependencies(context, table),
    memberships: [{ need: needOf(context, table), marker: null, platform }],
    forks: [],
    requiresPython: null,
    origin,
    versionOrigin: version === null ? null : originAt(context, version),
  };
}

/** `category` is `main` for what is always installed. */
function needOf(context: LockContext, table: LockTable): Membership["need"] {
  const category = textAt(context, table, "category") ?? "main";
  if (category === "main") return null;
  context.collector.groups.add(category);
  return { kind: "group", name: category };
}

function readDependencies(context: LockContext, table: LockTable): readonly LockedDependency[] {
  const dependencies = tableAt(context, table, "dependencies");
  return [...(dependencies?.entries ?? [])].flatMap(([name, { key, value }]): readonly LockedDependency[] => {
    // Conda's own packages, Python first of all, are among what a package from the index needs.
    if (name === "python" || !context.collector.isName(name, originAt(context, key))) return [];
    const clauses = value.kind === "string" && value.value !== "*" && value.value !== "" ? value.value : null;
    return [
      {
        name: normalizeName(name),
        extras: [],
        need: null,
        marker: null,
        version: null,
        specifier: clauses,
        text: dependencyText(name, [], clauses, null),
        origin: originAt(context, key),
      },
    ];
  });
}
