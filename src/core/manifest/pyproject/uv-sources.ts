import { parseMarker } from "../../python/marker.ts";
import { isValidName, normalizeName, type PackageName } from "../../python/name.ts";
import { quoted, stripCredentials } from "../quoted.ts";
import { type Chosen, normalizeLabel } from "./chosen-names.ts";
import { originOf, type PyprojectContext } from "./pyproject-context.ts";
import { type TomlTable, type TomlValue, tomlAt } from "./toml-document.ts";
import type { DeclaredIndex } from "./uv-table.ts";

/**
 * Applies `[tool.uv.sources]` to the requirements gathered so far. A package with one unconditional source elsewhere is
 * found by that address; one from a named index keeps its index, with the marker under which it does; of one that comes
 * from elsewhere under a condition, that is reported. Sources of extras and groups that are not installed say nothing.
 */
export function applyUvSources(
  context: PyprojectContext,
  indexes: ReadonlyMap<string, DeclaredIndex>,
  installed: { readonly extras: Chosen; readonly groups: Chosen },
): void {
  const sources = tomlAt(context.root, "tool", "uv", "sources");
  if (sources === null || sources.kind !== "table") return;
  const required = new Set(context.collector.requirements.map((requirement) => requirement.specifier.name));
  const addresses = new Map<PackageName, string>();
  for (const [written, { value }] of sources.entries) {
    if (!isValidName(written)) continue;
    const name = normalizeName(written);
    if (!required.has(name)) continue;
    const items = value.kind === "array" ? value.items : [value];
    for (const item of items) {
      if (item.kind !== "table" || !isInstalled(item, installed)) continue;
      if (tomlAt(item, "index") !== null) applyIndexSource(context, indexes, name, item);
      else if (items.length === 1 && !isConditional(item)) setAddress(addresses, name, item);
      else reportConditional(context, name, item);
    }
  }
  giveAddresses(context, addresses);
}

/** Whether the extra or the group that a source is for, if any, is one of those that are installed. */
function isInstalled(
  item: TomlTable,
  { extras, groups }: { readonly extras: Chosen; readonly groups: Chosen },
): boolean {
  const among = (field: string, chosen: Chosen): boolean => {
    const label = textAt(item, field);
    return label === null || chosen === "all" || chosen.map(normalizeLabel).includes(normalizeLabel(label));
  };
  return among("extra", extras) && among("group", groups);
}

function isConditional(item: TomlTable): boolean {
  return ["marker", "extra", "group"].some((field) => item.entries.has(field));
}

function setAddress(addresses: Map<PackageName, string>, name: PackageName, item: TomlTable): void {
  addresses.set(name, addressOf(item));
}

/** Stands for a member of the workspace until it is found. */
export const workspaceAddress = "workspace";

/** The address that the requirement would have in PEP 508 form. */
function addressOf(item: TomlTable): string {
  const git = textAt(item, "git");
  if (git !== null) {
    const reference = textAt(item, "rev") ?? textAt(item, "tag") ?? textAt(item, "branch");
    return `git+${stripCredentials(git)}${reference === null ? "" : `@${reference}`}`;
  }
  const url = textAt(item, "url");
  if (url !== null) return stripCredentials(url);
  return `file:${textAt(item, "path") ?? workspaceAddress}`;
}

function textAt(table: TomlTable, field: string): string | null {
  const value: TomlValue | null = tomlAt(table, field);
  return value?.kind === "string" ? value.value : null;
}

/** Overrides and constraints on the package stay as they are: they say which version, not where it is found. */
function giveAddresses(context: PyprojectContext, addresses: ReadonlyMap<PackageName, string>): void {
  const { requirements } = context.collector;
  for (const [index, requirement] of requirements.entries()) {
    const url = addresses.get(requirement.specifier.name);
    if (url === undefined || requirement.kind !== "direct") continue;
    requirements[index] = { ...requirement, specifier: { ...requirement.specifier, url } };
  }
}

function applyIndexSource(
  context: PyprojectContext,
  indexes: ReadonlyMap<string, DeclaredIndex>,
  name: PackageName,
  item: TomlTable,
): void {
  const { collector } = context;
  const origin = originOf(context, item);
  const wanted = textAt(item, "index") ?? "";
  const index = indexes.get(wanted);
  if (index === undefined) {
    const known = [...indexes.keys()].map((key) => `\`${key}\``).join(", ");
    const hint =
      known === ""
        ? "Declare it under `[[tool.uv.index]]`."
        : `Declare it under \`[[tool.uv.index]]\`, or use ${known}.`;
    collector.error(
      origin,
      "pyproject/unknown-index",
      `\`${name}\` is to come from the index ${quoted(wanted)}, which is not declared.`,
      hint,
    );
    return;
  }
  const written = textAt(item, "marker");
  const marker = written === null ? null : parseMarker(written);
  if (marker?.ok === false) {
    const message = `The marker of \`${name}\` in \`tool.uv.sources\` cannot be read: ${marker.problem.message}`;
    collector.error(origin, "pyproject/invalid-marker", message, "Write a marker of PEP 508.");
    return;
  }
  if (!index.flat) {
    collector.options.packageIndexes.push({ name, index: index.url, marker: written });
    return;
  }
  const message = `\`${name}\` is to come from the flat index ${quoted(wanted)} alone; a flat index is asked for every package and no other is left out, so its version and files may differ.`;
  collector.notAssessed(
    origin,
    "pyproject/package-index",
    message,
    'Use an index with a page for each project, without `format = "flat"`.',
  );
}

function reportConditional(context: PyprojectContext, name: PackageName, item: TomlTable): void {
  const message = `\`${name}\` comes from ${quoted(addressOf(item))} under a condition; that case is not assessed.`;
  const hint = "Take it from an index, where its requirements can be read.";
  context.collector.notAssessed(originOf(context, item), "pyproject/conditional-source", message, hint);
}
