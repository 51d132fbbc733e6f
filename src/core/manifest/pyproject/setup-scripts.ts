import { mergeReadings } from "../merge-readings.ts";
import type { Reading } from "../reading.ts";
import type { ManifestReading } from "../requirement.ts";
import { readSetupCfg } from "../setup-cfg/read-setup-cfg.ts";
import { readSetupPy } from "../setup-py/read-setup-py.ts";
import { resolveTreePath } from "../tree-path.ts";
import type { Chosen } from "./chosen-names.ts";
import { type TomlTable, tomlAt } from "./toml-document.ts";

/**
 * What setup.cfg and setup.py beside a pyproject.toml require, which leaves the dependencies to them: one that only names the build backend,
 * or whose `[project]` calls them dynamic (PEP 621; setuptools is the backend where none is named, PEP 517). Null where neither is there.
 */
export function* readSetupScripts(file: string, extras: Chosen): Reading<ManifestReading | null> {
  const readings: ManifestReading[] = [];
  for (const [name, read] of [["setup.cfg", readSetupCfg] as const, ["setup.py", readSetupPy] as const]) {
    const resolved = resolveTreePath(file, name);
    if (resolved.kind !== "inside" || (yield resolved.path).kind !== "file") continue;
    const reading = yield* read(resolved.path, { extras });
    readings.push(reading);
    if (reading.requirements.length > 0) break;
  }
  const stated = readings.filter(({ requirements, problems }) => requirements.length > 0 || problems.length > 0);
  return stated.length === 0 ? null : mergeReadings(stated);
}

/** Whether a pyproject.toml says nothing of dependencies in any table and is built with setuptools. */
export function leavesToSetup(root: TomlTable): boolean {
  return tomlAt(root, "project") === null && tomlAt(root, "tool", "poetry") === null && usesSetuptools(root);
}

export function usesSetuptools(root: TomlTable): boolean {
  const backend = tomlAt(root, "build-system", "build-backend");
  return backend === null || (backend.kind === "string" && /^setuptools\b/.test(backend.value));
}
