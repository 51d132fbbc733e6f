import { webAddress } from "../index-address.ts";
import { addNamed, entrySpan, namedEntries, textAt } from "../named-dependency.ts";
import { type Chosen, normalizeLabel } from "../pyproject/chosen-names.ts";
import {
  addRequirement,
  areaOf,
  arrayField,
  invalidField,
  originOf,
  type PyprojectContext,
  stringField,
  stringsField,
} from "../pyproject/pyproject-context.ts";
import { type TomlTable, tomlAt } from "../pyproject/toml-document.ts";
import { quoted } from "../quoted.ts";

/**
 * Reads `[tool.pdm]`: the chosen development groups, the overrides of the resolution and the sources (PDM's documentation,
 * "Configure the project"). The dependencies themselves are PEP 621's.
 */
export function readPdm(context: PyprojectContext, groups: Chosen): void {
  const pdm = tomlAt(context.root, "tool", "pdm");
  if (pdm?.kind !== "table") return;
  for (const [name, { value }] of pdmGroups(context.root)) {
    if (groups !== "all" && !groups.some((group) => normalizeLabel(group) === normalizeLabel(name))) continue;
    for (const item of stringsField(context, `tool.pdm.dev-dependencies.${name}`, value)) {
      if (!item.value.trimStart().startsWith("-e")) addRequirement(context, item, "direct");
      else {
        const message = `${quoted(item.value)} is installed from its folder, so what it requires is not assessed.`;
        const hint = "Take it from an index, where its requirements can be read.";
        context.collector.notAssessed(originOf(context, item), "pyproject/editable", message, hint);
      }
    }
  }
  readOverrides(context, pdm);
  for (const path of [
    ["resolution", "excludes"],
    ["resolution", "respect-source-order"],
  ])
    tellSetting(context, pdm, path);
  readSources(context, pdm);
}

/** The development groups by the name that is written. */
export function pdmGroups(root: TomlTable): TomlTable["entries"] {
  const groups = tomlAt(root, "tool", "pdm", "dev-dependencies");
  return groups?.kind === "table" ? groups.entries : new Map();
}

function readOverrides(context: PyprojectContext, pdm: TomlTable): void {
  const field = "tool.pdm.resolution.overrides";
  for (const { name, key, value } of namedEntries(context, field, tomlAt(pdm, "resolution", "overrides"))) {
    const version = stringField(context, `${field}.${name}`, value);
    if (version === null) continue;
    const text = version.value.trim();
    const address = /^[a-z+]+:/i.test(text) ? text : null;
    // A version alone means that very version.
    const clauses = address !== null || text === "*" ? "" : /^[0-9]/.test(text) ? `==${text}` : text;
    const span = entrySpan(key, value);
    addNamed(context, { name, span, extras: [], clauses, version, address, markers: [], kind: "override" });
  }
}

/** What a setting changes of the resolution is not applied. */
function tellSetting(context: PyprojectContext, table: TomlTable, path: readonly string[], at = "tool.pdm"): void {
  const value = tomlAt(table, ...path);
  if (value === null) return;
  const message = `\`${[at, ...path].join(".")}\` changes what PDM resolves and is not applied.`;
  const hint = "Tie packages to an index under `indexes:` of the configuration, where that is what it does.";
  context.collector.notAssessed(originOf(context, value), `${areaOf(context)}/pdm-setting`, message, hint);
}

/** A source called `pypi` takes the place of the public index; the others are asked in addition. */
function readSources(context: PyprojectContext, pdm: TomlTable): void {
  const { options } = context.collector;
  for (const item of arrayField(context, "tool.pdm.source", tomlAt(pdm, "source"))) {
    const url = item.kind === "table" ? tomlAt(item, "url") : null;
    if (item.kind !== "table" || url?.kind !== "string") {
      invalidField(context, item, "tool.pdm.source", "a table with `name` and `url`");
      continue;
    }
    const index = webAddress(context, "tool.pdm.source.url", { text: url.value, origin: originOf(context, url) });
    if (index === null) continue;
    for (const key of ["include_packages", "exclude_packages"]) tellSetting(context, item, [key], "tool.pdm.source");
    if (textAt(item, "type") === "find_links") options.findLinks.push(index);
    else if (textAt(item, "name") === "pypi") options.indexUrl = index;
    else options.extraIndexUrls.push(index);
  }
}
