import { fileName, manifestFormat } from "../format.ts";
import { hatchEnvironments, hatchFeatures, readHatch } from "../hatch/read-hatch.ts";
import { mergeReadings } from "../merge-readings.ts";
import { openToml } from "../open-file.ts";
import { pdmGroups, readPdm } from "../pdm/read-pdm.ts";
import { pixiGroups } from "../pixi/pixi-environments.ts";
import { readPixi } from "../pixi/read-pixi.ts";
import { poetryGroups, readPoetry } from "../poetry/read-poetry.ts";
import type { Reading } from "../reading.ts";
import { ReadingCollector } from "../reading-collector.ts";
import type { ManifestReading } from "../requirement.ts";
import { type Chosen, normalizeLabel } from "./chosen-names.ts";
import { readDependencyGroups } from "./dependency-groups.ts";
import { type LocalProjects, type ReadProject, readLocalProjects } from "./local-projects.ts";
import { readProjectTable } from "./project-table.ts";
import type { PyprojectContext } from "./pyproject-context.ts";
import { leavesToSetup, readSetupScripts } from "./setup-scripts.ts";
import { readDynamicDependencies, reportDynamic } from "./setuptools-dynamic.ts";
import { type TomlTable, tomlAt } from "./toml-document.ts";
import { reportUvConflicts } from "./uv-environments.ts";
import { applyUvSources } from "./uv-sources.ts";
import { readUvTable } from "./uv-table.ts";

export interface PyprojectOptions {
  /** Extras of the project whose dependencies are read too. None unless given. */
  readonly extras?: Chosen;
  /** Dependency groups (PEP 735), groups of Poetry and PDM and environments of Hatch that are read too. None unless given. */
  readonly groups?: Chosen;
  /** Whether the groups come too that uv or Poetry install without being asked. Not unless given. */
  readonly defaultGroups?: boolean;
}

/**
 * Reads a pyproject.toml: PEP 621 dependencies, those of the chosen extras and groups, `requires-python`, and what Poetry,
 * PDM, Hatch and uv say under `[tool]` of dependencies, constraints, overrides, indexes and sources. What only a build would
 * know is reported.
 */
export function* readPyproject(
  path: string,
  options: PyprojectOptions = {},
  projects: LocalProjects = { seen: new Set([path]), depth: 0 },
): Reading<ManifestReading> {
  return yield* readProject(path, options, projects);
}

function* readProject(path: string, options: PyprojectOptions, projects: LocalProjects): Reading<ManifestReading> {
  const collector = new ReadingCollector();
  const context = yield* openToml(path, "pyproject", collector);
  if (context === null) return collector.reading();
  const reading = yield* readTables(context, options);
  const next = { seen: projects.seen, depth: projects.depth + 1 };
  const read: ReadProject = (project, extras) => readProject(project, { extras }, next);
  const local = yield* readLocalProjects(path, context.root, reading.requirements, projects, read);
  return local.length === 0 ? reading : mergeReadings([reading, ...local]);
}

function* readTables(context: PyprojectContext, options: PyprojectOptions): Reading<ManifestReading> {
  const { extras = [] } = options;
  const { root } = context;
  const groups = chosenGroups(root, options);
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
  const uv = tomlAt(root, "tool", "uv");
  if (uv?.kind === "table") reportUvConflicts(context, uv, { extras, groups });
  const pixi = tomlAt(root, "tool", "pixi");
  if (pixi?.kind === "table") readPixi(context, pixi, "tool.pixi.", groups);
  return yield* withDynamic(context, dynamic, extras);
}

function chosenGroups(root: TomlTable, { groups = [], defaultGroups = false }: PyprojectOptions): Chosen {
  return groups === "all" || !defaultGroups ? groups : [...groups, ...defaultGroupsOf(root)];
}

/** uv's `default-groups` (`dev` where none are given) and Poetry's groups that are not optional. */
function defaultGroupsOf(root: TomlTable): readonly string[] {
  const stated = tomlAt(root, "tool", "uv", "default-groups");
  const named =
    stated?.kind === "array" ? stated.items.flatMap((item) => (item.kind === "string" ? [item.value] : [])) : [];
  const hasDev =
    tomlAt(root, "dependency-groups", "dev") !== null || tomlAt(root, "tool", "uv", "dev-dependencies") !== null;
  const byUv = stated === null && hasDev ? ["dev"] : named;
  const byPoetry = [...poetryGroups(root)].filter(([, tables]) => {
    const optional = tables.map(({ table }) => (table === null ? null : tomlAt(table, "optional")));
    return !optional.some((value) => value?.kind === "boolean" && value.value);
  });
  return [...byUv, ...byPoetry.map(([name]) => name)];
}

/** Names of the groups that are declared in a tool's own tables, normalised. */
function groupsElsewhere({ root }: PyprojectContext): ReadonlySet<string> {
  const pixi = tomlAt(root, "tool", "pixi");
  const names = [
    ...poetryGroups(root).keys(),
    ...pdmGroups(root).keys(),
    ...hatchEnvironments(root).keys(),
    ...(pixi?.kind === "table" ? pixiGroups(pixi) : []),
  ];
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
  if (leavesToSetup(context.root)) {
    const beside = yield* readSetupScripts(context.source.file, extras);
    const own = context.collector.reading();
    return beside === null ? own : mergeReadings([own, beside]);
  }
  if (dependencies === undefined || byPoetry("dependencies")) return context.collector.reading();
  const included = yield* readDynamicDependencies(context, dependencies, extras);
  return mergeReadings([context.collector.reading(), ...included]);
}

export const pyproject = manifestFormat({
  id: "pyproject",
  title: "pyproject.toml: PEP 621, PEP 735, Poetry, PDM, Hatch, uv, Pixi",
  files: ["pyproject.toml"],
  reads:
    "`project.dependencies`, chosen extras and groups; Poetry's dependencies, groups, extras and sources (`^`, `~`, `*`, alternatives, `python`, `platform`, `markers`); PDM's development groups, overrides and sources; Hatch's environments; `tool.uv` constraints, overrides, indexes, sources, environments, conflicts; Pixi's tables; requirements files that setuptools or Hatch take dependencies from; setup.cfg and setup.py beside it, where it leaves the dependencies to them",
  edits: "the version clauses of a requirement; a version in Poetry's, PDM's and Pixi's tables",
  infers: "Python from `requires-python` or Poetry's `python`; CUDA from Pixi",
  notAssessed:
    "dependencies that a build computes; a matrix of Hatch; settings of uv that are not applied; local indexes",
  test: "__tests__/core/manifest/pyproject/read-pyproject.test.ts",
  matches: (path) => fileName(path) === "pyproject.toml",
  read: readPyproject,
});
