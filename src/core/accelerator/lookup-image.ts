import { parseVersion } from "../python/version.ts";
import type { ImageFacts } from "../target/image-facts.ts";
import { compareDotted, parseDotted } from "./dotted.ts";
import { isPublished } from "./image-publisher.ts";
import type { ImageReference } from "./image-reference.ts";
import { parseImageReference } from "./image-reference.ts";
import { readTagWords } from "./image-tag.ts";
import { oncePerText, oncePerWord } from "./once.ts";
import { inRange } from "./release-range.ts";
import type { OsRow, Sourced, Tables } from "./tables.ts";

/** A reference with a tag; without one an image can be anything. */
type Tagged = ImageReference & { readonly tag: string };
type Reader = (tables: Tables, image: Tagged) => ImageFacts | null;

/** From what is known of one image to what the tags of a family say. The first that answers wins. */
const readers: readonly Reader[] = [ofTagged, ofNvidiaCuda, ofPytorch, ofPython, ofDistribution, ofTellingTag];

/**
 * What is known of an image by its reference: its distribution, libc, CUDA, cuDNN and Python. Registry, mirror prefix and digest
 * are tolerated. A patch release of a known family that the tables have not seen is read by the family's rule. Null where nothing is known.
 */
export function lookupImage(tables: Tables, reference: string): ImageFacts | null {
  return images(tables, reference, () => readImage(tables, reference));
}

const images = oncePerText<Tables, ImageFacts | null>();

function readImage(tables: Tables, reference: string): ImageFacts | null {
  const image = parseImageReference(reference);
  if (image === null) return null;
  const tagged = { ...image, tag: image.tag ?? "latest" };
  for (const read of readers) {
    const facts = read(tables, tagged);
    if (facts !== null) return takenBy(image, facts);
  }
  return null;
}

