import type { DistributionFile } from "../../src/core/index/distribution-file.ts";
import type { Requirement, RequirementKind } from "../../src/core/manifest/requirement.ts";
import { parseDependencySpecifier } from "../../src/core/python/dependency-specifier.ts";
import { normalizeName, type PackageName } from "../../src/core/python/name.ts";
import type {
  Answers,
  Asking,
  MetadataAnswer,
  MetadataSource,
  ProjectAnswer,
} from "../../src/core/resolution/question.ts";
import { defaultResolveOptions, type ResolveOptions, type ResolveRequest } from "../../src/core/resolution/request.ts";
import type { ResolutionOutcome } from "../../src/core/resolution/resolution.ts";
import { resolve } from "../../src/core/resolution/resolve.ts";
import { answersOf, type Universe } from "../../src/core/resolution/universe.ts";
import type { Target } from "../../src/core/target/target.ts";
import { cpython } from "../core/python/targets.ts";

const index = "https://index.test/simple/";

/**
 * A universe from text: a line for each version, with what it needs indented below it.
 *
 *     torch 2.0 python=>=3.8 yanked=broken wheel=cp311-cp311-manylinux_2_28_x86_64
 *       numpy>=1.21
 *       cuda; extra == "gpu"
 *     docopt 0.6 sdist=assumed-egg-info
 *     gone absent
 *     slow failed
 *
 * `wheel=` may stand several times; without it, and without `sdist=`, there is one wheel for every platform. `sdist=`
 * names where its metadata comes from, or `unreadable`. `uploaded=` is an ISO date; `metadata=` is `failed` or
 * `unreadable`; `size=` a number of bytes; `named=` another name inside the metadata.
 */
export function universeOf(text: string): Universe {
  const pages = new Map<PackageName, DistributionFile[]>();
  const projects = new Map<PackageName, ProjectAnswer>();
  const metadata = new Map<string, MetadataAnswer>();
  for (const { head, needs } of blocksOf(text)) {
    const [rawName = "", version = "", ...settings] = head;
    const name = normalizeName(rawName);
    if (version === "absent") projects.set(name, { kind: "absent", asked: [index] });
    else if (version === "failed") projects.set(name, { kind: "failed", reason: "the index did not answer" });
    else {
      const entries = settings.map((setting) => setting.split(/=(.*)/s) as [string, string?]);
      const files = filesOf(rawName, version, entries);
      pages.set(name, [...(pages.get(name) ?? []), ...files]);
      for (const file of files) metadata.set(file.url, metadataOf(name, version, entries, needs, file));
    }
  }
  for (const [name, files] of pages) projects.set(name, { kind: "listed", pages: [{ index, files, status: null }] });
  return { projects, metadata };
}

interface Block {
  readonly head: readonly string[];
  readonly needs: string[];
}

function blocksOf(text: string): Block[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const least = Math.min(...lines.map((line) => line.search(/\S/)));
  const blocks: Block[] = [];
  for (const line of lines) {
    if (line.search(/\S/) === least) blocks.push({ head: line.trim().split(/\s+/), needs: [] });
    else blocks.at(-1)?.needs.push(line.trim());
  }
  return blocks;
}

type Settings = readonly (readonly [string, string?])[];
const settingOf = (settings: Settings, key: string): string | null => {
  const found = settings.find(([name]) => name === key);
  return found === undefined ? null : (found[1] ?? "");
};

function filesOf(name: string, version: string, settings: Settings): DistributionFile[] {
  const stem = `${name.replaceAll("-", "_")}-${version}`;
  const wheels = settings.filter(([key]) => key === "wheel").map(([, tags]) => `${stem}-${tags}.whl`);
  const sdist = settingOf(settings, "sdist");
  const filenames = [...wheels, ...(sdist === null ? [] : [`${stem}.tar.gz`])];
  return (filenames.length === 0 ? [`${stem}-py3-none-any.whl`] : filenames).map((filename) => ({
    filename,
    url: `https://files.test/${filename}`,
    index,
    hashes: { sha256: `${filename.length}`.padStart(64, "0") },
    requiresPython: settingOf(settings, "python"),
    yanked: settingOf(settings, "yanked"),
    uploadTime: settingOf(settings, "uploaded"),
    size: Number(settingOf(settings, "size") ?? 1000),
    coreMetadata: true,
  }));
}

