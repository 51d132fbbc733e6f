import { fileName, type ManifestOptions, manifestFormat } from "../format.ts";
import { webAddress } from "../index-address.ts";
import { addNamed, addressOf, entrySpan, namedEntries, textAt, textsAt } from "../named-dependency.ts";
import { openToml } from "../open-file.ts";
import { type Chosen, knownNames, normalizeLabel } from "../pyproject/chosen-names.ts";
import {
  arrayField,
  invalidField,
  originOf,
  type PyprojectContext,
  stringField,
} from "../pyproject/pyproject-context.ts";
import { type TomlTable, type TomlValue, tomlAt } from "../pyproject/toml-document.ts";
import { quoted, stripCredentials } from "../quoted.ts";
import type { Reading } from "../reading.ts";
import { ReadingCollector } from "../reading-collector.ts";
import type { IndexAddress, ManifestReading } from "../requirement.ts";
import { fileOrigin } from "../source-text.ts";

/** Tables that are no category of packages. */
const settings = new Set(["source", "requires", "pipenv", "scripts", "packages"]);

/** Markers that a table may say one by one, as keys of their own (Pipenv's documentation, "Specifiers"). */
const markerKeys = [
  "os_name",
  "sys_platform",
  "platform_machine",
  "platform_python_implementation",
  "platform_release",
  "platform_system",
  "platform_version",
  "python_version",
  "python_full_version",
  "implementation_name",
  "implementation_version",
];

/**
 * Reads a Pipfile (Pipenv's documentation, "Pipfile"): `packages`, the chosen categories (`dev-packages` is the group `dev` too), the sources,
 * and the Python that it requires.
 */
export function* readPipfile(path: string, options: ManifestOptions = {}): Reading<ManifestReading> {
  const collector = new ReadingCollector();
  const context = yield* openToml(path, "pipfile", collector);
  if (context === null) return collector.reading();
  const sources = readSources(context);
  readPython(context);
  const allow = tomlAt(context.root, "pipenv", "allow_prereleases");
  collector.options.prereleases = allow?.kind === "boolean" && allow.value;
  for (const field of ["packages", ...chosenCategories(context, options.groups ?? [])]) {
    for (const { name, key, value } of namedEntries(context, field, tomlAt(context.root, field))) {
      addPackage(context, `${field}.${name}`, { name, span: entrySpan(key, value), value }, sources);
    }
  }
  return collector.reading();
}

function chosenCategories(context: PyprojectContext, groups: Chosen): readonly string[] {
  const categories = [...context.root.entries.keys()].filter((name) => !settings.has(name));
  if (groups === "all") return categories;
  const byLabel = new Map(categories.map((name) => [normalizeLabel(name), name]));
  return groups.flatMap((group) => {
    const label = normalizeLabel(group);
    const found = byLabel.get(label) ?? byLabel.get(`${label}-packages`);
    if (found !== undefined) return [found];
    const message = `${quoted(group)} is not a category of the file.`;
    context.collector.error(fileOrigin(context.source.file), "pipfile/unknown-group", message, knownNames(categories));
    return [];
  });
}

interface PipfileEntry {
  readonly name: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly value: TomlValue;
}

