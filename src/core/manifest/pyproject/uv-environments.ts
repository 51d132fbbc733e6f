import { parseMarker } from "../../python/marker.ts";
import { quoted } from "../quoted.ts";
import type { StatedEnvironment } from "../requirement.ts";
import { type Chosen, normalizeLabel } from "./chosen-names.ts";
import { areaOf, arrayField, originOf, type PyprojectContext, stringsField } from "./pyproject-context.ts";
import { type TomlTable, type TomlValue, tomlAt } from "./toml-document.ts";

/**
 * Reads `environments` and `required-environments` of `[tool.uv]` (uv's documentation, "Settings"): the environments that uv resolves for, and
 * those for which there have to be wheels.
 */
export function readUvEnvironments(context: PyprojectContext, uv: TomlTable): void {
  const add = (field: string, required: boolean): void => {
    const value = tomlAt(uv, field);
    const listed: TomlValue | null =
      value?.kind === "string" ? { kind: "array", items: [value], start: value.start, end: value.end } : value;
    for (const item of stringsField(context, `tool.uv.${field}`, listed)) {
      const marker = parseMarker(item.value);
      if (marker.ok) {
        const stated: StatedEnvironment = { text: item.value, required, origin: originOf(context, item) };
        context.collector.environments.push(stated);
        continue;
      }
      const message = `${quoted(item.value)} is not a marker: ${marker.problem.message}`;
      const hint = "Write a marker of PEP 508, such as `sys_platform == 'linux'`.";
      context.collector.error(originOf(context, item), `${areaOf(context)}/invalid-marker`, message, hint);
    }
  };
  add("environments", false);
  add("required-environments", true);
}

/** Reports extras and groups that are chosen together and that `conflicts` says cannot be installed together. */
export function reportUvConflicts(
  context: PyprojectContext,
  uv: TomlTable,
  installed: { readonly extras: Chosen; readonly groups: Chosen },
): void {
  for (const set of arrayField(context, "tool.uv.conflicts", tomlAt(uv, "conflicts"))) {
    const members = set.kind === "array" ? set.items : [];
    const chosen = members.flatMap((member) => {
      const extra = labelAt(member, "extra", installed.extras);
      const group = labelAt(member, "group", installed.groups);
      return [
        ...(extra === null ? [] : [`the extra \`${extra}\``]),
        ...(group === null ? [] : [`the group \`${group}\``]),
      ];
    });
    if (chosen.length < 2) continue;
    const message = `${chosen.join(" and ")} cannot be installed together, as \`tool.uv.conflicts\` says.`;
    const shown = message[0]?.toUpperCase() + message.slice(1);
    const hint = "Choose one of them in `extras:` and `groups:` of the model.";
    context.collector.error(originOf(context, set), `${areaOf(context)}/conflicting-extras`, shown, hint);
  }
}

/** The label that a member of a conflict names, where it is chosen. Choosing all of them is how a file is read whole. */
function labelAt(member: TomlValue, field: string, chosen: Chosen): string | null {
  const value = member.kind === "table" ? tomlAt(member, field) : null;
  if (value?.kind !== "string" || chosen === "all") return null;
  return chosen.map(normalizeLabel).includes(normalizeLabel(value.value)) ? value.value : null;
}
