import { type Chosen, normalizeLabel } from "../pyproject/chosen-names.ts";
import { addRequirement, originOf, type PyprojectContext, stringsField } from "../pyproject/pyproject-context.ts";
import { type TomlTable, type TomlValue, tomlAt } from "../pyproject/toml-document.ts";

/** How far environments are followed to the one they are made after. */
const deepest = 32;

/**
 * Reads the chosen environments of `[tool.hatch.envs]` (Hatch's documentation, "Environment configuration"): an environment
 * is chosen like a dependency group, by its name. What it does not say itself is its template's, `default` unless named.
 */
export function readHatch(context: PyprojectContext, groups: Chosen): void {
  const environments = hatchEnvironments(context.root);
  const added = new Set<TomlValue>();
  for (const [name, { value }] of environments) {
    if (groups !== "all" && !groups.some((group) => normalizeLabel(group) === normalizeLabel(name))) continue;
    if (value.kind !== "table") continue;
    for (const key of ["dependencies", "extra-dependencies"]) {
      const field = `tool.hatch.envs.${name}.${key}`;
      const stated = inherited(environments, name, key);
      if (stated === null || added.has(stated)) continue;
      added.add(stated);
      for (const item of stringsField(context, field, stated)) addRequirement(context, item, "direct");
    }
    reportComputed(context, name, value);
  }
}

export function hatchEnvironments(root: TomlTable): TomlTable["entries"] {
  const environments = tomlAt(root, "tool", "hatch", "envs");
  return environments?.kind === "table" ? environments.entries : new Map();
}

/** The extras of the project that a chosen environment installs. */
export function hatchFeatures(root: TomlTable, groups: Chosen): readonly string[] {
  const environments = hatchEnvironments(root);
  return [...environments.keys()].flatMap((name) => {
    if (groups !== "all" && !groups.some((group) => normalizeLabel(group) === normalizeLabel(name))) return [];
    const features = inherited(environments, name, "features");
    return features?.kind === "array"
      ? features.items.flatMap((item) => (item.kind === "string" ? [item.value] : []))
      : [];
  });
}

function inherited(environments: TomlTable["entries"], name: string, key: string): TomlValue | null {
  let current = name;
  for (let step = 0; step < deepest; step++) {
    const table = environments.get(current)?.value;
    if (table?.kind !== "table") return null;
    const value = tomlAt(table, key);
    if (value !== null) return value;
    const template = tomlAt(table, "template");
    const detached = tomlAt(table, "detached");
    if (detached?.kind === "boolean" && detached.value && template === null) return null;
    const next = template?.kind === "string" ? template.value : "default";
    if (next === current) return null;
    current = next;
  }
  return null;
}

/** What a matrix or an override would add depends on variables of the run. */
function reportComputed(context: PyprojectContext, name: string, table: TomlTable): void {
  for (const field of ["matrix", "overrides"]) {
    const entry = table.entries.get(field);
    if (entry === undefined) continue;
    const message = `\`tool.hatch.envs.${name}.${field}\` makes several environments of one; only what all of them have is read.`;
    const hint = "State the dependencies of the environment that is served under `dependencies`.";
    context.collector.notAssessed(originOf(context, entry.key), "pyproject/hatch-matrix", message, hint);
  }
}
