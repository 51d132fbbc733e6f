import type { LookAtServing, SeenPlace } from "../packaging/look.ts";
import type { ImageBuild } from "../packaging/serving-place.ts";
import { folderExclusion } from "./exclusion.ts";
import type { Model, ServingRef } from "./model.ts";
import { byCodePoint, folderOf, type Looks } from "./tree-index.ts";

export interface UnattachedPlace {
  readonly path: string;
  readonly line: number;
  readonly tool: string;
  readonly name: string;
}

interface Placed extends SeenPlace {
  readonly path: string;
  readonly format: string;
}

/**
 * Gives each serving place to the model that it serves: by the folder or Dockerfile that it is built from, by an image that another file
 * builds from the model's folder, by where its file stands, and then by a name that only one model has. What nothing tells is left.
 */
export function attachServing(
  models: readonly Model[],
  looks: Looks,
): { readonly models: readonly Model[]; readonly unattached: readonly UnattachedPlace[] } {
  const serving = [...looks].flatMap(([path, look]): readonly (readonly [string, LookAtServing])[] => {
    const told = look.kind === "packaging" ? look.serving : look;
    return told?.kind === "serving" && isServed(path) ? [[path, told]] : [];
  });
  if (serving.length === 0) return { models, unattached: [] };
  const finder = new ModelFinder(
    models,
    serving.flatMap(([path, look]) => look.builds.map((build) => ({ ...build, path }))),
  );
  const attached = new Map<string, ServingRef[]>();
  const unattached: UnattachedPlace[] = [];
  for (const [path, look] of serving.toSorted(([left], [right]) => byCodePoint(left, right))) {
    for (const place of look.places) {
      const { tool, name, line } = place;
      const found = finder.find({ ...place, path, format: look.format });
      if (found === null) {
        // A workflow builds what is no model too, and a compose file runs databases.
        if (look.format === "kubernetes") unattached.push({ path, line, tool, name });
        continue;
      }
      const refs = attached.get(found.model.path) ?? [];
      refs.push({ path, format: look.format, tool, name, line, why: found.why });
      attached.set(found.model.path, refs);
    }
  }
  return { models: models.map((model) => ({ ...model, serving: attached.get(model.path) ?? [] })), unattached };
}

/** Manifests of tests and examples serve nothing; workflows stand in a hidden folder. */
function isServed(path: string): boolean {
  if (path.startsWith(".github/workflows/")) return true;
  const folders = path.split("/").slice(0, -1);
  return folders.every((name) => folderExclusion(name) === null);
}

class ModelFinder {
  readonly #byPath: ReadonlyMap<string, Model>;
  readonly #byDockerfile: ReadonlyMap<string, Model>;
  readonly #byName = new Map<string, Model | null>();
  readonly #builds = new Map<string, ImageBuild & { readonly path: string }>();

  constructor(models: readonly Model[], builds: readonly (ImageBuild & { readonly path: string })[]) {
    this.#byPath = new Map(models.map((model) => [model.path, model]));
    this.#byDockerfile = new Map(
      models.flatMap((model) => (model.dockerfile === null ? [] : [[model.dockerfile, model]])),
    );
    for (const model of models) {
      for (const name of new Set([model.id, model.path.slice(model.path.lastIndexOf("/") + 1)])) {
        const key = plainName(name);
        // A name that two models share tells neither.
        this.#byName.set(key, this.#byName.has(key) ? null : model);
      }
    }
    for (const build of builds) for (const image of build.images) this.#builds.set(repositoryOf(image), build);
  }

  find(place: Placed): { readonly model: Model; readonly why: string } | null {
    return this.#byBuild(place) ?? this.#byImage(place) ?? this.#byFolder(place) ?? this.#byAlias(place);
  }

  #byBuild({ builtFrom, dockerfile }: Placed): ReturnType<ModelFinder["find"]> {
    const model = this.#built(builtFrom, dockerfile);
    return model === null ? null : { model, why: `it is built from \`${dockerfile ?? builtFrom}\`` };
  }

  #built(folder: string | null, dockerfile: string | null): Model | null {
    if (dockerfile !== null) {
      const named = this.#byDockerfile.get(dockerfile) ?? this.#around(folderOf(dockerfile));
      if (named !== null && named.path !== ".") return named;
    }
    return folder === null ? null : (this.#byPath.get(folder) ?? null);
  }

  #byImage({ images }: Placed): ReturnType<ModelFinder["find"]> {
    for (const image of images) {
      const build = this.#builds.get(repositoryOf(image));
      const model = build === undefined ? null : this.#built(build.folder, build.dockerfile);
      if (build !== undefined && model !== null)
        return { model, why: `it runs \`${image}\`, which ${build.path} builds from \`${build.folder}\`` };
    }
    return null;
  }

  #byFolder({ path, builtFrom, format }: Placed): ReturnType<ModelFinder["find"]> {
    // What says where it is built from, and is built from no model, serves none.
    if (builtFrom !== null || format === "workflow") return null;
    const model = this.#around(folderOf(path));
    // A file in `deploy/` beside models stands in the folder of the root's model, and may serve any of them.
    if (model === null || (model.path === "." && this.#byPath.size > 1)) return null;
    return { model, why: `its file stands in \`${model.path}\`` };
  }

  #byAlias({ aliases, images, builtFrom }: Placed): ReturnType<ModelFinder["find"]> {
    if (builtFrom !== null) return null;
    const names = [...aliases, ...images.map((image) => repositoryOf(image).split("/").at(-1) ?? "")];
    for (const name of names) {
      const model = this.#byName.get(plainName(name)) ?? null;
      if (model !== null) return { model, why: `it is named \`${name}\`` };
    }
    return null;
  }

  /** The model whose folder holds this one. */
  #around(folder: string): Model | null {
    for (let at = folder; ; at = folderOf(at)) {
      const model = this.#byPath.get(at);
      if (model !== undefined) return model;
      if (at === ".") return null;
    }
  }
}

/** `asr_gpu` and `ASR-GPU` are one name. */
const plainName = (name: string): string => name.toLowerCase().replace(/[_.]/g, "-");

/** An image's name without its tag and digest. */
function repositoryOf(image: string): string {
  const named = image.split("@")[0] ?? "";
  const colon = named.lastIndexOf(":");
  return colon > named.lastIndexOf("/") ? named.slice(0, colon) : named;
}
