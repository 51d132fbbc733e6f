import { existsSync, readFileSync } from "node:fs";
import { codeVerdict } from "../../src/core/accelerator/code-verdict.ts";
import { containerGateVerdict } from "../../src/core/accelerator/container-gate.ts";
import type { CudaVersion } from "../../src/core/accelerator/cuda-version.ts";
import { parseCuda, parseCudaDigits } from "../../src/core/accelerator/cuda-version.ts";
import { driverVerdict, ptxIsaOfCuda, ptxIsaOfDriver } from "../../src/core/accelerator/driver-verdict.ts";
import { embeddedTables } from "../../src/core/accelerator/embedded-tables.ts";
import { glibcReaches } from "../../src/core/accelerator/glibc-verdict.ts";
import { gpuDriverVerdict } from "../../src/core/accelerator/gpu-driver-verdict.ts";
import { lookupGpu } from "../../src/core/accelerator/lookup-gpu.ts";
import { inRange } from "../../src/core/accelerator/release-range.ts";
import type { BuildRow } from "../../src/core/accelerator/tables.ts";
import { codeOfRow } from "../../src/core/accelerator/wheel-code.ts";
import { parseVersion } from "../../src/core/python/version.ts";
import type { DriverVersion } from "../../src/core/target/driver.ts";
import { parseDriver } from "../../src/core/target/driver.ts";

/**
 * Runs worked verdicts, one JSON object each, through the decision functions and the tables, and prints how many agree.
 * Usage: node scripts/conformance/decision-vectors.ts FILE
 */
interface Vector {
  readonly wheel?: string;
  readonly image?: string;
  readonly gpu?: string;
  readonly cc?: string;
  readonly driver?: string;
  readonly brand?: string;
  readonly driver_check?: string;
  readonly driver_cuda?: string;
  readonly branch_check?: string;
  readonly code_check?: string;
  readonly start_check?: string;
  readonly glibc_check?: string;
}

const tables = embeddedTables();
const [path] = process.argv.slice(2);
if (path === undefined || !existsSync(path)) {
  console.log(`skipped: ${path ?? "no file given"} is not there`);
} else {
  const { vectors } = JSON.parse(readFileSync(path, "utf8")) as { readonly vectors: readonly Vector[] };
  const failures = vectors.flatMap((vector) =>
    check(vector).map((line) => `${vector.wheel ?? vector.image}, ${vector.gpu ?? vector.brand ?? "any GPU"}: ${line}`),
  );
  const failed = vectors.filter((vector) => check(vector).length > 0).length;
  for (const line of failures) console.log(line);
  console.log(`${vectors.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

/** The disagreements of a vector, empty where everything that it states agrees. */
function check(vector: Vector): readonly string[] {
  const driver = vector.driver === undefined ? null : readDriver(vector.driver);
  const build = vector.wheel === undefined ? null : buildOf(vector.wheel);
  const cuda = build?.cuda ?? null;
  return [
    ...compare("driver", vector.driver_check, driver === null || cuda === null ? null : driverText(driver, cuda)),
    ...compare(
      "driver CUDA",
      vector.driver_cuda,
      driver === null || cuda === null ? null : driverCudaText(driver, cuda),
    ),
    ...compare("GPU on driver", vector.branch_check, driver === null ? null : branchText(vector, driver)),
    ...compare("GPU code", vector.code_check, build === null ? null : codeText(vector, build.row, cuda, driver)),
    ...compare("start", vector.start_check, driver === null ? null : startText(vector, driver)),
    ...compare(
      "glibc",
      vector.glibc_check,
      vector.glibc_check === undefined ? null : glibcText(vector.wheel ?? "", vector.glibc_check),
    ),
  ];
}

function compare(what: string, wanted: string | undefined, found: string | null): readonly string[] {
  return wanted === undefined || wanted === found ? [] : [`${what}: expected \`${wanted}\`, found \`${found}\``];
}