/** With the name that it was taken for, where its host is not known to serve the image of that name. */
function takenBy(image: ImageReference, facts: ImageFacts): ImageFacts {
  if (awsRepository(image) !== null) return facts;
  const name = named.find((one) => isRepository(image, one)) ?? image.repository.replace(/^docker\/library\//, "");
  return isPublished(image, name) ? facts : { ...facts, takenFor: name };
}

/** Whose CUDA image a reference names by its end alone. */
export function isTakenForNvidiaCuda(reference: string): boolean {
  const image = parseImageReference(reference);
  return image !== null && isRepository(image, "nvidia/cuda") && !isPublished(image, "nvidia/cuda");
}

/**
 * The CUDA of NVIDIA's own CUDA image, which alone is known to bring `cuda-compat` and the requirement to start; else null. A repository serves from a few
 * images, and many rules ask about them.
 */
export const nvidiaCudaOfImage = oncePerWord(256, (reference): string | null => {
  const image = parseImageReference(reference);
  if (image === null || image.tag === null || !isRepository(image, "nvidia/cuda")) return null;
  return cudaTag(image.tag);
});

function ofTagged(tables: Tables, image: Tagged): ImageFacts | null {
  const repository = awsRepository(image) ?? image.repository;
  // AWS names the service in a suffix; the content is the same.
  const tag = image.tag.replace(/-(?:ec2|sagemaker)$/, "");
  const row = tables.images.tagged.get(`${repository}:${tag}`) ?? tables.images.tagged.get(`${repository}:*`);
  if (row === undefined) return null;
  const os = tables.images.os.find(({ id }) => id === row.os) ?? null;
  return factsOf(tables, row, { os, cuda: row.cuda, cudnn: row.cudnn, python: row.python });
}

function ofNvidiaCuda(tables: Tables, image: Tagged): ImageFacts | null {
  const cuda = isRepository(image, "nvidia/cuda") ? cudaTag(image.tag) : null;
  if (cuda === null) return null;
  const words = readTagWords(tables, image.tag);
  const os = words.os;
  const row = tables.images.nvidiaCuda.find(
    (candidate) => candidate.cuda === cuda && os?.suffixes.some((name) => candidate.os.includes(name)) === true,
  );
  const sourced = row ?? os;
  if (sourced === null) return { ...unsourced("https://hub.docker.com/r/nvidia/cuda"), cuda };
  return factsOf(tables, sourced, { os, cuda, cudnn: cudnnOf(words.cudnn, row?.cudnn ?? {}), python: null });
}

/** A tag without a major means the only one that the image of that CUDA has. */
function cudnnOf(major: string | null, known: Readonly<Record<string, string>>): string | null {
  if (major === null) return null;
  if (major !== "") return known[major] ?? major;
  const versions = Object.values(known);
  return versions.length === 1 ? (versions[0] ?? null) : null;
}

function ofPytorch(tables: Tables, image: Tagged): ImageFacts | null {
  if (!isRepository(image, "pytorch/pytorch")) return null;
  const version = parseVersion(image.tag.split("-")[0] ?? "");
  if (version === null) return null;
  const row = tables.images.pytorch.find((candidate) => inRange(version, candidate));
  const words = readTagWords(tables, image.tag);
  if (row === undefined)
    return words.cuda === null ? null : { ...unsourced("https://hub.docker.com/r/pytorch/pytorch"), cuda: words.cuda };
  const os = tables.images.os.find(({ id }) => id === row.os) ?? null;
  return factsOf(tables, row, {
    os,
    cuda: words.cuda,
    cudnn: words.cudnn === "" ? null : words.cudnn,
    python: row.python,
  });
}

function ofPython(tables: Tables, image: Tagged): ImageFacts | null {
  if (
    !isRepository(image, "python") ||
    (image.registry !== null && image.repository !== "docker/library/python" && image.repository !== "python")
  )
    return null;
  const python = /^(3\.\d{1,2}(?:\.\d{1,2})?)(?=-|$)/.exec(image.tag)?.[1] ?? null;
  if (python === null) return null;
  const words = readTagWords(tables, image.tag);
  if (words.windows) return { ...unsourced("https://hub.docker.com/_/python"), os: "windows", python };
  const floating = tables.images.floating.get("python");
  if (words.os !== null)
    return factsOf(tables, floating ?? words.os, { os: words.os, cuda: null, cudnn: null, python });
  // Only a tag without a patch is rebuilt on the newest Debian; an old patch release stays where it was built.
  const moves =
    floating !== undefined &&
    python.split(".").length === 2 &&
    between(python, floating.python) &&
    !/alpine/.test(image.tag);
  const os = moves ? (tables.images.os.find(({ id }) => id === floating.os) ?? null) : null;
  return floating === undefined ? null : factsOf(tables, floating, { os, cuda: null, cudnn: null, python });
}

function ofDistribution(tables: Tables, image: Tagged): ImageFacts | null {
  const release = image.tag.split("-")[0] ?? "";
  const os = tables.images.os.find(
    ({ repositories, tags }) => repositories.includes(image.repository) && tags.some((tag) => isRelease(release, tag)),
  );
  if (os === undefined) return null;
  if (os.id === "alpine" && /^3\.\d/.test(release) && compareDotted(parseDotted(release) ?? [], [3, 13]) < 0)
    return null;
  return factsOf(tables, os, { os, cuda: null, cudnn: null, python: null });
}

/** Repositories that a mirror keeps at the end of its path. */
const named = ["nvidia/cuda", "pytorch/pytorch", "astral-sh/uv"] as const;

/** Repositories whose tags say in words what is inside. */
const telling = ["astral-sh/uv"] as const;

function ofTellingTag(tables: Tables, image: Tagged): ImageFacts | null {
  const aws = awsRepository(image);
  if (aws === null && !telling.some((name) => isRepository(image, name))) return null;
  const words = readTagWords(tables, image.tag);
  if (words.os === null) return null;
  return factsOf(tables, words.os, { os: words.os, cuda: words.cuda, cudnn: null, python: words.python });
}

function factsOf(
  tables: Tables,
  sourced: Sourced,
  found: {
    readonly os: OsRow | null;
    readonly cuda: string | null;
    readonly cudnn: string | null;
    readonly python: string | null;
  },
): ImageFacts {
  const source = tables.sources.get(sourced.source[0] ?? "");
  return {
    os: found.os === null ? null : (found.os.suffixes[0] ?? found.os.id),
    glibc: found.os?.glibc ?? null,
    musl: found.os?.musl ?? null,
    cuda: found.cuda,
    cudnn: found.cudnn,
    python: found.python,
    source: source?.url ?? "",
    date: source?.date ?? null,
  };
}

/** What a tag says by itself, where no row of the tables stands behind it. */
function unsourced(source: string): ImageFacts {
  return { os: null, glibc: null, musl: null, cuda: null, cudnn: null, python: null, source, date: null };
}

/** A mirror keeps the name of what it mirrors at the end of its path. */
function isRepository(image: ImageReference, name: string): boolean {
  return image.repository === name || (image.registry !== null && image.repository.endsWith(`/${name}`));
}

/** AWS serves its deep learning containers from a registry per region, and from its public gallery. */
function awsRepository(image: ImageReference): string | null {
  const prefix = "deep-learning-containers/";
  if (image.registry === "public.ecr.aws") return image.repository.startsWith(prefix) ? image.repository : null;
  if (image.registry === null || !/^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.test(image.registry))
    return null;
  return image.repository.includes("/") ? null : `${prefix}${image.repository}`;
}

function cudaTag(tag: string): string | null {
  return /^(\d{1,2}\.\d{1,2}(?:\.\d{1,3})?)(?=-|$)/.exec(tag)?.[1] ?? null;
}

function isRelease(release: string, tag: string): boolean {
  return tag === "*" || release === tag || (/^\d/.test(tag) && release.startsWith(`${tag}.`));
}

function between(version: string, range: readonly [string, string]): boolean {
  const [at, first, last] = [version, ...range].map((text) => parseDotted(text) ?? []);
  if (at === undefined || first === undefined || last === undefined) return false;
  return compareDotted(at, first) >= 0 && compareDotted(at, last) <= 0;
}
