import type { Evidence } from "../rule/finding.ts";
import type { DriverVersion } from "../target/driver.ts";
import { driverAtLeast, parseDriver } from "../target/driver.ts";
import type { OperatingSystem } from "../target/target.ts";
import { cite } from "./cite.ts";
import type { CudaVersion } from "./cuda-version.ts";
import { compareCuda, formatCuda, parseCuda } from "./cuda-version.ts";
import type { KnownBranch } from "./driver-branch.ts";
import { branchOf } from "./driver-branch.ts";
import { oncePerText } from "./once.ts";
import type { Tables } from "./tables.ts";

/** Whether code of a CUDA runs on a driver. */
export type DriverVerdict =
  | { readonly kind: "ok"; readonly driverCuda: string | null; readonly evidence: readonly Evidence[] }
  /** Machine code runs by minor version compatibility: PTX of that CUDA and its newest driver features do not. */
  | {
      readonly kind: "limited";
      readonly driverCuda: string;
      readonly floor: string;
      readonly evidence: readonly Evidence[];
    }
  | {
      readonly kind: "fail";
      readonly driverCuda: string | null;
      readonly floor: string;
      readonly evidence: readonly Evidence[];
    }
  | { readonly kind: "unknown"; readonly why: string };

/** The oldest driver for a CUDA, with where that is said. */
export interface DriverFloor {
  readonly driver: string;
  readonly evidence: readonly Evidence[];
}

export interface DriverQuestion {
  readonly driver: DriverVersion;
  readonly os: OperatingSystem;
  readonly cuda: CudaVersion;
}

/**
 * Decides in NVIDIA's order: a driver whose branch brings the code's CUDA, or a newer one, runs all of it; else one at or above
 * the floor of the code's CUDA major runs its machine code (CUDA Compatibility, "Minor Version Compatibility"); else it does not run.
 */
export function driverVerdict(tables: Tables, question: DriverQuestion): DriverVerdict {
  const text = `${question.driver.text} ${question.os} ${formatCuda(question.cuda)}`;
  return verdicts(tables, text, () => decide(tables, question));
}

const verdicts = oncePerText<Tables, DriverVerdict>();

function decide(tables: Tables, { driver, os, cuda }: DriverQuestion): DriverVerdict {
  const branch = branchOf(tables, driver);
  const brought = cudaOfBranch(branch);
  const evidence = branchEvidence(tables, branch, driver);
  if (brought !== null && covers(brought, cuda)) return { kind: "ok", driverCuda: shownCuda(branch), evidence };
  const floor = driverFloor(tables, os, cuda);
  if (floor === null) return { kind: "unknown", why: unknownFloor(tables, cuda) };
  const all = [...evidence, ...floor.evidence];
  const enough = atLeast(driver, floor.driver);
  if (enough === null)
    return {
      kind: "unknown",
      why: `driver ${driver.text} names a branch, and CUDA ${formatCuda(cuda)} needs ${floor.driver} or newer`,
    };
  if (!enough) return { kind: "fail", driverCuda: shownCuda(branch), floor: floor.driver, evidence: all };
  // Without the code's minor, or without the driver's own CUDA, all that is known is that the floor is reached.
  if (cuda.minor === null || branch.kind !== "known")
    return { kind: "ok", driverCuda: shownCuda(branch), evidence: all };
  return { kind: "limited", driverCuda: branch.row.cuda, floor: floor.driver, evidence: all };
}

/**
 * The oldest driver for a CUDA: the floor of its major, or for CUDA 10 and older, which have no minor version compatibility, the
 * driver that its toolkit was shipped with. Null where the tables do not say.
 */
export function driverFloor(tables: Tables, os: OperatingSystem, cuda: CudaVersion): DriverFloor | null {
  if (os === "macos") return null;
  const major = tables.minorVersionFloors.get(cuda.major);
  if (major !== undefined) {
    const driver = os === "windows" ? major.driverWindows : major.driverLinux;
    return { driver, evidence: cite(tables, major, `CUDA ${cuda.major} needs driver ${driver} or newer`) };
  }
  if (cuda.minor === null) return null;
  // The list is newest first: the last of a minor has the lowest driver.
  const toolkit = tables.toolkits.findLast((row) => compareCuda(toolkitCuda(row.cuda), cuda) === 0);
  const driver = os === "windows" ? toolkit?.driverWindows : toolkit?.driverLinux;
  if (toolkit === undefined || driver === undefined || driver === null) return null;
  return { driver, evidence: cite(tables, toolkit, `CUDA ${formatCuda(cuda)} needs driver ${driver} or newer`) };
}

/** The newest PTX that a driver can load; null where its branch is newer than the tables, or older. */
export function ptxIsaOfDriver(tables: Tables, driver: DriverVersion): string | null {
  const branch = branchOf(tables, driver);
  return branch.kind === "known" ? branch.row.ptxIsa : null;
}

/** The PTX that a CUDA's compiler writes; null where its minor or the toolkit is not known. */
export function ptxIsaOfCuda(tables: Tables, cuda: CudaVersion): string | null {
  if (cuda.minor === null) return null;
  return ptxIsas(
    tables,
    formatCuda(cuda),
    () => tables.toolkits.find((row) => compareCuda(toolkitCuda(row.cuda), cuda) === 0)?.ptxIsa ?? null,
  );
}

const ptxIsas = oncePerText<Tables, string | null>();

function toolkitCuda(text: string): CudaVersion {
  return parseCuda(text) ?? { major: 0, minor: 0 };
}

function cudaOfBranch(branch: KnownBranch): CudaVersion | null {
  if (branch.kind === "older-than-tables") return null;
  return parseCuda(branch.kind === "newer-than-tables" ? branch.newest.cuda : branch.row.cuda);
}

/** A newer driver runs what any older CUDA made; of a CUDA whose minor is unknown, only a driver of a newer major is sure to. */
function covers(brought: CudaVersion, cuda: CudaVersion): boolean {
  return cuda.minor === null ? brought.major > cuda.major : compareCuda(brought, cuda) >= 0;
}

function shownCuda(branch: KnownBranch): string | null {
  return branch.kind === "known" ? branch.row.cuda : null;
}

function branchEvidence(tables: Tables, branch: KnownBranch, driver: DriverVersion): readonly Evidence[] {
  if (branch.kind === "known")
    return cite(tables, branch.row, `driver branch R${branch.row.branch} brings CUDA ${branch.row.cuda}`);
  if (branch.kind === "at-least")
    return cite(
      tables,
      branch.row,
      `driver ${driver.text} is newer than branch R${branch.row.branch}, which brings CUDA ${branch.row.cuda}`,
    );
  if (branch.kind === "newer-than-tables")
    return cite(
      tables,
      branch.newest,
      `driver ${driver.text} is newer than branch R${branch.newest.branch}, which brings CUDA ${branch.newest.cuda}`,
    );
  return cite(
    tables,
    branch.oldest,
    `driver ${driver.text} is older than branch R${branch.oldest.branch}, which brings CUDA ${branch.oldest.cuda}`,
  );
}

function atLeast(driver: DriverVersion, floor: string): boolean | null {
  const parsed = parseDriver(floor);
  return parsed.ok ? driverAtLeast(driver, parsed.value) : null;
}

function unknownFloor(tables: Tables, cuda: CudaVersion): string {
  return `the compatibility tables of ${tables.date} do not say which driver CUDA ${formatCuda(cuda)} needs`;
}
