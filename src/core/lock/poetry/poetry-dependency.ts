import { parsePoetryConstraint } from "../../manifest/poetry/version-constraint.ts";
import { normalizeLabel } from "../../manifest/pyproject/chosen-names.ts";
import { quoted } from "../../manifest/quoted.ts";
import { normalizeName } from "../../python/name.ts";
import { dependencyText, firstName } from "../dependency-text.ts";
import {
  isTrue,
  type LockContext,
  type LockString,
  type LockTable,
  type LockValue,
  originAt,
  stringAt,
  stringsAt,
  tableAt,
  unexpected,
} from "../located.ts";
import type { LockedDependency, Need } from "../lock-reading.ts";

/** `[package.dependencies]`: a name with its clauses, a table, or several tables for several environments. */
export function readPoetryDependencies(context: LockContext, table: LockTable): readonly LockedDependency[] {
  const dependencies = tableAt(context, table, "dependencies");
  if (dependencies === null) return [];
  const byExtra = extrasOf(context, table);
  return [...dependencies.entries].flatMap(([name, { key, value }]) => {
    const origin = originAt(context, key);
    if (!context.collector.isName(name, origin)) return [];
    const items: readonly LockValue[] = value.kind === "array" ? value.items : [value];
    return items.flatMap((item) => readOne(context, name, item, byExtra));
  });
}

function readOne(
  context: LockContext,
  name: string,
  item: LockValue,
  byExtra: ReadonlyMap<string, readonly string[]>,
): readonly LockedDependency[] {
  const { collector } = context;
  if (item.kind !== "string" && item.kind !== "table") {
    unexpected(context, item, name, "clauses or a table");
    return [];
  }
  const origin = originAt(context, item);
  const clauses: LockString | null = item.kind === "string" ? item : stringAt(context, item, "version");
  const markerText = item.kind === "string" ? null : stringAt(context, item, "markers");
  const extras =
    item.kind === "string" ? [] : stringsAt(context, item, "extras").map((one) => normalizeLabel(one.value));
  const marker = markerText === null ? null : collector.marker(markerText.value, originAt(context, markerText));
  const optional = item.kind === "table" && isTrue(item, "optional") && !(markerText?.value.includes("extra") ?? false);
  // An optional dependency whose marker names no extra belongs to those that `[package.extras]` lists it under.
  const needs: readonly (Need | null)[] = optional
    ? (byExtra.get(normalizeName(name)) ?? []).map((extra) => ({ kind: "extra", name: extra }))
    : [null];
  const specifier = clauses === null ? null : clausesOf(context, clauses);
  return needs.map((need) => ({
    name: normalizeName(name),
    extras,
    need,
    marker,
    version: null,
    specifier,
    text: dependencyText(name, extras, specifier, markerText?.value ?? null),
    origin,
  }));
}

/** As PEP 440 says it: an older Poetry writes its own alternatives and carets. Null where any version will do. */
export function clausesOf(context: LockContext, written: LockString): string | null {
  const read = parsePoetryConstraint(written.value);
  if (read.ok) return read.value.clauses === "" ? null : read.value.clauses;
  const message = `${quoted(written.value)} is no constraint that Poetry knows: ${read.problem.message}.`;
  context.collector.error(originAt(context, written), "lock/invalid-constraint", message);
  return null;
}

/** Name of an optional dependency to the extras that install it. */
function extrasOf(context: LockContext, table: LockTable): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const extras = tableAt(context, table, "extras");
  for (const extra of extras?.entries.keys() ?? []) {
    for (const text of stringsAt(context, extras as LockTable, extra)) {
      const name = firstName(text.value);
      if (name === null) continue;
      const known = found.get(name);
      if (known === undefined) found.set(name, [normalizeLabel(extra)]);
      else known.push(normalizeLabel(extra));
    }
  }
  return found;
}
