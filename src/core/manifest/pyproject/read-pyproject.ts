import { hatchEnvironments, hatchFeatures, readHatch } from "../hatch/read-hatch.ts";
import { mergeReadings } from "../merge-readings.ts";
import { openToml } from "../open-file.ts";
import { pdmGroups, readPdm } from "../pdm/read-pdm.ts";
import { poetryGroups, readPoetry } from "../poetry/read-poetry.ts";
import type { Reading } from "../reading.ts";
import { ReadingCollector } from "../reading-collector.ts";
import type { ManifestReading } from "../requirement.ts";
import { type Chosen, normalizeLabel } from "./chosen-names.ts";
import { readDependencyGroups } from "./dependency-groups.ts";
import { reportForeignTables } from "./foreign-tables.ts";
import { readProjectTable } from "./project-table.ts";
import type { PyprojectContext } from "./pyproject-context.ts";
import { readDynamicDependencies, reportDynamic } from "./setuptools-dynamic.ts";
import { tomlAt } from "./toml-document.ts";
import { applyUvSources } from "./uv-sources.ts";
import { readUvTable } from "./uv-table.ts";

export interface PyprojectOptions {
  /** Extras of the project whose dependencies are read too. None unless given. */
  readonly extras?: Chosen;
  /** Dependency groups (PEP 735), groups of Poetry and PDM and environments of Hatch that are read too. None unless given. */
  readonly groups?: Chosen;
}

/**
 * Reads a pyproject.toml: PEP 621 dependencies, those of the chosen extras and groups, `requires-python`, and what Poetry,
 * PDM, Hatch and uv say under `[tool]` of dependencies, constraints, overrides, indexes and sources. What only a build would
 * know is reported.
 */
export function* readPyproject(path: string, options: PyprojectOptions = {}): Reading<ManifestReading> {
  const collector = new ReadingCollector();
  const context = yield* openToml(path, "pyproject", collector);
  if (context === null) return collector.reading();
  return yield* readTables(context, options);
}

function* readTables(context: PyprojectContext, options: PyprojectOptions): Reading<ManifestReading> {
  const { extras = [], groups = [] } = options;
  const { root } = context;
  const features = hatchFeatures(root, groups);
  const dynamic = readProjectTable(context, extras === "all" ? "all" : [...extras, ...features]);
  const project = tomlAt(root, "project");
  const share = {
    present: project !== null,
    dependencies: tomlAt(root, "project", "dependencies") !== null,
  };
  readPoetry(context, share, extras, groups);
  readDependencyGroups(context, groups, groupsElsewhere(context));
  readPdm(context, groups);
  readHatch(context, groups);
  const indexes = readUvTable(context);
  applyUvSources(context, indexes, { extras, groups });
  reportForeignTables(context);
  return yield* withDynamic(context, dynamic, extras);
}

/** Names of the groups that are declared in a tool's own tables, normalised. */
function groupsElsewhere({ root }: PyprojectContext): ReadonlySet<string> {
  const names = [...poetryGroups(root).keys(), ...pdmGroups(root).keys(), ...hatchEnvironments(root).keys()];
  return new Set(names.map(normalizeLabel));
}

function* withDynamic(
  context: PyprojectContext,
  dynamic: ReturnType<typeof readProjectTable>,
  extras: Chosen,
): Reading<ManifestReading> {
  // Poetry 2 takes what `[project]` calls dynamic from its own table, which is read.
  const byPoetry = (field: string): boolean => tomlAt(context.root, "tool", "poetry", field) !== null;
  const optional = dynamic.get("optional-dependencies");
  if (optional !== undefined && extras.length > 0 && !byPoetry("extras")) {
    reportDynamic(context, optional, "optional-dependencies");
  }
  const dependencies = dynamic.get("dependencies");
  if (dependencies === undefined || byPoetry("dependencies")) return context.collector.reading();
  const included = yield* readDynamicDependencies(context, dependencies);
  return mergeReadings([context.collector.reading(), ...included]);
}
