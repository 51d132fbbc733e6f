import type { Model } from "../core/discovery/model.ts";
import { byCodePoint } from "../core/discovery/tree-index.ts";
import type { DockerfileOptions } from "../core/manifest/dockerfile/read-dockerfile.ts";
import { servingFormats } from "../core/packaging/serving-format.ts";
import type { ServingPlace } from "../core/packaging/serving-place.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import { readWith } from "../shell/files/read-with.ts";
import type { Tree } from "../shell/files/tree.ts";

/** How the image of a model is built, as the places that build it say. */
export interface ModelImageBuild {
  readonly options: DockerfileOptions;
  readonly notAssessed: readonly NotAssessed[];
}

/**
 * The stage and the build arguments with which Compose or a workflow builds the model's Dockerfile. Where several of them build it in
 * different ways, none is taken: nothing tells which of the images is served.
 */
export async function imageBuildOf(tree: Tree, model: Model): Promise<ModelImageBuild> {
  const ways = new Map<string, DockerfileOptions>();
  for (const { builtFrom, dockerfile, build } of await placesOf(tree, model)) {
    if (builtFrom === null || (dockerfile !== null && dockerfile !== model.dockerfile)) continue;
    const { target, buildArguments } = build ?? { target: null, buildArguments: new Map<string, string>() };
    const key = JSON.stringify([target, [...buildArguments].map((pair) => pair.join("=")).toSorted(byCodePoint)]);
    ways.set(key, { buildArguments, ...(target === null ? {} : { target }) });
  }
  const [only, other] = ways.values();
  if (other === undefined) return { options: only ?? {}, notAssessed: [] };
  const why =
    "its image is built with different stages or arguments, and nothing tells which one is served: the last stage and the defaults were read. Declare `image` and `python` of the target in the configuration.";
  return { options: {}, notAssessed: [{ what: model.dockerfile ?? model.path, why }] };
}

async function placesOf(tree: Tree, { serving }: Model): Promise<readonly ServingPlace[]> {
  const found: ServingPlace[] = [];
  for (const path of new Set(serving.map((ref) => ref.path))) {
    const refs = serving.filter((ref) => ref.path === path);
    const format = servingFormats.find((one) => one.id === refs[0]?.format);
    if (format === undefined) continue;
    const { places } = await readWith(tree, format.read(path));
    found.push(
      ...places.filter((place) => refs.some((ref) => ref.name === place.name && ref.line === place.origin.line)),
    );
  }
  return found;
}
