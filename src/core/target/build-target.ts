import type { StatedCuda, StatedEnvironment } from "../manifest/requirement.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import { contradictionsOf } from "./contradictions.ts";
import { outsideOfEnvironments } from "./declared-environments.ts";
import type { LookupGpu } from "./gpu.ts";
import { readGpu } from "./gpu.ts";
import type { ImageFacts, LookupImage } from "./image-facts.ts";
import { assumedGlibc, assumedMusl, formatLibc, parseGlibc, parseMusl } from "./libc.ts";
import {
  configurationSource,
  type ImageField,
  knownOfImage,
  type ObservedImage,
  sourceOfField,
} from "./observed-image.ts";
import type { Platform } from "./platform.ts";
import { linuxOn, windowsOn } from "./platform.ts";
import type { PythonVersion } from "./python-version.ts";
import { parsePythonVersion } from "./python-version.ts";
import { lowestPython } from "./requires-python.ts";
import type { Stated, StatedTarget } from "./stated-target.ts";
import type { FieldSource, Libc, Target, TargetField } from "./target.ts";
import type { UnknownField } from "./unknown-field.ts";
import { unknownsOf } from "./unknown-field.ts";

export interface TargetFacts {
  readonly id: string;
  /** What is said of the target, from the most to the least authoritative: command line, configuration, what was inferred. */
  readonly statements: readonly StatedTarget[];
  /** `requires-python` of the model's pyproject.toml, with where it stands, such as `models/a/pyproject.toml:4`. */
  readonly requiresPython: { readonly text: string; readonly from: string } | null;
  /** What `.python-version` or `runtime.txt` says: what people work with, which an image overrules. Null where neither is there. */
  readonly pythonFile?: Stated<PythonVersion> | null;
  /** The CUDA that the model's manifests install or ask for. */
  readonly cuda?: readonly StatedCuda[];
  /** Environments that its `[tool.uv]` declares. */
  readonly environments?: readonly StatedEnvironment[];
  readonly lookupGpu: LookupGpu;
  readonly lookupImage: LookupImage;
  /** What the configuration of its image says; null or absent where it was not asked for. */
  readonly observed?: ObservedImage | null;
  /** The file to which a missing field would be added. */
  readonly configPath: string;
}

export interface BuiltTarget {
  readonly target: Target;
  /** Fields that are assumed or not known, each with the line of configuration that would make it known. */
  readonly unknown: readonly UnknownField[];
  /** Two sources that cannot both be right. The more authoritative one was taken. */
  readonly contradictions: readonly NotAssessed[];
  readonly image: ImageFacts | null;
  /** What the manifests say of CUDA: it is no field of the target, and rules hold it against the wheels and the driver. */
  readonly cuda: readonly StatedCuda[];
}

/** An inferred or assumed value is stated too, by what it was inferred from. */
const assumed = <T>(value: T, from: string): Stated<T> => ({ value, source: { how: "assumed", from } });
const inferred = <T>(value: T, from: string): Stated<T> => ({ value, source: { how: "inferred", from } });

/** The Python with wheels for the widest span of torch releases: 2.0 of March 2023 up to the newest. */
const assumedPython: PythonVersion = {
  full: "3.11.0",
  major: 3,
  minor: 11,
  implementation: "cpython",
  freeThreaded: false,
  patchAssumed: true,
};

/**
 * Puts a Target together field by field: what is stated first, then what follows from the image and `requires-python`, then an
 * assumption that says so. A field that nothing can be assumed for, such as the driver, stays null.
 */
export function buildTarget(facts: TargetFacts): BuiltTarget {
  const { statements } = facts;
  const image = first(statements, (statement) => statement.image);
  const observed = facts.observed ?? null;
  const imageFacts = image === null ? null : knownOfImage(facts.lookupImage(image.value), observed);
  const platform = choosePlatform(statements, image, imageFacts);
  const libc = chooseLibc(statements, platform, image, imageFacts);
  const python = choosePython(facts, image, imageFacts);
  const driver = first(statements, (statement) => statement.driver);
  const gpus = first(statements, (statement) => statement.gpus);
  const macos = first(statements, macosOf);
  const cpuFeatures = first(statements, (statement) => statement.cpuFeatures);
  const provides = first(statements, (statement) => statement.provides ?? null);
  const onMacos = platform.value.os === "macos";

  const target: Target = {
    id: facts.id,
    python: python.value,
    os: platform.value.os,
    arch: platform.value.arch,
    libc: libc?.value ?? null,
    macos: onMacos ? (macos?.value ?? platform.value.macos) : null,
    driver: driver?.value ?? null,
    gpus: (gpus?.value ?? []).map((name) => readGpu(name, facts.lookupGpu)),
    image: image?.value ?? null,
    cpuFeatures: [...new Set([...platform.value.cpuFeatures, ...(cpuFeatures?.value ?? [])])],
    ...(provides === null ? {} : { provides: provides.value }),
    ...(observed === null ? {} : { observed }),
    sources: sources([
      ["python", python],
      ["platform", platform],
      ["libc", libc],
      ["driver", driver],
      ["gpus", gpus],
      ["image", image],
      ["cpuFeatures", cpuFeatures],
      ["provides", provides],
    ]),
  };
  const macosAssumed = onMacos && macos === null;
  return {
    target,
    unknown: unknownsOf(target, { configPath: facts.configPath, macosAssumed, imageIsKnown: imageFacts !== null }),
    contradictions: [
      ...contradictionsOf(target, statements, imageFacts, facts.requiresPython),
      ...outsideOfEnvironments(target, facts.environments ?? []),
    ],
    image: imageFacts,
    cuda: facts.cuda ?? [],
  };
}

