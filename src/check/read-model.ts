import { lookupGpu } from "../core/accelerator/lookup-gpu.ts";
import { lookupImage } from "../core/accelerator/lookup-image.ts";
import type { Tables } from "../core/accelerator/tables.ts";
import type { Config } from "../core/config/config.ts";
import type { Model } from "../core/discovery/model.ts";
import { readDockerfile } from "../core/manifest/dockerfile/read-dockerfile.ts";
import { readManifest } from "../core/manifest/manifest-format.ts";
import { mergeReadings } from "../core/manifest/merge-readings.ts";
import type { ManifestReading } from "../core/manifest/requirement.ts";
import { readRequirementsFile } from "../core/manifest/requirements-txt/read-requirements-file.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import { type BuiltTarget, buildTarget } from "../core/target/build-target.ts";
import { parsePlatform } from "../core/target/platform.ts";
import { nothingStated, type StatedTarget, statedByBaseImage } from "../core/target/stated-target.ts";
import { readWith } from "../shell/files/read-with.ts";
import type { Tree } from "../shell/files/tree.ts";

/** What one tree says of a model. */
export interface ModelSide {
  readonly reading: ManifestReading;
  /** What the Dockerfile's final image states of the target. */
  readonly image: StatedTarget;
  readonly notAssessed: readonly NotAssessed[];
}

/** Reads a model's manifests and its Dockerfile. A model without manifests in this tree reads as one without requirements. */
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
  const image = await readImage(tree, model);
  return { reading: mergeReadings(readings), ...image };
}

async function readImage(tree: Tree, model: Model): Promise<{ image: StatedTarget; notAssessed: NotAssessed[] }> {
  if (model.dockerfile === null) return { image: nothingStated, notAssessed: [] };
  const { baseImage, platform, problems } = await readWith(tree, readDockerfile(model.dockerfile));
  const notAssessed = problems.map(({ origin, message }) => ({ what: `${origin.file}:${origin.line}`, why: message }));
  if (baseImage === null) return { image: nothingStated, notAssessed };
  const from = `FROM in ${baseImage.origin.file}:${baseImage.origin.line}`;
  const stated = platform === null ? null : parsePlatform(platform);
  const image: StatedTarget = {
    ...statedByBaseImage(baseImage.text, from),
    platform: stated?.ok === true ? { value: stated.value, source: { how: "inferred", from } } : null,
  };
  return { image, notAssessed };
}

/** The target of a model as the command line, the configuration and this tree's image state it. */
export function targetOf(
  id: string,
  side: ModelSide,
  config: Config,
  commandLine: StatedTarget,
  tables: Tables,
): BuiltTarget {
  const declared = config.targets.get(id) ?? nothingStated;
  const { requiresPython } = side.reading;
  return buildTarget({
    id,
    statements: [commandLine, declared, side.image],
    requiresPython:
      requiresPython === null
        ? null
        : { text: requiresPython.text, from: `${requiresPython.origin.file}:${requiresPython.origin.line}` },
    lookupGpu: (text) => lookupGpu(tables, text),
    lookupImage: (reference) => lookupImage(tables, reference),
    configPath: config.path,
  });
}
