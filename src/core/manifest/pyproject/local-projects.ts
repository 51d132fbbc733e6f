import { decodeUtf8 } from "../decode-text.ts";
import type { Reading } from "../reading.ts";
import { type ManifestReading, noIndexOptions, type Requirement } from "../requirement.ts";
import { SourceText } from "../source-text.ts";
import { resolveTreePath } from "../tree-path.ts";
import { normalizeLabel } from "./chosen-names.ts";
import { parseTomlDocument, type TomlTable, tomlAt } from "./toml-document.ts";
import { workspaceAddress } from "./uv-sources.ts";

/** How deep local projects are followed, and how many of one reading are. */
const deepest = 8;
const most = 100;

/** Reads the pyproject.toml of a project that another one takes from a folder. */
export type ReadProject = (path: string, extras: readonly string[]) => Reading<ManifestReading>;

/** Projects of the tree that have been read, by path. */
export interface LocalProjects {
  readonly seen: Set<string>;
  readonly depth: number;
}

/**
 * Reads what the projects require that are taken from folders of the tree: a path of `tool.uv.sources` or of Poetry, or a member of uv's
 * workspace. Their requirements are installed too; what they say of constraints, overrides and indexes does not count there.
 */
export function* readLocalProjects(
  file: string,
  root: TomlTable,
  requirements: readonly Requirement[],
  { seen, depth }: LocalProjects,
  read: ReadProject,
): Reading<readonly ManifestReading[]> {
  const readings: ManifestReading[] = [];
  if (depth >= deepest) return readings;
  for (const { specifier, kind } of requirements) {
    if (kind !== "direct" || specifier.url === null || !specifier.url.startsWith("file:") || seen.size >= most)
      continue;
    const written = specifier.url.slice("file:".length);
    const path =
      written === workspaceAddress ? yield* findMember(file, root, specifier.name) : projectPath(file, written);
    if (path === null || seen.has(path)) continue;
    seen.add(path);
    // What is asked for and is not there is the build's to say: a folder may have a setup.py alone.
    const answer = yield path;
    if (answer.kind !== "file") continue;
    const reading = yield* read(path, specifier.extras);
    readings.push(ofLocalProject(reading));
  }
  return readings;
}

/** What counts of the reading of a project that another one takes from a folder. */
export function ofLocalProject(reading: ManifestReading): ManifestReading {
  return {
    ...reading,
    requirements: reading.requirements.filter((requirement) => requirement.kind === "direct"),
    options: noIndexOptions,
    requiresPython: null,
  };
}

function projectPath(file: string, written: string): string | null {
  if (/\.(?:whl|zip|gz|bz2|xz)$/i.test(written)) return null;
  const resolved = resolveTreePath(file, `${written}/pyproject.toml`);
  return resolved.kind === "inside" ? resolved.path : null;
}

/** The member of the workspace that has the name: workspaces name their members' folders by patterns, and a folder is most often called as its project is. */
function* findMember(file: string, root: TomlTable, name: string): Reading<string | null> {
  const folder = file.split("/").slice(0, -1);
  for (let up = 0; up <= Math.min(folder.length, deepest); up++) {
    const place = folder.slice(0, folder.length - up);
    const path = [...place, "pyproject.toml"].join("/");
    const table = up === 0 ? root : yield* parsed(path);
    const members = table === null ? null : tomlAt(table, "tool", "uv", "workspace", "members");
    if (members?.kind !== "array") continue;
    for (const member of members.items) {
      if (member.kind !== "string") continue;
      for (const candidate of candidates(member.value, name)) {
        const resolved = resolveTreePath(path, `${candidate}/pyproject.toml`);
        if (resolved.kind !== "inside") continue;
        const found = yield* parsed(resolved.path);
        const stated = found === null ? null : tomlAt(found, "project", "name");
        if (stated?.kind === "string" && normalizeLabel(stated.value) === name) return resolved.path;
      }
    }
    return null;
  }
  return null;
}

function candidates(pattern: string, name: string): readonly string[] {
  if (!/[*?[]/.test(pattern)) return [pattern];
  if (!/^[^*?[]*\*$/.test(pattern)) return [];
  return [name, name.replaceAll("-", "_")].map((folder) => pattern.replace("*", folder));
}

function* parsed(path: string): Reading<TomlTable | null> {
  const answer = yield path;
  if (answer.kind !== "file" || answer.bytes.length > 2 * 1024 * 1024) return null;
  const document = parseTomlDocument(new SourceText(path, decodeUtf8(answer.bytes).text));
  return document.ok ? document.root : null;
}