/** Everything of a built target that a report has to list as not assessed. */
export function targetNotAssessed(built: BuiltTarget): readonly NotAssessed[] {
  return [...built.contradictions, ...built.unknown.map(({ what, why }) => ({ what, why }))];
}

function first<T>(
  statements: readonly StatedTarget[],
  pick: (statement: StatedTarget) => Stated<T> | null,
): Stated<T> | null {
  for (const statement of statements) {
    const found = pick(statement);
    if (found !== null) return found;
  }
  return null;
}

function choosePlatform(
  statements: readonly StatedTarget[],
  image: Stated<string> | null,
  facts: ImageFacts | null,
): Stated<Platform> {
  const stated = first(statements, (statement) => statement.platform);
  if (stated !== null) return stated;
  const windowsImage = image !== null && facts?.os?.startsWith("windows") === true;
  if (windowsImage) return inferred(windowsOn("x86_64"), `image \`${image.value}\``);
  return assumed(linuxOn("x86_64"), "the platform that most models are served on");
}

/** The libc by the most authoritative statement that gives a version of it, be it by `glibc:` or by the platform's name. */
export function libcOf(statement: StatedTarget): Stated<Libc> | null {
  if (statement.libc !== null) return statement.libc;
  const { platform } = statement;
  if (platform === null || platform.value.libcAssumed || platform.value.libc === null) return null;
  return { value: platform.value.libc, source: platform.source };
}

function chooseLibc(
  statements: readonly StatedTarget[],
  platform: Stated<Platform>,
  image: Stated<string> | null,
  facts: ImageFacts | null,
): Stated<Libc> | null {
  if (platform.value.os !== "linux") return null;
  const stated = first(statements, libcOf);
  if (stated !== null) return stated;
  const said = platform.value.libcFamilySaid ? (platform.value.libc?.family ?? null) : null;
  const ofImage = libcOfImage(facts);
  if (image !== null && ofImage !== null && (said === null || said === ofImage.family)) {
    return inferred(ofImage, whoSays(image.value, facts, facts?.glibc == null ? "musl" : "glibc"));
  }
  if (said === "musl") return assumed(assumedMusl, "the musl that musllinux_1_2 wheels need");
  const glibc = assumedGlibc(platform.value.arch);
  return assumed(glibc, `the ${formatLibc(glibc)} that uv takes for a Linux whose version is not said`);
}

/** An image that the tables know is known by its name; of any other its configuration is named. */
function whoSays(reference: string, facts: ImageFacts | null, field: ImageField): string {
  const told = facts === null ? undefined : sourceOfField(facts, field).source;
  return told?.startsWith(configurationSource("")) === true
    ? `image \`${reference}\` (${told})`
    : `image \`${reference}\``;
}

/** The libc that an image has by the tables or its configuration. */
export function libcOfImage(facts: ImageFacts | null): Libc | null {
  const read = facts?.glibc ? parseGlibc(facts.glibc) : facts?.musl ? parseMusl(facts.musl) : null;
  return read?.ok === true ? read.value : null;
}

function choosePython(
  facts: TargetFacts,
  image: Stated<string> | null,
  imageFacts: ImageFacts | null,
): Stated<PythonVersion> {
  const stated = first(facts.statements, (statement) => statement.python);
  if (stated !== null) return stated;
  const ofImage = imageFacts?.python ? parsePythonVersion(imageFacts.python) : null;
  if (image !== null && ofImage?.ok === true)
    return inferred(ofImage.value, whoSays(image.value, imageFacts, "python"));
  const { requiresPython, pythonFile } = facts;
  if (pythonFile !== undefined && pythonFile !== null) return pythonFile;
  const lowest = requiresPython === null ? null : lowestPython(requiresPython.text);
  const ofRange = lowest === null ? null : parsePythonVersion(lowest);
  if (requiresPython !== null && ofRange?.ok === true) {
    return assumed(ofRange.value, `the lowest Python that ${requiresPython.from} allows`);
  }
  return assumed(assumedPython, "the Python with wheels for the widest span of torch releases");
}

function macosOf(statement: StatedTarget): Stated<{ readonly major: number; readonly minor: number }> | null {
  if (statement.macos !== null) return statement.macos;
  const { platform } = statement;
  if (platform === null || platform.value.macos === null || platform.value.macosAssumed) return null;
  return { value: platform.value.macos, source: platform.source };
}

function sources(fields: readonly (readonly [TargetField, Stated<unknown> | null])[]): Target["sources"] {
  const known: Partial<Record<TargetField, FieldSource>> = {};
  for (const [field, stated] of fields) {
    if (stated !== null) known[field] = stated.source;
  }
  return known;
}
