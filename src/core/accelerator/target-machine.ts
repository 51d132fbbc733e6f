import type { DistributionFile } from "../index/distribution-file.ts";
import type { PackageName } from "../python/name.ts";
import { parseSpecifierSet } from "../python/specifier.ts";
import { parseVersion, type Version } from "../python/version.ts";
import {
  complementRange,
  emptyRange,
  rangeContains,
  rangeOf,
  singletonRange,
  uniteRanges,
  type VersionRange,
} from "../python/version-range.ts";
import { barePackage } from "../resolution/bare-package.ts";
import type { Machine, MachineNeed } from "../resolution/machine.ts";
import { type MachineKey, machineKey } from "../resolution/package-key.ts";
import type { ResolveRequest } from "../resolution/request.ts";
import type { ResolvedPackage } from "../resolution/resolution.ts";
import { parseDriver } from "../target/driver.ts";
import { formatLibc } from "../target/libc.ts";
import type { Target } from "../target/target.ts";
import { carriedCuda } from "./cuda-evidence.ts";
import { type CudaVersion, formatCuda } from "./cuda-version.ts";
import { driverFloor, driverVerdict } from "./driver-verdict.ts";
import { forwardCompatibility } from "./forward-compatibility.ts";
import { glibcNeed, glibcReaches } from "./glibc-verdict.ts";
import { gpuDriverVerdict } from "./gpu-driver-verdict.ts";
import { compatCudaOf } from "./image-of-target.ts";
import { missingCodeText } from "./missing-code.ts";
import { nvidiaDistribution } from "./nvidia-distribution.ts";
import { capabilitiesOf, codeOnTarget, driverOf } from "./serving.ts";
import type { Tables } from "./tables.ts";
import { torchFamily } from "./torch-backend.ts";
import { type Variant, variantOfLocal } from "./variant.ts";
import { type WheelCode, wheelCode } from "./wheel-code.ts";

const driverKey = machineKey("driver");
/** One environment has one CUDA major: its version is whichever the first package that carries one brings. */
const cudaKey = machineKey("cuda");
/** torch and its family load each other's libraries, so that all are of one variant. */
const buildKey = machineKey("torch build");
const glibcKey = machineKey("glibc");
const gpuKey = machineKey("gpu");

/** Frameworks that have builds for GPUs and for the CPU alone under one name. */
const frameworks = new Set(["torch", "tensorflow", "paddlepaddle-gpu"]);

const newestMajor = 30;

/**
 * The target's driver, CUDA, GPUs and glibc as virtual packages, as conda has `__cuda` and `__glibc`. What a version needs of them follows
 * from the same evidence and tables by which the rules judge a resolution, so that what is chosen by it is clean by them. What is not
 * known, of the version or of the target, constrains nothing.
 */
export function targetMachine(tables: Tables, target: Target): Machine {
  return { ...machineOf(tables, target), better: betterDrivers(tables, target) };
}

/** A request as its options have it: with the machine where the accelerator constrains the solve. */
export function withMachine(request: Omit<ResolveRequest, "machine">, tables: Tables): ResolveRequest {
  return request.options.accelerator === "constrain"
    ? { ...request, machine: targetMachine(tables, request.target) }
    : request;
}

function machineOf(tables: Tables, target: Target): Machine {
  const { os, arch, driver, gpus, libc, image, observed } = target;
  const capabilities = capabilitiesOf(target);
  const names = new Map<MachineKey, string>([
    [driverKey, `the target has driver ${driverOf(target)?.text ?? ""}`],
    [glibcKey, libc === null ? "" : `the target has ${formatLibc(libc)}`],
    [gpuKey, `the target has ${gpus.map(({ name }) => name).join(", ")}`],
    ...capabilities.map(({ capability, names: shown }): [MachineKey, string] => [
      keyOfGpu(capability),
      `the target has ${shown} (compute capability ${capability})`,
    ]),
  ]);
  return {
    id: JSON.stringify([os, arch, driver, gpus, libc, image, observed?.digest ?? null]),
    needsOf: (name, version, file) => needsOf(tables, target, pseudoPackage(name, version, file)),
    versionOf: (key, among) => (key === cudaKey ? majorIn(among) : key === buildKey ? buildIn(among) : null),
    has: (key) => names.get(key) ?? "",
    better: [],
  };
}

