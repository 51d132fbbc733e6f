import { parseTomlDocument, type TomlTable, type TomlValue, tomlAt } from "../manifest/pyproject/toml-document.ts";
import { SourceText } from "../manifest/source-text.ts";
import type { CoreMetadata } from "../python/core-metadata.ts";
import { withMarker } from "./egg-requires.ts";

/** Longest pyproject.toml that is parsed, in characters. */
const longest = 2 * 1024 * 1024;

/**
 * The metadata that a `[project]` table fixes (PEP 621), with name and version of `recorded`. Null where there is no such table,
 * or where requirements, extras or Python versions are dynamic or not of the form that the PEP gives them.
 */
export function readProjectTable(text: string, recorded: CoreMetadata): CoreMetadata | null {
  if (text.length > longest) return null;
  const document = parseTomlDocument(new SourceText("pyproject.toml", text));
  const project = document.ok ? tomlAt(document.root, "project") : null;
  if (project?.kind !== "table") return null;
  const dynamic = strings(tomlAt(project, "dynamic"));
  if (
    dynamic === null ||
    ["dependencies", "optional-dependencies", "requires-python"].some((field) => dynamic.includes(field))
  )
    return null;
  const dependencies = strings(tomlAt(project, "dependencies"));
  const extras = readExtras(tomlAt(project, "optional-dependencies"));
  const requiresPython = tomlAt(project, "requires-python");
  if (dependencies === null || extras === null || (requiresPython !== null && requiresPython.kind !== "string"))
    return null;
  return {
    ...recorded,
    requiresPython: requiresPython === null ? null : requiresPython.value,
    requiresDist: [...dependencies, ...extras.requiresDist],
    providesExtra: extras.names,
    dynamic: [],
  };
}

function readExtras(
  value: TomlValue | null,
): { readonly names: readonly string[]; readonly requiresDist: readonly string[] } | null {
  if (value === null) return { names: [], requiresDist: [] };
  if (value.kind !== "table") return null;
  const requiresDist: string[] = [];
  for (const [name, lines] of entriesOf(value)) {
    if (lines === null) return null;
    for (const line of lines) requiresDist.push(withMarker(line, `extra == "${name.replaceAll('"', "")}"`));
  }
  return { names: [...value.entries.keys()], requiresDist };
}

const entriesOf = (table: TomlTable): readonly (readonly [string, readonly string[] | null])[] =>
  [...table.entries].map(([name, entry]) => [name, strings(entry.value)] as const);

/** The strings of an array; empty where it is absent, null where it is something else. */
function strings(value: TomlValue | null): readonly string[] | null {
  if (value === null) return [];
  if (value.kind !== "array") return null;
  const texts: string[] = [];
  for (const item of value.items) {
    if (item.kind !== "string") return null;
    texts.push(item.value);
  }
  return texts;
}
