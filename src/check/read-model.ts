import { withInstances } from "../core/accelerator/instance-types.ts";
import { lookupGpu } from "../core/accelerator/lookup-gpu.ts";
import { lookupImage } from "../core/accelerator/lookup-image.ts";
import type { Tables } from "../core/accelerator/tables.ts";
import type { Config } from "../core/config/config.ts";
import type { Model } from "../core/discovery/model.ts";
import { readDockerfileInstalls } from "../core/manifest/dockerfile/dockerfile-format.ts";
import { type DockerfileOptions, readDockerfile } from "../core/manifest/dockerfile/read-dockerfile.ts";
import { readManifest } from "../core/manifest/manifest-format.ts";
import { mergeReadings } from "../core/manifest/merge-readings.ts";
import { type ManifestReading, noIndexOptions } from "../core/manifest/requirement.ts";
import { readRequirementsFile } from "../core/manifest/requirements-txt/read-requirements-file.ts";
import { packagingFormats } from "../core/packaging/packaging-format.ts";
import type { PackagingReading } from "../core/packaging/packaging-reading.ts";
import { servingFormats } from "../core/packaging/serving-format.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import { type BuiltTarget, buildTarget } from "../core/target/build-target.ts";
import { combinePlaces } from "../core/target/combine-places.ts";
import type { ObservedImage } from "../core/target/observed-image.ts";
import { parsePlatform } from "../core/target/platform.ts";
import { readPythonFile } from "../core/target/python-file.ts";
import type { PythonVersion } from "../core/target/python-version.ts";
import { nothingStated, type Stated, type StatedTarget, statedByBaseImage } from "../core/target/stated-target.ts";
import { readWith } from "../shell/files/read-with.ts";
import type { Tree } from "../shell/files/tree.ts";
import { imageBuildOf, type ModelImageBuild } from "./image-build.ts";

/** What one tree says of a model. */
export interface ModelSide {
  readonly reading: ManifestReading;
  /** What its files state of the target, from the most to the least authoritative. */
  readonly stated: readonly StatedTarget[];
  /** Python of `.python-version` or `runtime.txt`; null where neither says one. */
  readonly pythonFile: Stated<PythonVersion> | null;
  readonly notAssessed: readonly NotAssessed[];
}

/**
 * Reads a model's manifests, the files that package and serve it, and its Dockerfile. A model without manifests in this tree reads as
 * one without requirements.
 */
export async function readModelSide(
  tree: Tree,
  model: Model,
  environment: ReadonlyMap<string, string>,
): Promise<ModelSide> {
  const readings: ManifestReading[] = [];
  const { extras, groups } = model;
  for (const { path } of model.manifests) {
    readings.push(await readWith(tree, readManifest(path, { extras, groups, environment })));
  }
  for (const path of model.constraints) {
    readings.push(await readWith(tree, readRequirementsFile(path, { kind: "constraint", environment })));
  }
  const build = await imageBuildOf(tree, model);
  readings.push(...(await readInstalled(tree, model, environment, build.options)));
  const packaging = await readPackaging(tree, model);
  readings.push(...packaging.map((reading) => (model.listed ? withoutRequirements(reading) : reading)));
  const places = combinePlaces(await readPlaces(tree, model, readings));
  const { image, notAssessed } = await readImage(tree, model, build);
  const targets = packaging.map(({ target }) => target);
  return {
    reading: withIncluded(mergeReadings(readings), model),
    // A cluster names the image that is built here by its own name, which tells less than what it is built from.
    stated: [{ ...places, image: null }, ...targets, image, { ...nothingStated, image: places.image }],
    pythonFile: await readPython(tree, model),
    notAssessed,
  };
}

/** Tells the lines of the model's own files from those that these include. */
function withIncluded(reading: ManifestReading, model: Model): ManifestReading {
  const { manifests, constraints, dockerfile, packaging } = model;
  const own = new Set([...manifests, ...packaging].map(({ path }) => path).concat(constraints, dockerfile ?? []));
  return {
    ...reading,
    requirements: reading.requirements.map((one) => (own.has(one.origin.file) ? one : { ...one, included: true })),
  };
}

/**
 * What the commands of the model's Dockerfile install. A model that has manifests is installed from these: which others its image
 * installs is told, and not guessed about. Where the configuration lists what is installed, that counts alone.
 */