function metadataOf(
  name: PackageName,
  version: string,
  settings: Settings,
  needs: readonly string[],
  file: DistributionFile,
): MetadataAnswer {
  const stated = settingOf(settings, "metadata");
  if (stated === "failed") return { kind: "failed", reason: "the connection was reset" };
  const sdist = settingOf(settings, "sdist");
  const isSdist = !file.filename.endsWith(".whl");
  if (stated === "unreadable" || (isSdist && sdist === "unreadable"))
    return { kind: "unreadable", reason: "there is nothing to read" };
  const extras = needs.flatMap((need) =>
    [...need.matchAll(/extra\s*==\s*["']([^"']+)["']/g)].map((match) => match[1] ?? ""),
  );
  return {
    kind: "read",
    source: isSdist ? ((sdist === "" ? "pkg-info" : sdist) as MetadataSource) : "sidecar",
    metadata: {
      metadataVersion: "2.3",
      name: normalizeName(settingOf(settings, "named") ?? name),
      version,
      requiresPython: settingOf(settings, "python"),
      requiresDist: needs,
      providesExtra: [...new Set(extras)],
      dynamic: [],
      licenseExpression: null,
    },
  };
}

export const linuxTarget: Target = {
  id: "prod",
  python: cpython(11),
  os: "linux",
  arch: "x86_64",
  libc: { family: "glibc", major: 2, minor: 17 },
  macos: null,
  driver: null,
  gpus: [],
  image: null,
  cpuFeatures: [],
  sources: {},
};

/** Lines as a requirements file has them; `-c` and `--override` before a line make it a constraint or an override. */
export function requirementsOf(text: string, file = "requirements.txt"): Requirement[] {
  return text.split("\n").flatMap((raw, at): Requirement[] => {
    const line = raw.trim();
    if (line === "") return [];
    const [flag] = /^(-c|--override)\s+/.exec(line) ?? [""];
    const kind: RequirementKind = flag.startsWith("-c") ? "constraint" : flag === "" ? "direct" : "override";
    const [bare = "", ...hashes] = line.slice(flag.length).split(/\s+--hash=/);
    const specifier = parseDependencySpecifier(bare);
    if (!specifier.ok) throw new Error(`${bare}: ${specifier.problem.message}`);
    return [
      {
        specifier: specifier.value,
        text: bare,
        kind,
        origin: { file, line: at + 1, column: 1, endColumn: bare.length + 1 },
        hashes,
      },
    ];
  });
}

export interface Asked extends Partial<ResolveOptions> {
  readonly target?: Partial<Target>;
}

export function requestOf(
  requirements: string | readonly Requirement[],
  { target, ...options }: Asked = {},
): ResolveRequest {
  return {
    requirements: typeof requirements === "string" ? requirementsOf(requirements) : requirements,
    target: { ...linuxTarget, ...target },
    options: { ...defaultResolveOptions, ...options },
  };
}

/** Runs a computation on answers that are all there. */
export function settle<T>(asking: Asking<T>, answers: Answers): T {
  let step = asking.next();
  while (!step.done) step = asking.next(answers);
  return step.value;
}

export const resolveIn = (universe: Universe, request: ResolveRequest): ResolutionOutcome =>
  settle(resolve(request), answersOf(universe));

/** `a 1.0, b 2.0`, or what became of it instead. */
export function pinsOf(outcome: ResolutionOutcome): string {
  if (outcome.kind !== "resolved") return outcome.kind;
  return outcome.resolution.packages
    .map(({ name, version, extras }) => `${name}${extras.length === 0 ? "" : `[${extras.join(",")}]`} ${version.text}`)
    .join(", ");
}

export const pins = (universe: string, requirements: string, asked?: Asked): string =>
  pinsOf(resolveIn(universeOf(universe), requestOf(requirements, asked)));

/** The proof and the hints of a refusal. */
export function refusal(
  universe: string,
  requirements: string,
  asked?: Asked,
): { text: string; hints: readonly string[] } {
  const outcome = resolveIn(universeOf(universe), requestOf(requirements, asked));
  if (outcome.kind !== "unsatisfiable") throw new Error(`It was expected to be refused, and was ${outcome.kind}.`);
  return { text: outcome.conflict.text, hints: outcome.conflict.hints };
}