/** `torch==2.8.0 (PyPI cu128)` or `onnxruntime-gpu CUDA 13.0 build (…)`. */
function buildOf(wheel: string): { readonly row: BuildRow; readonly cuda: CudaVersion | null } | null {
  const pinned = /^([a-z0-9-]+)==([0-9.]+) \(PyPI (cu(\d+))\)$/.exec(wheel);
  const version = parseVersion(pinned?.[2] ?? "");
  if (pinned !== null && version !== null) {
    const row = tables.builds
      .get(pinned[1] ?? "")
      ?.find((candidate) => candidate.default && candidate.platform === "linux-x86_64" && inRange(version, candidate));
    if (row === undefined || row.variant !== pinned[3]) return null;
    const cuda = parseCuda(row.cuda ?? "");
    return JSON.stringify(cuda) === JSON.stringify(parseCudaDigits(pinned[4] ?? "")) ? { row, cuda } : null;
  }
  const built = /^([a-z0-9-]+) CUDA ([0-9.]+) build/.exec(wheel);
  const row =
    built === null
      ? undefined
      : tables.builds.get(built[1] ?? "")?.find((candidate) => candidate.cuda === built[2] && candidate.sm !== null);
  return row === undefined ? null : { row, cuda: parseCuda(row.cuda ?? "") };
}

function driverText(driver: DriverVersion, cuda: CudaVersion): string {
  const verdict = driverVerdict(tables, { driver, os: "linux", cuda });
  if (verdict.kind === "ok") return "full";
  if (verdict.kind === "limited") return "minor-version";
  return verdict.kind === "fail" ? `fail: driver < ${verdict.floor}` : `unknown: ${verdict.why}`;
}

function driverCudaText(driver: DriverVersion, cuda: CudaVersion): string | null {
  const verdict = driverVerdict(tables, { driver, os: "linux", cuda });
  return verdict.kind === "unknown" ? null : verdict.driverCuda;
}

function branchText({ gpu, cc }: Vector, driver: DriverVersion): string {
  const capability = lookupGpu(tables, gpu ?? "")?.computeCapability;
  if (capability !== cc) return `the tables say ${capability} for ${gpu}`;
  return capability == null ? "unknown" : gpuDriverVerdict(tables, capability, driver).kind;
}

function codeText({ gpu }: Vector, row: BuildRow, cuda: CudaVersion | null, driver: DriverVersion | null): string {
  const capability = lookupGpu(tables, gpu ?? "")?.computeCapability ?? "";
  const verdict = codeVerdict(codeOfRow(tables, row, row.package), {
    capability,
    driverPtxIsa: driver === null ? null : ptxIsaOfDriver(tables, driver),
    wheelPtxIsa: cuda === null ? null : ptxIsaOfCuda(tables, cuda),
  });
  if (verdict.kind === "ok") return `cubin ${verdict.code}`;
  if (verdict.kind === "limited") return `ptx ${verdict.code}`;
  return verdict.kind === "fail" ? "fail: no kernel image" : `unknown: ${verdict.why}`;
}

function startText({ image, brand }: Vector, driver: DriverVersion): string {
  const imageCuda = image?.split(":")[1] ?? "";
  const verdict = containerGateVerdict(tables, { driver, imageCuda, brand: brand ?? null });
  if (verdict.kind === "ok")
    return verdict.how === "driver-cuda"
      ? `starts: driver CUDA ${verdict.driverCuda} >= ${imageCuda}`
      : "starts: listed branch";
  return verdict.kind;
}

/** `rhubi-9 glibc 2.34 vs 2.35: fail`: the distribution's glibc and the package's need are both looked up. */
function glibcText(wheel: string, stated: string): string {
  const match = /^(\S+) glibc [0-9.]+ vs [0-9.]+: /.exec(stated);
  const os = tables.images.os.find(({ id }) => id === match?.[1]);
  const [, name = "", text = ""] = /^([a-z0-9-]+)(?: |>=)([0-9.]+)/.exec(wheel) ?? [];
  const version = parseVersion(text);
  const floor = version === null ? undefined : tables.glibcFloors.get(name)?.find((row) => inRange(version, row));
  if (os?.glibc == null || floor === undefined) return "unknown";
  return `${os.id} glibc ${os.glibc} vs ${floor.needs}: ${glibcReaches(os.glibc, floor.needs) ? "ok" : "fail"}`;
}

function readDriver(text: string): DriverVersion {
  const parsed = parseDriver(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.value;
}
