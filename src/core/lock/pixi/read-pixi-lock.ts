import { normalizeLabel } from "../../manifest/pyproject/chosen-names.ts";
import type { Reading } from "../../manifest/reading.ts";
import { normalizeName } from "../../python/name.ts";
import { sourceOfFile } from "../file-source.ts";
import {
  isTrue,
  type LockContext,
  type LockTable,
  originAt,
  stringAt,
  stringsAt,
  tablesAt,
  textAt,
} from "../located.ts";
import { LockCollector } from "../lock-collector.ts";
import { tellUnknownVersion } from "../lock-head.ts";
import type { LockedDependency, LockedPackage, LockReading } from "../lock-reading.ts";
import { lockedFile } from "../locked-file.ts";
import { specifiedDependency } from "../specified-dependency.ts";
import { openYamlLock } from "../yaml/open-yaml-lock.ts";
import { readPixiConda } from "./pixi-conda.ts";
import { type PixiUses, readPixiEnvironments } from "./pixi-environments.ts";

/**
 * Reads a pixi.lock, versions 4 to 7: environments that list, for each platform, files of packages; and the packages, each with
 * what it requires. The environment `default` is what is installed; others are chosen by their names, as groups are. What
 * conda installs is named.
 */
export function* readPixiLock(path: string): Reading<LockReading> {
  const collector = new LockCollector("pixi-lock");
  const context = yield* openYamlLock(path, collector);
  if (context === null) return collector.reading({ kind: "listed" });
  checkVersion(context);
  const uses = readPixiEnvironments(context);
  for (const table of tablesAt(context, context.root, "packages")) {
    if (collector.full) break;
    if (textAt(context, table, "kind") === "conda" || table.entries.has("conda")) {
      collector.addConda(readPixiConda(context, table));
      continue;
    }
    const entry = readPackage(context, table, uses);
    if (entry !== null) collector.add(entry);
  }
  return collector.reading({ kind: "listed", exclusive: true });
}

function checkVersion(context: LockContext): void {
  const value = context.root.entries.get("version")?.value;
  const text = value === undefined ? "" : context.source.text.slice(value.start, value.end);
  if (/^[4-7]$/.test(text)) return;
  tellUnknownVersion(context, value ?? context.root, text, "versions 4 to 7 are");
}

function readPackage(context: LockContext, table: LockTable, uses: PixiUses): LockedPackage | null {
  const { collector } = context;
  // From version 5 on the key says what the entry is; before, `kind` does.
  const address = textAt(context, table, "pypi") ?? textAt(context, table, "url") ?? textAt(context, table, "path");
  const name = stringAt(context, table, "name");
  const origin = originAt(context, name ?? table);
  if (name === null || address === null) {
    collector.error(origin, "lock/invalid-field", "The package has no `name`, or no address.");
    return null;
  }
  if (!collector.isName(name.value, origin)) return null;
  const version = stringAt(context, table, "version");
  const sha256 = textAt(context, table, "sha256");
  const use = uses.get(address);
  const source = sourceOfFile(address, use?.indexes ?? [], isTrue(table, "editable"));
  const dependencies = stringsAt(context, table, "requires_dist").flatMap((one): readonly LockedDependency[] => {
    const read = specifiedDependency(one.value, originAt(context, one), collector);
    return read === null ? [] : [read];
  });
  return {
    name: normalizeName(name.value),
    displayName: name.value,
    version: version === null ? null : collector.version(version.value, originAt(context, version)),
    extras: [...(use?.extras ?? [])].map(normalizeLabel),
    source,
    files:
      source.kind === "index" || source.kind === "url"
        ? [lockedFile({ url: address, hash: sha256 === null ? null : `sha256:${sha256}` })]
        : [],
    dependencies: collector.within(dependencies, name.value, origin),
    memberships: use?.memberships ?? [],
    forks: [],
    requiresPython: textAt(context, table, "requires_python"),
    origin,
    versionOrigin: version === null ? null : originAt(context, version),
  };
}
