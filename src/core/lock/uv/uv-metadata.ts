import { normalizeLabel } from "../../manifest/pyproject/chosen-names.ts";
import { normalizeName } from "../../python/name.ts";
import { type LockContext, type LockTable, originAt, stringAt, stringsAt, tableAt, tablesAt } from "../located.ts";
import type { LockedPackage, RecordedProject, RecordedRequirement } from "../lock-reading.ts";

/** `[package.metadata]`: what the manifest of a project said when the lock was made. */
export function readUvMetadata(
  context: LockContext,
  { name, origin }: LockedPackage,
  path: string,
  metadata: LockTable | null,
): RecordedProject {
  const requirements = metadata === null ? [] : [...readList(context, metadata, "requires-dist", null)];
  const groups = metadata === null ? null : tableAt(context, metadata, "requires-dev");
  for (const group of groups?.entries.keys() ?? []) {
    requirements.push(...readList(context, groups as LockTable, group, normalizeLabel(group)));
  }
  return { name, path, requirements, origin };
}

/** Fields that say that a requirement is no range of versions of an index. */
const places = ["url", "git", "path", "directory", "editable", "virtual", "subdirectory"];

function readList(
  context: LockContext,
  table: LockTable,
  key: string,
  group: string | null,
): readonly RecordedRequirement[] {
  return tablesAt(context, table, key).flatMap((item): readonly RecordedRequirement[] => {
    const name = stringAt(context, item, "name");
    const origin = originAt(context, name ?? item);
    if (name === null || !context.collector.isName(name.value, origin)) return [];
    const marker = stringAt(context, item, "marker");
    const specifier = stringAt(context, item, "specifier");
    return [
      {
        name: normalizeName(name.value),
        extras: stringsAt(context, item, "extras").map((one) => normalizeLabel(one.value)),
        specifier: specifier?.value ?? null,
        marker: marker === null ? null : context.collector.marker(marker.value, originAt(context, marker)),
        group,
        placed: places.some((place) => item.entries.has(place)),
        origin,
      },
    ];
  });
}