const keyOfGpu = (capability: string): MachineKey => machineKey(`gpu ${capability}`);

function majorIn(among: VersionRange): Version | null {
  for (let major = newestMajor; major > 0; major -= 1) {
    const version = majorVersion(major);
    if (rangeContains(among, version)) return version;
  }
  return null;
}

/** Builds as versions: `cu126` is 12.6, every build without CUDA is 0. */
const builds = new Map<string, Version>();

function buildVersion(variant: Variant): Version | null {
  if (variant.kind === "cuda" && variant.cuda.minor === null) return null;
  const text = variant.kind === "cuda" ? formatCuda(variant.cuda) : "0";
  const version = builds.get(text) ?? parseVersion(text);
  if (version !== null) builds.set(text, version);
  return version;
}

function buildIn(among: VersionRange): Version | null {
  for (const version of builds.values()) if (rangeContains(among, version)) return version;
  return null;
}

const majors = new Map<number, Version>();

/** One value for a major, as the solver compares versions by identity. */
function majorVersion(major: number): Version {
  const known = majors.get(major) ?? (parseVersion(`${major}`) as Version);
  majors.set(major, known);
  return known;
}

function needsOf(tables: Tables, target: Target, pkg: ResolvedPackage): readonly MachineNeed[] {
  const facts = { tables, target, resolution: { packages: [], notAssessed: [] } };
  const distribution = nvidiaDistribution(pkg.name, pkg.version);
  const carried = carriedCuda(facts, pkg);
  const part = distribution?.binds === true ? distribution.cuda : null;
  const cuda = part ?? (carried.kind === "cuda" ? carried.cuda : null);
  return [
    ...(cuda === null ? [] : driverNeeds(tables, target, cuda)),
    // Libraries of two majors write over each other; what takes its CUDA from the image is not counted.
    ...(part !== null || (cuda !== null && pkg.version.local !== null) ? [sameMajor(cuda as CudaVersion)] : []),
    ...sameBuild(pkg),
    ...(cuda !== null || carried.kind === "follows" ? codeNeeds(tables, target, pkg, cuda) : []),
    ...(carried.kind === "without" && frameworks.has(pkg.name) && target.gpus.length > 0 ? [builtForCpu] : []),
    ...glibcNeeds(tables, target, pkg),
  ];
}

const builtForCpu: MachineNeed = { key: gpuKey, range: emptyRange, text: "is a build without CUDA", isMet: false };

function sameMajor({ major }: CudaVersion): MachineNeed {
  return { key: cudaKey, range: singletonRange(majorVersion(major)), text: `is of CUDA ${major}`, isMet: true };
}

function sameBuild(pkg: ResolvedPackage): MachineNeed[] {
  const variant = torchFamily.has(pkg.name) ? variantOfLocal(pkg.version) : null;
  const version = variant === null ? null : buildVersion(variant);
  if (variant === null || version === null) return [];
  return [{ key: buildKey, range: singletonRange(version), text: `is the ${variant.name} build`, isMet: true }];
}

function driverNeeds(tables: Tables, target: Target, cuda: CudaVersion): MachineNeed[] {
  const driver = driverOf(target);
  if (driver === null) return [];
  const needs: MachineNeed[] = [];
  // The floor is that of the major: versions of one major then share one line of a proof.
  const carries = `carries CUDA ${tables.minorVersionFloors.has(cuda.major) ? cuda.major : formatCuda(cuda)}`;
  const verdict = driverVerdict(tables, { driver, os: target.os, cuda });
  if (verdict.kind === "fail" && !runsByForwardCompatibility(tables, target, cuda)) {
    const text = `${carries}, which needs driver ${verdict.floor} or newer`;
    needs.push({ key: driverKey, range: specified(`>=${verdict.floor}`), text, isMet: false });
  }
  for (const { capability, names } of capabilitiesOf(target)) {
    const support = gpuDriverVerdict(tables, capability, driver);
    if (support.kind !== "fail") continue;
    const [range, bound] =
      support.reason === "dropped"
        ? [specified(`<${support.lastBranch + 1}`), `R${support.lastBranch} is the last driver branch`]
        : [specified(`>=${support.firstBranch}`), `R${support.firstBranch} is the first driver branch`];
    needs.push({ key: driverKey, range, text: `runs on GPUs, and ${bound} that supports ${names}`, isMet: false });
  }
  return needs;
}

