import { normalizeLabel } from "../../manifest/pyproject/chosen-names.ts";
import { type LockContext, type LockTable, originAt, stringsAt, unexpected } from "../located.ts";
import type { Membership } from "../lock-reading.ts";

/**
 * `groups` and `markers` of a package (format 2.1): the marker is one text for all groups, or one for each of them. The group
 * `main` is what is always installed; its extras are part of the marker.
 */
export function readPoetryMemberships(context: LockContext, table: LockTable): readonly Membership[] {
  const { collector } = context;
  const value = table.entries.get("markers")?.value;
  if (value !== undefined && value.kind !== "string" && value.kind !== "table")
    unexpected(context, value, "markers", "a marker, or one for each group");
  return stringsAt(context, table, "groups").map((group): Membership => {
    const name = normalizeLabel(group.value);
    if (name !== "main") collector.groups.add(name);
    const own = value?.kind === "table" ? value.entries.get(group.value)?.value : value;
    const marker = own?.kind === "string" ? collector.marker(own.value, originAt(context, own)) : null;
    return { need: name === "main" ? null : { kind: "group", name }, marker, platform: null };
  });
}