async function readInstalled(
  tree: Tree,
  model: Model,
  environment: ReadonlyMap<string, string>,
  image: DockerfileOptions,
): Promise<readonly ManifestReading[]> {
  const known = [...model.manifests.map(({ path }) => path), ...model.constraints];
  if (model.dockerfile === null || model.listed || known.includes(model.dockerfile)) return [];
  const follow = model.manifests.length === 0;
  return [await readWith(tree, readDockerfileInstalls(model.dockerfile, { environment, known, follow, image }))];
}

async function readPackaging(tree: Tree, model: Model): Promise<readonly PackagingReading[]> {
  const readings: PackagingReading[] = [];
  for (const { path, format: id } of model.packaging) {
    const format = packagingFormats.find((one) => one.id === id);
    if (format !== undefined) readings.push(await readWith(tree, format.read(path)));
  }
  return readings;
}

/** The configuration lists what is installed: of a packaging file, only what it says of the target counts. */
function withoutRequirements(reading: ManifestReading): ManifestReading {
  return { ...reading, requirements: [], options: noIndexOptions };
}

/** Each file is read once, however many of its places serve the model. What is wrong with it goes to `readings`. */
async function readPlaces(tree: Tree, model: Model, readings: ManifestReading[]): Promise<readonly StatedTarget[]> {
  const stated: StatedTarget[] = [];
  for (const path of new Set(model.serving.map((ref) => ref.path))) {
    const refs = model.serving.filter((ref) => ref.path === path);
    const format = servingFormats.find((one) => one.id === refs[0]?.format);
    if (format === undefined) continue;
    const { places, problems, files } = await readWith(tree, format.read(path));
    readings.push({ requirements: [], options: noIndexOptions, problems, files, requiresPython: null });
    const own = places.filter((place) => refs.some((ref) => ref.name === place.name && ref.line === place.origin.line));
    stated.push(...own.map(({ target }) => target));
  }
  return stated;
}

async function readPython(tree: Tree, model: Model): Promise<Stated<PythonVersion> | null> {
  for (const path of model.pythonFiles) {
    const answer = await tree.read(path);
    const python = answer.kind === "file" ? readPythonFile(path, new TextDecoder().decode(answer.bytes)) : null;
    if (python !== null) return python;
  }
  return null;
}

async function readImage(
  tree: Tree,
  model: Model,
  build: ModelImageBuild,
): Promise<{ image: StatedTarget; notAssessed: NotAssessed[] }> {
  if (model.dockerfile === null) return { image: nothingStated, notAssessed: [] };
  const { baseImage, platform, problems } = await readWith(tree, readDockerfile(model.dockerfile, build.options));
  const notAssessed = [
    ...build.notAssessed,
    ...problems.map(({ origin, message }) => ({ what: `${origin.file}:${origin.line}`, why: message })),
  ];
  if (baseImage === null) return { image: nothingStated, notAssessed };
  const from = `FROM in ${baseImage.origin.file}:${baseImage.origin.line}`;
  const stated = platform === null ? null : parsePlatform(platform);
  const image: StatedTarget = {
    ...statedByBaseImage(baseImage.text, from),
    platform: stated?.ok === true ? { value: stated.value, source: { how: "inferred", from } } : null,
  };
  return { image, notAssessed };
}

/** The target of a model as the command line, the configuration and this tree's files state it. */
export function targetOf(
  id: string,
  side: ModelSide,
  config: Config,
  commandLine: StatedTarget,
  tables: Tables,
  observed: ObservedImage | null = null,
): BuiltTarget {
  const declared = config.targets.get(id) ?? nothingStated;
  const { requiresPython } = side.reading;
  return buildTarget({
    id,
    statements: [commandLine, declared, ...side.stated].map((statement) => withInstances(tables, statement)),
    requiresPython:
      requiresPython === null
        ? null
        : { text: requiresPython.text, from: `${requiresPython.origin.file}:${requiresPython.origin.line}` },
    pythonFile: side.pythonFile,
    cuda: side.reading.cuda ?? [],
    environments: side.reading.environments ?? [],
    lookupGpu: (text) => lookupGpu(tables, text),
    lookupImage: (reference) => lookupImage(tables, reference),
    observed,
    configPath: config.path,
  });
}
