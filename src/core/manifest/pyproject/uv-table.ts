import { isValidName, normalizeName } from "../../python/name.ts";
import { indexStrategyNames, indexStrategyOf } from "../../resolution/options.ts";
import { quoted } from "../quoted.ts";
import type { IndexAddress, LocatedText } from "../requirement.ts";
import {
  addRequirement,
  arrayField,
  invalidField,
  locatedText,
  originOf,
  type PyprojectContext,
  stringField,
  stringsField,
} from "./pyproject-context.ts";
import { type TomlTable, type TomlValue, tomlAt } from "./toml-document.ts";
import { readUvEnvironments } from "./uv-environments.ts";

/** An index that `[[tool.uv.index]]` declares. */
export interface DeclaredIndex {
  readonly url: IndexAddress;
  /** Asked for the packages alone whose source names it. */
  readonly explicit: boolean;
  /** A page of files of any project, which is asked for all of them. */
  readonly flat: boolean;
}

/** Settings that change what uv resolves and that have no counterpart here. */
const notApplied = [
  "exclude-newer",
  "exclude-newer-package",
  "resolution",
  "dependency-metadata",
  "exclude-dependencies",
  "fork-strategy",
];

/**
 * Reads what `[tool.uv]` says of requirements and indexes (uv's settings reference). Answers the declared indexes by
 * name, for the sources that name them.
 */
export function readUvTable(context: PyprojectContext): ReadonlyMap<string, DeclaredIndex> {
  const uv = tomlAt(context.root, "tool", "uv");
  if (uv === null) return new Map();
  if (uv.kind !== "table") {
    invalidField(context, uv, "tool.uv", "a table");
    return new Map();
  }
  for (const item of stringsField(context, "tool.uv.constraint-dependencies", tomlAt(uv, "constraint-dependencies"))) {
    addRequirement(context, item, "constraint");
  }
  for (const item of stringsField(context, "tool.uv.override-dependencies", tomlAt(uv, "override-dependencies"))) {
    addRequirement(context, item, "override");
  }
  readBinaryOptions(context, uv);
  readStrategy(context, uv);
  readUvEnvironments(context, uv);
  reportNotApplied(context, uv);
  return readIndexes(context, uv);
}

function readBinaryOptions(context: PyprojectContext, uv: TomlTable): void {
  const { options } = context.collector;
  if (isTrue(tomlAt(uv, "no-binary"))) options.noBinary.push(":all:");
  if (isTrue(tomlAt(uv, "no-build"))) options.onlyBinary.push(":all:");
  options.noBinary.push(...packageNames(context, uv, "no-binary-package"));
  options.onlyBinary.push(...packageNames(context, uv, "no-build-package"));
  const prerelease = stringField(context, "tool.uv.prerelease", tomlAt(uv, "prerelease"));
  if (prerelease?.value === "allow") options.prereleases = true;
}

/** uv's own words for it; without any it takes the first index that has a package. */
function readStrategy(context: PyprojectContext, uv: TomlTable): void {
  const { collector } = context;
  const stated = stringField(context, "tool.uv.index-strategy", tomlAt(uv, "index-strategy"));
  const known = indexStrategyNames.find((name) => name === stated?.value);
  collector.options.indexStrategy = known === undefined ? "first-index" : indexStrategyOf(known);
  if (stated === null || known !== undefined) return;
  const message = `\`tool.uv.index-strategy\` is ${quoted(stated.value)}, which is not applied: the first index that has a package answers for it.`;
  const hint = "Use `first-index`, `unsafe-first-match` or `unsafe-best-match`.";
  collector.notAssessed(originOf(context, stated), "pyproject/uv-setting", message, hint);
}

function packageNames(context: PyprojectContext, uv: TomlTable, field: string): readonly string[] {
  return stringsField(context, `tool.uv.${field}`, tomlAt(uv, field)).flatMap((name) => {
    if (isValidName(name.value)) return [normalizeName(name.value)];
    invalidField(context, name, `tool.uv.${field}`, "an array of package names");
    return [];
  });
}

function isTrue(value: TomlValue | null): boolean {
  return value?.kind === "boolean" && value.value;
}

/** Named indexes come before the older settings, and the default one after all of them, as uv asks them. */
function readIndexes(context: PyprojectContext, uv: TomlTable): ReadonlyMap<string, DeclaredIndex> {
  const { options } = context.collector;
  const byName = new Map<string, DeclaredIndex>();
  for (const item of arrayField(context, "tool.uv.index", tomlAt(uv, "index"))) {
    const url = stringField(context, "tool.uv.index.url", tomlAt(asTable(item), "url"));
    if (url === null) {
      if (tomlAt(asTable(item), "url") === null) invalidField(context, item, "tool.uv.index", "a table with `url`");
      continue;
    }
    const found = address(context, "tool.uv.index.url", locatedText(context, url));
    if (found === null) continue;
    const explicit = isTrue(tomlAt(asTable(item), "explicit"));
    const name = stringField(context, "tool.uv.index.name", tomlAt(asTable(item), "name"));
    const located = name === null ? found : { ...found, name: name.value };
    const flat = isFlat(context, item);
    if (name !== null) byName.set(name.value, { url: located, explicit, flat });
    if (flat) options.findLinks.push(located);
    if (flat || explicit) continue;
    if (isTrue(tomlAt(asTable(item), "default"))) options.indexUrl = located;
    else options.extraIndexUrls.push(located);
  }
  const single = stringField(context, "tool.uv.index-url", tomlAt(uv, "index-url"));
  if (single !== null) options.indexUrl ??= address(context, "tool.uv.index-url", locatedText(context, single));
  for (const [field, list] of [
    ["extra-index-url", options.extraIndexUrls],
    ["find-links", options.findLinks],
  ] as const) {
    for (const url of stringsField(context, `tool.uv.${field}`, tomlAt(uv, field))) {
      const located = address(context, `tool.uv.${field}`, locatedText(context, url));
      if (located !== null) list.push(located);
    }
  }
  if (isTrue(tomlAt(uv, "no-index"))) options.noIndex = true;
  return byName;
}

/** `format = "flat"`: a page that lists files of any project, as `--find-links` has it. */
function isFlat(context: PyprojectContext, item: TomlValue): boolean {
  return stringField(context, "tool.uv.index.format", tomlAt(asTable(item), "format"))?.value === "flat";
}

function asTable(value: TomlValue): TomlTable {
  return value.kind === "table" ? value : { kind: "table", entries: new Map(), start: value.start, end: value.end };
}

function address(context: PyprojectContext, field: string, url: LocatedText): LocatedText | null {
  if (/^https?:\/\//i.test(url.text) && URL.canParse(url.text)) return url;
  const message = `\`${field}\` is a local folder or no web address, so what is found there is not assessed.`;
  context.collector.notAssessed(
    url.origin,
    "pyproject/local-index",
    message,
    "Packages found there alone are not known; publish them to an index.",
  );
  return null;
}

function reportNotApplied(context: PyprojectContext, uv: TomlTable): void {
  for (const field of notApplied) {
    const entry = uv.entries.get(field);
    if (entry === undefined) continue;
    const message = `\`tool.uv.${field}\` changes what uv resolves and is not applied.`;
    const hint = "Give it on the command line or in the configuration, where it has a counterpart.";
    context.collector.notAssessed(originOf(context, entry.key), "pyproject/uv-setting", message, hint);
  }
}
