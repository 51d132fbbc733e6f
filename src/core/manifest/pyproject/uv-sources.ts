import { isValidName, normalizeName, type PackageName } from "../../python/name.ts";
import { quoted, stripCredentials } from "../quoted.ts";
import { originOf, type PyprojectContext } from "./pyproject-context.ts";
import { type TomlTable, type TomlValue, tomlAt } from "./toml-document.ts";
import type { DeclaredIndex } from "./uv-table.ts";

/**
 * Applies `[tool.uv.sources]` to the requirements gathered so far. A package with one unconditional source elsewhere is
 * found by that address; one from a named index keeps its index; of one whose source depends on a condition, the
 * condition's part is reported.
 */
export function applyUvSources(context: PyprojectContext, indexes: ReadonlyMap<string, DeclaredIndex>): void {
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
      if (item.kind !== "table") continue;
      if (tomlAt(item, "index") !== null) applyIndexSource(context, indexes, name, item);
      else if (items.length === 1 && !isConditional(item)) setAddress(addresses, name, item);
      else reportConditional(context, name, item);
    }
  }
  giveAddresses(context, addresses);
}

function isConditional(item: TomlTable): boolean {
  return ["marker", "extra", "group"].some((field) => item.entries.has(field));
}

function setAddress(addresses: Map<PackageName, string>, name: PackageName, item: TomlTable): void {
  addresses.set(name, addressOf(item));
}

/** The address that the requirement would have in PEP 508 form. */
function addressOf(item: TomlTable): string {
  const git = textAt(item, "git");
  if (git !== null) {
    const reference = textAt(item, "rev") ?? textAt(item, "tag") ?? textAt(item, "branch");
    return `git+${stripCredentials(git)}${reference === null ? "" : `@${reference}`}`;
  }
  const url = textAt(item, "url");
  if (url !== null) return stripCredentials(url);
  return `file:${textAt(item, "path") ?? "workspace"}`;
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
  const first = !collector.options.packageIndexes.some((known) => known.name === name);
  collector.options.packageIndexes.push({ name, index: index.url, marker: textAt(item, "marker") });
  if (!first) return;
  const message = `\`${name}\` is to come from the index ${quoted(wanted)} alone; which index a single package comes from is not applied, so its version and files may differ.`;
  collector.notAssessed(
    origin,
    "pyproject/package-index",
    message,
    "Declare that index under `indexes:` in the configuration, so that it is asked for every package.",
  );
}

function reportConditional(context: PyprojectContext, name: PackageName, item: TomlTable): void {
  const message = `\`${name}\` comes from ${quoted(addressOf(item))} under a condition; that case is not assessed.`;
  const hint = "Take it from an index, where its requirements can be read.";
  context.collector.notAssessed(originOf(context, item), "pyproject/conditional-source", message, hint);
}
