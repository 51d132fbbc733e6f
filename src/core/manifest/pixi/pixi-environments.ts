import { textsAt } from "../named-dependency.ts";
import { type Chosen, knownNames, normalizeLabel } from "../pyproject/chosen-names.ts";
import { areaOf, type PyprojectContext } from "../pyproject/pyproject-context.ts";
import { type TomlTable, type TomlValue, tomlAt } from "../pyproject/toml-document.ts";
import { quoted } from "../quoted.ts";
import { fileOrigin } from "../source-text.ts";

/** A table that holds dependencies: the manifest's own, or that of a feature. */
export interface PixiFeature {
  readonly field: string;
  readonly table: TomlTable;
}

/**
 * The features of the chosen environments (Pixi's documentation, "Multi environment"): the manifest's own tables are the default feature, which
 * every environment has unless it says `no-default-feature`. A group that is chosen names an environment, or a feature itself.
 */
export function pixiFeatures(
  context: PyprojectContext,
  pixi: TomlTable,
  prefix: string,
  groups: Chosen,
): readonly PixiFeature[] {
  const features = tomlAt(pixi, "feature");
  const byName = new Map<string, PixiFeature>();
  for (const [name, { value }] of features?.kind === "table" ? features.entries : []) {
    if (value.kind === "table") byName.set(normalizeLabel(name), { field: `${prefix}feature.${name}`, table: value });
  }
  const environments = environmentsOf(pixi);
  const chosen = groups === "all" ? [...byName.keys()] : groups.map(normalizeLabel);
  const wanted = new Set<string>();
  // The default environment may name features too.
  for (const name of groups === "all" ? [] : ["default", ...chosen]) {
    const environment = environments.get(name);
    for (const feature of environment?.features ?? []) wanted.add(feature);
    if (environment === undefined && byName.has(name)) wanted.add(name);
  }
  if (groups === "all") for (const name of chosen) wanted.add(name);
  else reportUnknown(context, chosen, byName, environments);
  const withDefault = chosen.every((name) => environments.get(name)?.withDefault ?? true);
  const named = [...wanted].flatMap((name) => byName.get(name) ?? []);
  return withDefault ? [{ field: prefix, table: pixi }, ...named] : named;
}

/** Names that `groups` may have: environments and features, normalised. */
export function pixiGroups(pixi: TomlTable): readonly string[] {
  const features = tomlAt(pixi, "feature");
  return [...environmentsOf(pixi).keys(), ...(features?.kind === "table" ? features.entries.keys() : [])];
}

interface PixiEnvironment {
  readonly features: readonly string[];
  readonly withDefault: boolean;
}

function environmentsOf(pixi: TomlTable): ReadonlyMap<string, PixiEnvironment> {
  const table = tomlAt(pixi, "environments");
  const environments = new Map<string, PixiEnvironment>();
  for (const [name, { value }] of table?.kind === "table" ? table.entries : []) {
    environments.set(normalizeLabel(name), environmentOf(value));
  }
  return environments;
}

function environmentOf(value: TomlValue): PixiEnvironment {
  if (value.kind === "array") return { features: texts(value.items), withDefault: true };
  if (value.kind !== "table") return { features: [], withDefault: true };
  const without = tomlAt(value, "no-default-feature");
  return {
    features: textsAt(value, "features").map(normalizeLabel),
    withDefault: !(without?.kind === "boolean" && without.value),
  };
}

const texts = (items: readonly TomlValue[]): readonly string[] =>
  items.flatMap((item) => (item.kind === "string" ? [normalizeLabel(item.value)] : []));

function reportUnknown(
  context: PyprojectContext,
  chosen: readonly string[],
  features: ReadonlyMap<string, unknown>,
  environments: ReadonlyMap<string, unknown>,
): void {
  // In a pyproject.toml a group may be one of another table, which says so itself where it is nowhere.
  if (areaOf(context) !== "pixi") return;
  for (const name of chosen) {
    if (name === "default" || features.has(name) || environments.has(name)) continue;
    const message = `${quoted(name)} is neither an environment nor a feature of the file.`;
    const hint = knownNames([...environments.keys(), ...features.keys()]);
    context.collector.error(fileOrigin(context.source.file), "pixi/unknown-group", message, hint);
  }
}