function runsByForwardCompatibility(tables: Tables, target: Target, cuda: CudaVersion): boolean {
  const driver = driverOf(target);
  const imageCuda = compatCudaOf(target);
  if (driver === null) return false;
  return forwardCompatibility(tables, { driver, os: target.os, gpus: target.gpus, cuda, imageCuda }) !== null;
}

function codeNeeds(tables: Tables, target: Target, pkg: ResolvedPackage, cuda: CudaVersion | null): MachineNeed[] {
  const code = wheelCode(tables, target, pkg);
  if (code.kind === "unknown") return [];
  return capabilitiesOf(target).flatMap(({ capability }) => {
    const verdict = codeOnTarget(tables, target, code, cuda, capability);
    if (verdict.kind !== "fail") return [];
    const text = missingCodeText(verdict, code);
    const range = verdict.reason === "ptx-newer-than-driver" ? emptyRange : servedRange(code);
    return [{ key: keyOfGpu(capability), range, text, isMet: false }];
  });
}

/** The compute capabilities that code names: of those between, the verdict has decided. */
function servedRange(code: WheelCode): VersionRange {
  if (code.kind === "minimum") return specified(`>=${code.capability}`);
  if (code.kind === "fails-on") return complementRange(capabilityRange(code.capabilities));
  if (code.kind === "unknown") return emptyRange;
  const digits = [...code.sm, ...(code.ptx ?? [])].map((name) => name.replace(/[af]$/, ""));
  return capabilityRange(digits.map((text) => `${text.slice(0, -1)}.${text.slice(-1)}`));
}

function capabilityRange(capabilities: readonly string[]): VersionRange {
  return capabilities.reduce((range, text) => {
    const version = parseVersion(text);
    return version === null ? range : uniteRanges(range, singletonRange(version));
  }, emptyRange);
}

function glibcNeeds(tables: Tables, target: Target, pkg: ResolvedPackage): MachineNeed[] {
  const { libc } = target;
  if (libc?.family !== "glibc") return [];
  const need = glibcNeed(tables, target, pkg);
  if (need === null || need.confidence === "low" || glibcReaches(`${libc.major}.${libc.minor}`, need.glibc)) return [];
  return [{ key: glibcKey, range: specified(`>=${need.glibc}`), text: `needs glibc ${need.glibc}`, isMet: false }];
}

function specified(text: string): VersionRange {
  const read = parseSpecifierSet(text);
  return read.ok ? rangeOf(read.value) : emptyRange;
}

/** A candidate as evidence reads packages: what it requires is told by the packages that it brings. */
function pseudoPackage(name: PackageName, version: Version, file: DistributionFile): ResolvedPackage {
  return barePackage({ name, version, file, metadataSource: "assumed-empty" });
}

/** The same target with a driver that reaches the floor of a newer CUDA major. */
function betterDrivers(tables: Tables, target: Target): Machine["better"] {
  const driver = driverOf(target);
  if (driver === null) return [];
  const floors = [...tables.minorVersionFloors.keys()]
    .sort((left, right) => left - right)
    .flatMap((major) => driverFloor(tables, target.os, { major, minor: null })?.driver ?? []);
  return floors.flatMap((floor) => {
    const parsed = parseDriver(floor);
    if (!parsed.ok || parsed.value.branch <= driver.branch) return [];
    const machine = machineOf(tables, { ...target, driver: floor });
    return [{ machine, hint: `It can be installed where the driver is ${floor} or newer.` }];
  });
}
