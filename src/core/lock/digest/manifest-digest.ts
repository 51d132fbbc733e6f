import { normalizeLabel } from "../../manifest/pyproject/chosen-names.ts";
import { parseTomlDocument, tomlAt } from "../../manifest/pyproject/toml-document.ts";
import type { SourceText } from "../../manifest/source-text.ts";
import type { LockTable, LockValue } from "../located.ts";
import type { RecordedManifest } from "../lock-reading.ts";
import { type Dumpable, located, pythonJson, usualSeparators } from "./python-json.ts";

export type DigestTool = Extract<RecordedManifest, { kind: "digest" }>["tool"];

/**
 * The texts whose SHA-256 the tool may have recorded for this manifest, the one of its newest version first. Empty where the
 * manifest cannot be read, or holds a value whose place in the digest is not known.
 */
export function digestedTexts(tool: DigestTool, manifest: SourceText): readonly string[] {
  const document = parseTomlDocument(manifest);
  if (!document.ok) return [];
  const dumps = {
    poetry: () => poetryContents(document.root).map((value) => pythonJson(value, manifest, usualSeparators)),
    pdm: () => [pythonJson(pdmContent(document.root), manifest, usualSeparators)],
    pipenv: () => [pythonJson(pipenvContent(document.root), manifest, { item: ",", key: ":" })],
  };
  return dumps[tool]().filter((text) => text !== null);
}

type Entry = readonly [key: string, value: Dumpable];
const object = (entries: readonly Entry[]): Dumpable => ({ kind: "object", entries });

/** Those of the keys that the table has. */
function present(table: LockValue | null, keys: readonly string[]): Entry[] {
  if (table?.kind !== "table") return [];
  return keys.flatMap((key) => {
    const value = table.entries.get(key)?.value;
    return value === undefined ? [] : [[key, located(value)] as const];
  });
}

/**
 * Poetry's `Locker._get_content_hash`. Dependency groups (PEP 735) count since 2.3. Without a `[project]` table the keys of
 * `[tool.poetry]` stand at the top, and those that were always looked at as null where they are missing.
 */
function poetryContents(root: LockTable): readonly Dumpable[] {
  const groups = tomlAt(root, "dependency-groups");
  const hasGroups = groups?.kind === "table" && groups.entries.size > 0;
  return hasGroups ? [poetryContent(root, groups), poetryContent(root, null)] : [poetryContent(root, null)];
}

function poetryContent(root: LockTable, groups: LockValue | null): Dumpable {
  const always = ["dependencies", "source", "extras", "dev-dependencies"];
  const poetry = tomlAt(root, "tool", "poetry");
  const project = present(tomlAt(root, "project"), ["requires-python", "dependencies", "optional-dependencies"]);
  const own = present(poetry, [...always, "group"]);
  const around: Entry[] = [];
  if (project.length > 0) around.push(["project", object(project)]);
  if (groups !== null) around.push(["dependency-groups", located(groups)]);
  if (around.length > 0) return object([...around, ["tool", object([["poetry", object(own)]])]]);
  const missing = always.filter((key) => !own.some(([name]) => name === key));
  return object([...own, ...missing.map((key): Entry => [key, { kind: "null" }])]);
}

/** PDM's `PyProject.content_hash`. */
function pdmContent(root: LockTable): Dumpable {
  const empty = object([]);
  const or = (value: LockValue | null, otherwise: Dumpable): Dumpable => (value === null ? otherwise : located(value));
  const none: Dumpable = { kind: "array", items: [] };
  return object([
    ["sources", or(tomlAt(root, "tool", "pdm", "source"), none)],
    ["dependencies", or(tomlAt(root, "project", "dependencies"), none)],
    ["dev-dependencies", pdmGroups(root)],
    ["optional-dependencies", or(tomlAt(root, "project", "optional-dependencies"), empty)],
    ["requires-python", or(tomlAt(root, "project", "requires-python"), { kind: "text", text: "" })],
    ["resolution", or(tomlAt(root, "tool", "pdm", "resolution"), empty)],
  ]);
}

/** The groups of PEP 735 with PDM's own behind them, by normalised names. */
function pdmGroups(root: LockTable): Dumpable {
  const groups = new Map<string, Dumpable[]>();
  for (const table of [tomlAt(root, "dependency-groups"), tomlAt(root, "tool", "pdm", "dev-dependencies")]) {
    if (table?.kind !== "table") continue;
    for (const [name, { value }] of table.entries) {
      const items = value.kind === "array" ? value.items.map(located) : [];
      const key = normalizeLabel(name);
      groups.set(key, [...(groups.get(key) ?? []), ...items]);
    }
  }
  return object([...groups].map(([name, items]): Entry => [name, { kind: "array", items }]));
}

/** Pipenv's (plette's) `Pipfile.get_hash`: sources, required versions, and every category of packages. */
function pipenvContent(root: LockTable): Dumpable {
  const or = (key: string, otherwise: Dumpable): Dumpable => {
    const value = tomlAt(root, key);
    return value === null ? otherwise : located(value);
  };
  const empty = object([]);
  const known = new Set([
    "source",
    "packages",
    "dev-packages",
    "requires",
    "scripts",
    "pipfile",
    "pipenv",
    "default",
    "develop",
  ]);
  const further = [...root.entries].filter(([key]) => !known.has(key));
  return object([
    [
      "_meta",
      object([
        ["sources", or("source", { kind: "array", items: [] })],
        ["requires", or("requires", empty)],
      ]),
    ],
    ["default", or("packages", empty)],
    ["develop", or("dev-packages", empty)],
    ...further.map(([key, { value }]): Entry => [key, located(value)]),
  ]);
}