function addPackage(
  context: PyprojectContext,
  field: string,
  { name, span, value }: PipfileEntry,
  sources: ReadonlyMap<string, IndexAddress>,
): void {
  const table = value.kind === "table" ? value : null;
  if (table === null && value.kind !== "string") {
    invalidField(context, value, field, 'a version such as `"==1.2"`, `"*"`, or a table');
    return;
  }
  const version =
    table === null
      ? stringField(context, field, value)
      : stringField(context, `${field}.version`, tomlAt(table, "version"));
  const text = version?.value.trim() ?? "*";
  const address = table === null ? null : addressOf(table);
  const markers = table === null ? [] : markersOf(table);
  const added = addNamed(context, {
    name,
    span,
    extras: table === null ? [] : textsAt(table, "extras"),
    // A version alone is that very version.
    clauses: address !== null || text === "*" || text === "" ? "" : /^[0-9]/.test(text) ? `==${text}` : text,
    version,
    address,
    markers,
    kind: "direct",
  });
  const wanted = table === null ? null : textAt(table, "index");
  if (added === null || wanted === null) return;
  const index = sources.get(wanted);
  const marker = markers.length === 0 ? null : markers.map((part) => `(${part})`).join(" and ");
  if (index !== undefined) context.collector.options.packageIndexes.push({ name: added.name, index, marker });
  else {
    const message = `\`${name}\` is to come from the index ${quoted(wanted)}, which is not declared.`;
    context.collector.error(
      originOf(context, span),
      "pipfile/unknown-index",
      message,
      "Declare it under `[[source]]`.",
    );
  }
}

/** `markers`, and each marker that stands as a key with `"== 'linux'"` as its value. */
function markersOf(table: TomlTable): readonly string[] {
  const single = markerKeys.flatMap((key) => {
    const condition = textAt(table, key);
    return condition === null
      ? []
      : [`${key} ${/^\s*(?:[<>=!~]|in\b|not\b)/.test(condition) ? condition : `== "${condition}"`}`];
  });
  return [...textsAt(table, "markers"), ...single];
}

/** The first source answers for every package that names none; the others only for those that name them. */
function readSources(context: PyprojectContext): ReadonlyMap<string, IndexAddress> {
  const { options } = context.collector;
  const sources = new Map<string, IndexAddress>();
  const all = tomlAt(context.root, "pipenv", "install_search_all_sources");
  const searched = all?.kind === "boolean" && all.value;
  for (const item of arrayField(context, "source", tomlAt(context.root, "source"))) {
    const url = item.kind === "table" ? tomlAt(item, "url") : null;
    if (item.kind !== "table" || url?.kind !== "string") {
      invalidField(context, item, "source", "a table with `name` and `url`");
      continue;
    }
    const origin = originOf(context, url);
    const bare = stripCredentials(url.value);
    if (/\$\{?\w/.test(bare)) {
      const message = `${quoted(bare)} depends on a variable, which is not expanded: this index is not asked, so packages from it may be missing or differ.`;
      context.collector.notAssessed(
        origin,
        "pipfile/environment-variable",
        message,
        "Write the value in place of the variable.",
      );
      continue;
    }
    const text = url.value.includes("$") ? bare : url.value;
    const found = webAddress(context, "source.url", { text, origin });
    if (found === null) continue;
    const name = textAt(item, "name");
    const index = name === null ? found : { ...found, name };
    if (name !== null) sources.set(name, index);
    if (options.indexUrl === null) options.indexUrl = index;
    else if (searched) options.extraIndexUrls.push(index);
  }
  options.indexStrategy = "best-match";
  return sources;
}

function readPython(context: PyprojectContext): void {
  for (const key of ["python_full_version", "python_version"]) {
    const version = tomlAt(context.root, "requires", key);
    if (version?.kind !== "string" || !/^[0-9.]+$/.test(version.value)) continue;
    const parts = version.value.split(".").length;
    const text = parts < 3 ? `==${version.value}.*` : `==${version.value}`;
    context.collector.requiresPython ??= { text, origin: originOf(context, version) };
  }
}

export const pipfile = manifestFormat({
  id: "pipfile",
  title: "Pipfile",
  files: ["Pipfile"],
  reads:
    "`packages` and the chosen categories with extras, markers, addresses and indexes; `source`; `allow_prereleases`",
  edits: "the version of a package, in a string or under `version`",
  infers: "Python from `requires`",
  notAssessed: "sources whose address depends on a variable",
  test: "__tests__/core/manifest/pipfile/read-pipfile.test.ts",
  matches: (path) => fileName(path) === "Pipfile",
  read: readPipfile,
});
