import { normalizeLabel } from "../../manifest/pyproject/chosen-names.ts";
import { normalizeName } from "../../python/name.ts";
import { dependencyText } from "../dependency-text.ts";
import { type LockContext, type LockTable, originAt, stringAt, stringsAt, tableAt, tablesAt } from "../located.ts";
import type { LockedDependency, Need } from "../lock-reading.ts";

/** `dependencies`, and those of every extra and group. uv keeps an edge once for each version that a fork chose. */
export function readUvDependencies(context: LockContext, table: LockTable): readonly LockedDependency[] {
  const found = readList(context, table, "dependencies", null);
  const optional = tableAt(context, table, "optional-dependencies");
  for (const extra of optional?.entries.keys() ?? []) {
    const name = normalizeLabel(extra);
    found.push(...readList(context, optional as LockTable, extra, { kind: "extra", name }));
  }
  const groups = tableAt(context, table, "dev-dependencies");
  for (const group of groups?.entries.keys() ?? []) {
    const name = normalizeLabel(group);
    found.push(...readList(context, groups as LockTable, group, { kind: "group", name }));
  }
  return found;
}

function readList(context: LockContext, table: LockTable, key: string, need: Need | null): LockedDependency[] {
  const { collector } = context;
  return tablesAt(context, table, key).flatMap((item): readonly LockedDependency[] => {
    const name = stringAt(context, item, "name");
    const origin = originAt(context, name ?? item);
    if (name === null || !collector.isName(name.value, origin)) return [];
    const extras = stringsAt(context, item, "extra").map((one) => normalizeLabel(one.value));
    const marker = stringAt(context, item, "marker");
    const version = stringAt(context, item, "version");
    return [
      {
        name: normalizeName(name.value),
        extras,
        need,
        marker: marker === null ? null : collector.marker(marker.value, originAt(context, marker)),
        version: version === null ? null : collector.version(version.value, originAt(context, version)),
        specifier: null,
        text: dependencyText(name.value, extras, version === null ? null : `==${version.value}`, marker?.value ?? null),
        origin,
      },
    ];
  });
}
