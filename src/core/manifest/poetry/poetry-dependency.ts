import { normalizeName } from "../../python/name.ts";
import { parseSpecifierSet } from "../../python/specifier.ts";
import { addNamed, addressOf, entrySpan, textAt, textsAt } from "../named-dependency.ts";
import {
  invalidField,
  originOf,
  type PyprojectContext,
  stringField,
  type TomlString,
} from "../pyproject/pyproject-context.ts";
import { type Span, type TomlTable, type TomlValue, tomlAt } from "../pyproject/toml-document.ts";
import { pythonMarker } from "../python-marker.ts";
import { quoted } from "../quoted.ts";
import type { LocatedText } from "../requirement.ts";
import { parsePoetryConstraint } from "./version-constraint.ts";

/** An entry of a table of dependencies. */
export interface PoetryEntry {
  readonly name: string;
  readonly key: Span;
  readonly value: TomlValue;
}

/** Adds an entry's dependency, or each of its alternatives. `sources` are the declared indexes by name. */
export function addPoetryEntry(
  context: PyprojectContext,
  field: string,
  entry: PoetryEntry,
  sources: ReadonlyMap<string, LocatedText>,
): void {
  const { name, value } = entry;
  if (value.kind === "array") {
    for (const item of value.items) addOne(context, field, { name, key: item, value: item }, sources);
  } else addOne(context, field, entry, sources);
}

function addOne(
  context: PyprojectContext,
  field: string,
  { name, key, value }: PoetryEntry,
  sources: ReadonlyMap<string, LocatedText>,
): void {
  const span = entrySpan(key, value);
  if (value.kind === "string") {
    add(context, { name, span, table: null, version: value }, sources);
    return;
  }
  if (value.kind !== "table") {
    invalidField(context, value, `${field}.${name}`, 'a version such as `"^1.2"`, or a table');
    return;
  }
  const version = stringField(context, `${field}.${name}.version`, tomlAt(value, "version"));
  add(context, { name, span, table: value, version }, sources);
}

interface OneDependency {
  readonly name: string;
  readonly span: Span;
  readonly table: TomlTable | null;
  readonly version: TomlString | null;
}

function add(
  context: PyprojectContext,
  { name, span, table, version }: OneDependency,
  sources: ReadonlyMap<string, LocatedText>,
): void {
  const address = table === null ? null : addressOf(table);
  const clauses = address !== null || version === null ? "" : clausesOf(context, name, version);
  if (clauses === null) return;
  const markers = table === null ? [] : markersOf(context, name, table);
  if (markers === null) return;
  const extras = table === null ? [] : textsAt(table, "extras");
  const added = addNamed(context, { name, span, extras, clauses, version, address, markers, kind: "direct" });
  const source = table === null ? null : textAt(table, "source");
  if (added === null || source === null) return;
  const index = sources.get(source);
  if (index !== undefined) {
    const marker = markers.length === 0 ? null : markers.map((text) => `(${text})`).join(" and ");
    context.collector.options.packageIndexes.push({ name: normalizeName(name), index, marker });
  } else if (source.toLowerCase() !== "pypi") {
    const message = `\`${name}\` is to come from the source ${quoted(source)}, which is not declared.`;
    const hint = "Declare it under `[[tool.poetry.source]]`.";
    context.collector.error(originOf(context, span), "pyproject/unknown-index", message, hint);
  }
}

/** PEP 440 clauses of a version as Poetry writes it; null after a problem is reported. */
export function clausesOf(context: PyprojectContext, name: string, version: TomlString): string | null {
  const constraint = parsePoetryConstraint(version.value);
  if (!constraint.ok) {
    const message = `${quoted(version.value)} is not a version of \`${name}\`: ${constraint.problem.message}.`;
    context.collector.error(originOf(context, version), "pyproject/invalid-requirement", message, null);
    return null;
  }
  if (!constraint.value.exact) {
    const message = `${quoted(version.value)} leaves a gap that is not applied: \`${name}\` is read as \`${constraint.value.clauses}\`, so that a version in the gap is not told.`;
    const hint = "Write the versions as one range, with `!=` for those that are left out.";
    context.collector.notAssessed(originOf(context, version), "pyproject/version-alternatives", message, hint);
  }
  return constraint.value.clauses;
}

/** `markers`, `python` and `platform` of a table as PEP 508 markers; null after a problem is reported. */
function markersOf(context: PyprojectContext, name: string, table: TomlTable): readonly string[] | null {
  const markers = textsAt(table, "markers").map((text) => text);
  const python = stringField(context, `${name}.python`, tomlAt(table, "python"));
  if (python !== null) {
    const clauses = clausesOf(context, "python", python);
    const set = clauses === null ? null : parseSpecifierSet(clauses);
    if (set?.ok !== true) return null;
    markers.push(pythonMarker(set.value));
  }
  const platforms = textsAt(table, "platform").map((text) => `sys_platform == "${text.replaceAll('"', "")}"`);
  if (platforms.length > 0) markers.push(platforms.join(" or "));
  return markers;
}
