import { accelerated } from "../../../src/core/accelerator/accelerated.ts";
import { embeddedTables } from "../../../src/core/accelerator/embedded-tables.ts";
import { lookupGpu } from "../../../src/core/accelerator/lookup-gpu.ts";
import type { AdvisoryAnswers } from "../../../src/core/advisory/advisory.ts";
import type { Requirement } from "../../../src/core/manifest/requirement.ts";
import type { PackageName } from "../../../src/core/python/name.ts";
import { parseVersion } from "../../../src/core/python/version.ts";
import type { Demand, Resolution, ResolvedPackage } from "../../../src/core/resolution/resolution.ts";
import type { Facts } from "../../../src/core/rule/rule.ts";
import type { Target } from "../../../src/core/target/target.ts";
import { cpython } from "../python/targets.ts";

export const tables = embeddedTables();

/** One package of a small resolution, as `torch==2.11.0` with what it asks for. */
export interface Wanted {
  readonly pin: string;
  /** Names of packages in the same resolution. */
  readonly requires?: readonly string[];
  readonly index?: string;
  /** Platform part of the wheel's name. */
  readonly platform?: string;
  /** Name of the file where it is not a wheel for CPython 3.11. */
  readonly filename?: string;
  /** Names of further files of the release. */
  readonly files?: readonly string[];
  readonly size?: number;
  readonly uploadTime?: string;
}

/** A resolution of these packages; those that nobody asks for stand in `requirements.txt`, one line each in this order. */
export function resolutionOf(...wanted: readonly (Wanted | string)[]): Resolution {
  const all = wanted.map((entry) => (typeof entry === "string" ? { pin: entry } : entry));
  const asked = new Set(all.flatMap(({ requires }) => requires ?? []));
  const packages = all.map((entry, at) => packageOf(entry, all, asked, at + 1));
  return { packages: packages.sort((left, right) => (left.name < right.name ? -1 : 1)), notAssessed: [] };
}

function packageOf(entry: Wanted, all: readonly Wanted[], asked: ReadonlySet<string>, line: number): ResolvedPackage {
  const [name = "", text = ""] = entry.pin.split("==");
  const version = parseVersion(text);
  if (version === null) throw new Error(`no version in ${entry.pin}`);
  const pinOf = (wanted: string): string => all.find(({ pin }) => pin.startsWith(`${wanted}==`))?.pin ?? wanted;
  const index = entry.index ?? "https://pypi.org/simple";
  const filename =
    entry.filename ??
    `${name.replaceAll("-", "_")}-${text}-cp311-cp311-${entry.platform ?? "manylinux_2_17_x86_64"}.whl`;
  const file = {
    filename,
    url: `${index}/${filename}`,
    index,
    hashes: {},
    requiresPython: null,
    yanked: null,
    uploadTime: entry.uploadTime ?? null,
    size: entry.size ?? null,
    coreMetadata: true,
  };
  const parents = all.filter(({ requires }) => requires?.includes(name) === true);
  const demandedBy: readonly Demand[] = asked.has(name)
    ? parents.map((parent): Demand => {
        const [from = "", at = "0"] = parent.pin.split("==");
        return { kind: "package", name: from as PackageName, version: parseVersion(at) ?? version, text: entry.pin };
      })
    : [{ kind: "root", requirement: requirementOf(entry.pin, line) }];
  return {
    name: name as PackageName,
    version,
    extras: [],
    file,
    files: [file, ...(entry.files ?? []).map((other) => ({ ...file, filename: other, url: `${index}/${other}` }))],
    alsoOn: [],
    requires: (entry.requires ?? []).map((to) => ({ to: to as PackageName, extras: [], text: pinOf(to) })),
    demandedBy,
    metadataSource: "sidecar",
    reason: null,
  };
}

function requirementOf(text: string, line: number): Requirement {
  const origin = { file: "requirements.txt", line, column: 1, endColumn: text.length + 1 };
  return {
    specifier: { name: text.split("==")[0] } as unknown as Requirement["specifier"],
    text,
    kind: "direct",
    origin,
    hashes: [],
  };
}

/** Where a resolution is served: what is not said is Linux x86_64 with Python 3.11, glibc 2.35 and no GPU. */
export function targetOf(
  said: {
    readonly driver?: string;
    readonly gpu?: readonly string[];
    readonly glibc?: number;
    readonly image?: string;
    readonly cpu?: readonly string[];
  } & Partial<Pick<Target, "os" | "arch" | "python" | "sources">> = {},
): Target {
  return {
    id: "prod",
    python: said.python ?? cpython(11),
    os: said.os ?? "linux",
    arch: said.arch ?? "x86_64",
    libc: said.os === undefined || said.os === "linux" ? { family: "glibc", major: 2, minor: said.glibc ?? 35 } : null,
    macos: null,
    driver: said.driver ?? null,
    gpus: (said.gpu ?? []).map((name) => lookupGpu(tables, name) ?? { name, computeCapability: null, class: null }),
    image: said.image ?? null,
    cpuFeatures: said.cpu ?? [],
    sources: { driver: { how: "declared", from: ".github/pinwarden.yml:7" }, ...said.sources },
  };
}

const noAdvisories: AdvisoryAnswers = { source: null, asOf: null, of: () => undefined, failure: null };

/** What a rule is handed. */
export function factsOf(target: Target, resolution: Resolution): Facts {
  return {
    model: { id: "classifier", path: "." },
    target,
    resolution,
    advisories: noAdvisories,
    tables,
    today: "2026-11-21",
  };
}

/** torch as the public index serves it, with the libraries that its release asks for. */
export function torch(version: string): readonly Wanted[] {
  const [, minor = 0] = version.split(".").map(Number);
  if (minor >= 11) {
    const toolkit = minor >= 15 ? "13.2.2" : "13.0.2";
    return [
      {
        pin: `torch==${version}`,
        requires: ["cuda-toolkit", "cuda-bindings", "nvidia-cudnn-cu13", "nvidia-nccl-cu13"],
        platform: "manylinux_2_28_x86_64",
      },
      { pin: `cuda-toolkit==${toolkit}`, requires: ["nvidia-cuda-runtime"] },
      "cuda-bindings==13.0.3",
      "nvidia-cudnn-cu13==9.19.0.56",
      "nvidia-nccl-cu13==2.28.9",
      `nvidia-cuda-runtime==${toolkit.slice(0, 4)}.96`,
    ].map((entry) => (typeof entry === "string" ? { pin: entry } : entry));
  }
  const cuda = minor >= 8 ? "12.8" : minor === 7 ? "12.6" : minor >= 5 ? "12.4" : "12.1";
  return [
    {
      pin: `torch==${version}`,
      requires: ["nvidia-cuda-runtime-cu12", "nvidia-cudnn-cu12", "nvidia-nccl-cu12"],
      platform: minor >= 7 ? "manylinux_2_28_x86_64" : "manylinux1_x86_64",
    },
    { pin: `nvidia-cuda-runtime-cu12==${cuda}.90` },
    { pin: "nvidia-cudnn-cu12==9.10.2.21" },
    { pin: "nvidia-nccl-cu12==2.27.5" },
  ];
}

/** The one package that answers for CUDA in a resolution of a target. */
export function onlyCarrier(
  target: Target,
  resolution: Resolution,
): ReturnType<typeof accelerated>["carriers"][number] {
  const { carriers } = accelerated({ tables, target, resolution });
  const [carrier] = carriers;
  if (carrier === undefined || carriers.length !== 1) throw new Error(`expected one carrier, found ${carriers.length}`);
  return carrier;
}
