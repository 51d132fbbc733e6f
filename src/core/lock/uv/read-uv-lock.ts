import { normalizeLabel } from "../../manifest/pyproject/chosen-names.ts";
import type { Reading } from "../../manifest/reading.ts";
import { normalizeName } from "../../python/name.ts";
import {
  type LockContext,
  type LockTable,
  originAt,
  packageNameAt,
  stringAt,
  stringsAt,
  tableAt,
  tablesAt,
} from "../located.ts";
import { LockCollector } from "../lock-collector.ts";
import { tellUnknownVersion } from "../lock-head.ts";
import type { LockedPackage, LockReading, LockRoot, Membership, RecordedProject } from "../lock-reading.ts";
import { openTomlLock } from "../toml/open-toml-lock.ts";
import { readUvDependencies } from "./uv-dependency.ts";
import { readUvFiles } from "./uv-files.ts";
import { readUvMetadata } from "./uv-metadata.ts";
import { readUvSource } from "./uv-source.ts";

/** Versions of the format that are known: https://docs.astral.sh/uv/concepts/resolution/#lockfile-versioning */
const known = 1;

/**
 * Reads a uv.lock: a graph from the projects of the workspace to what they need, with a marker on every edge. A package that
 * several forks of the resolution chose differently stands there once for each.
 */
export function* readUvLock(path: string): Reading<LockReading> {
  const collector = new LockCollector("uv-lock");
  const context = yield* openTomlLock(path, collector);
  if (context === null) return collector.reading({ kind: "graph", roots: [] });
  checkVersion(context);
  readCoverage(context);
  const roots: LockRoot[] = [];
  const projects: RecordedProject[] = [];
  for (const table of tablesAt(context, context.root, "package")) {
    if (collector.full) break;
    const entry = readPackage(context, table);
    if (entry === null) continue;
    const { source } = entry;
    const metadata = tableAt(context, table, "metadata");
    if (source.kind === "path" && isMember(context, entry)) {
      roots.push({ at: collector.packages.length, path: source.path });
      projects.push(readUvMetadata(context, entry, source.path, metadata));
      noteNames(context, table, metadata);
    }
    collector.add(entry);
  }
  collector.recorded = { kind: "requirements", projects };
  return collector.reading({ kind: "graph", roots });
}

function checkVersion(context: LockContext): void {
  const value = context.root.entries.get("version")?.value;
  const text = value === undefined ? "" : context.source.text.slice(value.start, value.end);
  if (text === String(known)) return;
  tellUnknownVersion(context, value ?? { start: 0, end: 0 }, text, `version ${known} is`);
}

/** The Python versions and the environments that were locked. `supported-markers` is `environments` of `[tool.uv]`. */
function readCoverage(context: LockContext): void {
  const { root, collector } = context;
  const python = stringAt(context, root, "requires-python");
  if (python !== null) collector.requiresPython = { text: python.value, origin: originAt(context, python) };
  for (const one of stringsAt(context, root, "supported-markers")) {
    const origin = originAt(context, one);
    const marker = collector.marker(one.value, origin);
    collector.environments.push({ text: one.value, marker, requiresPython: null, platform: null, origin });
  }
}

function readPackage(context: LockContext, table: LockTable): LockedPackage | null {
  const { collector } = context;
  const name = packageNameAt(context, table);
  if (name === null) return null;
  const origin = originAt(context, name);
  const version = stringAt(context, table, "version");
  const dependencies = readUvDependencies(context, table);
  return {
    name: normalizeName(name.value),
    displayName: name.value,
    version: version === null ? null : collector.version(version.value, originAt(context, version)),
    extras: null,
    source: readUvSource(context, table),
    files: collector.within(readUvFiles(context, table), name.value, origin),
    dependencies: collector.within(dependencies, name.value, origin),
    memberships: noMemberships,
    forks: stringsAt(context, table, "resolution-markers").flatMap((one) => {
      const marker = collector.marker(one.value, originAt(context, one));
      return marker === null ? [] : [marker];
    }),
    requiresPython: null,
    origin,
    versionOrigin: version === null ? null : originAt(context, version),
  };
}

/** The extras and groups of a project, those without packages included. */
function noteNames(context: LockContext, table: LockTable, metadata: LockTable | null): void {
  const { collector } = context;
  const provided = metadata === null ? [] : stringsAt(context, metadata, "provides-extras");
  for (const extra of provided) collector.extras.add(normalizeLabel(extra.value));
  for (const extra of tableAt(context, table, "optional-dependencies")?.entries.keys() ?? [])
    collector.extras.add(normalizeLabel(extra));
  for (const group of tableAt(context, table, "dev-dependencies")?.entries.keys() ?? [])
    collector.groups.add(normalizeLabel(group));
}

const noMemberships: readonly Membership[] = [];

const members = new WeakMap<LockContext, ReadonlySet<string> | null>();

/** `manifest.members` names the projects of a workspace; without it, the project is the package of the lock's own folder. */
function isMember(context: LockContext, { name, source }: LockedPackage): boolean {
  let known = members.get(context);
  if (known === undefined) {
    const manifest = tableAt(context, context.root, "manifest");
    const listed = manifest === null ? [] : stringsAt(context, manifest, "members").map((one) => one.value);
    known = listed.length === 0 ? null : new Set(listed);
    members.set(context, known);
  }
  return known === null ? source.kind === "path" && source.path === "." : known.has(name);
}
