import { normalizeName } from "../../python/name.ts";
import { addressOf, namedEntries, textAt, textsAt } from "../named-dependency.ts";
import { type Chosen, knownNames, normalizeLabel } from "../pyproject/chosen-names.ts";
import { originOf, type PyprojectContext } from "../pyproject/pyproject-context.ts";
import { type TomlTable, type TomlValue, tomlAt } from "../pyproject/toml-document.ts";
import { quoted, stripCredentials } from "../quoted.ts";
import type { LocatedText } from "../requirement.ts";
import { addPoetryEntry, clausesOf } from "./poetry-dependency.ts";
import { readPoetrySources } from "./poetry-sources.ts";

/** How `[project]` (PEP 621) shares the work with `[tool.poetry]`, which Poetry 2 allows. */
export interface ProjectShare {
  /** `[project]` states the dependencies, so that Poetry's table only says where they come from. */
  readonly dependencies: boolean;
  /** There is a `[project]`, whose extras are the project's. */
  readonly present: boolean;
}

/**
 * Reads `[tool.poetry]`: its dependencies, those of the chosen groups (`dev` also in its older form), those that are optional
 * and that a chosen extra asks for, and its sources (Poetry's documentation, "The pyproject.toml file").
 */
export function readPoetry(context: PyprojectContext, share: ProjectShare, extras: Chosen, groups: Chosen): void {
  const poetry = tomlAt(context.root, "tool", "poetry");
  if (poetry?.kind !== "table") return;
  const sources = readPoetrySources(context, poetry);
  const dependencies = tomlAt(poetry, "dependencies");
  readPython(context, dependencies);
  if (share.dependencies) enrich(context, dependencies, sources);
  else readMain(context, poetry, sources, chosenOptional(context, poetry, share, extras));
  readGroups(context, sources, groups);
}

function readPython(context: PyprojectContext, dependencies: TomlValue | null): void {
  const { collector } = context;
  const python = dependencies?.kind === "table" ? tomlAt(dependencies, "python") : null;
  if (python?.kind !== "string" || collector.requiresPython !== null) return;
  const clauses = clausesOf(context, "python", python);
  if (clauses !== null && clauses !== "")
    collector.requiresPython = { text: clauses, origin: originOf(context, python) };
}

function readMain(
  context: PyprojectContext,
  poetry: TomlTable,
  sources: ReadonlyMap<string, LocatedText>,
  optional: ReadonlySet<string> | "all",
): void {
  const field = "tool.poetry.dependencies";
  for (const entry of namedEntries(context, field, tomlAt(poetry, "dependencies"))) {
    const name = normalizeName(entry.name);
    if (name === "python") continue;
    if (isOptional(entry.value) && optional !== "all" && !optional.has(name)) continue;
    addPoetryEntry(context, field, entry, sources);
  }
}

function isOptional(value: TomlValue): boolean {
  const tables = value.kind === "array" ? value.items : [value];
  return tables.some((table) => {
    const optional = table.kind === "table" ? tomlAt(table, "optional") : null;
    return optional?.kind === "boolean" && optional.value;
  });
}

/** The optional packages that the chosen extras bring, by normalised name. */
function chosenOptional(
  context: PyprojectContext,
  poetry: TomlTable,
  share: ProjectShare,
  extras: Chosen,
): ReadonlySet<string> | "all" {
  if (extras === "all") return "all";
  const table = tomlAt(poetry, "extras");
  const byExtra = new Map<string, readonly string[]>();
  for (const name of table?.kind === "table" ? table.entries.keys() : []) {
    byExtra.set(normalizeLabel(name), table?.kind === "table" ? textsAt(table, name) : []);
  }
  const packages = new Set<string>();
  for (const extra of extras) {
    const named = byExtra.get(normalizeLabel(extra));
    if (named === undefined && !share.present) {
      const message = `${quoted(extra)} is not an extra of the project.`;
      const origin = originOf(context, table ?? poetry);
      context.collector.error(origin, "pyproject/unknown-extra", message, knownNames(byExtra.keys()));
    }
    for (const text of named ?? []) packages.add(normalizeLabel(text.split(/[\s[(<>=!~;@]/, 1)[0] ?? ""));
  }
  return packages;
}

/** Groups by normalised name; each may include others (`include-groups`). */
function readGroups(context: PyprojectContext, sources: ReadonlyMap<string, LocatedText>, groups: Chosen): void {
  const tables = poetryGroups(context.root);
  // The group `main` is what `tool.poetry.dependencies` is: it is always installed.
  const asked = new Set<string>(groups === "all" ? tables.keys() : ["main", ...groups.map(normalizeLabel)]);
  for (const group of asked) {
    for (const { field, dependencies, table } of tables.get(group) ?? []) {
      for (const entry of namedEntries(context, field, dependencies)) addPoetryEntry(context, field, entry, sources);
      for (const included of table === null ? [] : textsAt(table, "include-groups"))
        asked.add(normalizeLabel(included));
    }
  }
}

interface PoetryGroup {
  readonly field: string;
  readonly dependencies: TomlValue | null;
  readonly table: TomlTable | null;
}

/** The groups that Poetry's tables declare, by normalised name. */
export function poetryGroups(root: TomlTable): ReadonlyMap<string, readonly PoetryGroup[]> {
  const groups = new Map<string, PoetryGroup[]>();
  const legacy = tomlAt(root, "tool", "poetry", "dev-dependencies");
  if (legacy !== null) {
    groups.set("dev", [{ field: "tool.poetry.dev-dependencies", dependencies: legacy, table: null }]);
  }
  const declared = tomlAt(root, "tool", "poetry", "group");
  for (const [name, { value }] of declared?.kind === "table" ? declared.entries : []) {
    if (value.kind !== "table") continue;
    const group = {
      field: `tool.poetry.group.${name}.dependencies`,
      dependencies: tomlAt(value, "dependencies"),
      table: value,
    };
    const key = normalizeLabel(name);
    groups.set(key, [...(groups.get(key) ?? []), group]);
  }
  return groups;
}

/** Where `[project]` states the dependencies, Poetry's table says which source or address they come from. */
function enrich(
  context: PyprojectContext,
  dependencies: TomlValue | null,
  sources: ReadonlyMap<string, LocatedText>,
): void {
  const { requirements, options } = context.collector;
  if (dependencies?.kind !== "table") return;
  const stated = new Set<string>(requirements.map(({ specifier }) => specifier.name));
  for (const { name: written, value } of namedEntries(context, "tool.poetry.dependencies", dependencies)) {
    const name = normalizeName(written);
    if (!stated.has(name) || value.kind !== "table") continue;
    const index = sources.get(textAt(value, "source") ?? "");
    if (index !== undefined) options.packageIndexes.push({ name, index, marker: textAt(value, "markers") });
    const address = addressOf(value);
    if (address === null) continue;
    const url = stripCredentials(address);
    for (const [at, requirement] of requirements.entries()) {
      if (requirement.specifier.name !== name) continue;
      requirements[at] = { ...requirement, specifier: { ...requirement.specifier, url } };
    }
  }
}
