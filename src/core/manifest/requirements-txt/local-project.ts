import { ofLocalProject } from "../pyproject/local-projects.ts";
import { readPyproject } from "../pyproject/read-pyproject.ts";
import type { Reading } from "../reading.ts";
import type { ManifestReading } from "../requirement.ts";
import { readSetupCfg } from "../setup-cfg/read-setup-cfg.ts";
import { readSetupPy } from "../setup-py/read-setup-py.ts";
import { resolveTreePath } from "../tree-path.ts";
import type { LocalLine, LocalProject, ReadLocalProject } from "./local-line.ts";

/** Most projects that the lines of one requirements file and of what it includes are followed to. */
const most = 100;

/**
 * A reader of the projects that local lines name, for one reading: a project is read once, so that two that name each other end. A path is
 * relative to where pip is run, which is the folder of the file or the root of the repository: the first that has a project.
 */
export function localProjectReader(): ReadLocalProject {
  const seen = new Set<string>();
  return function* readLocalProject(from: string, line: LocalLine): Reading<LocalProject | null> {
    for (const file of new Set([from, from.split("/").at(-1) ?? from])) {
      const found = yield* readAt(file, line, seen);
      if (found !== null) return found;
    }
    return null;
  };
}

function* readAt(file: string, { folder, extras }: LocalLine, seen: Set<string>): Reading<LocalProject | null> {
  let first: string | null = null;
  const readings: ManifestReading[] = [];
  for (const name of ["pyproject.toml", "setup.cfg", "setup.py"]) {
    const resolved = resolveTreePath(file, `${folder}/${name}`);
    if (resolved.kind !== "inside") return null;
    const { path } = resolved;
    if (!seen.has(path)) {
      if ((yield path).kind !== "file") continue;
      if (seen.size >= most) return null;
      seen.add(path);
      readings.push(ofLocalProject(yield* readManifestOf(path, name, extras, seen)));
    }
    first ??= path;
    // A pyproject.toml that only names the build backend leaves what is required to the setup script.
    if (readings.length === 0 || readings.some(({ requirements }) => requirements.length > 0)) break;
  }
  return first === null ? null : { path: first, readings };
}

function readManifestOf(
  path: string,
  name: string,
  extras: readonly string[],
  seen: Set<string>,
): Reading<ManifestReading> {
  if (name === "pyproject.toml") return readPyproject(path, { extras }, { seen, depth: 1 });
  return name === "setup.cfg" ? readSetupCfg(path, { extras }) : readSetupPy(path, { extras });
}
