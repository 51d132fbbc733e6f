import { cudaMajors } from "../../accelerator/cuda-majors.ts";
import { allowsMajor, type CudaRange, readCudaRange } from "../../accelerator/cuda-range.ts";
import { compareCuda, formatCuda, parseCuda } from "../../accelerator/cuda-version.ts";
import { driverVerdict } from "../../accelerator/driver-verdict.ts";
import { driverOf } from "../../accelerator/serving.ts";
import type { StatedCuda } from "../../manifest/requirement.ts";
import type { Evidence, Finding } from "../finding.ts";
import type { Facts } from "../rule.ts";

/** What a manifest says of CUDA, and what contradicts it: the wheels that are installed with it, or the driver of the target. */
export function statedCudaFindings(id: string, facts: Facts): readonly Finding[] {
  const seen = new Set<string>();
  return (facts.statedCuda ?? []).flatMap((stated) => {
    const range = readCudaRange(stated.version);
    if (range === null) return [];
    const said = stated.role === "driver" ? againstDriver(stated, range, facts) : againstWheels(stated, range, facts);
    if (said === null) return [];
    const key = `${id} ${stated.statedBy} ${stated.origin.file} ${said.key}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const finding: Finding = {
      rule: id,
      // It says that two things were not chosen for one another; what cannot run is told by the rules of the driver and the GPU.
      severity: "info",
      package: said.package,
      version: said.version,
      message: said.message,
      advisory: null,
      fixedIn: [],
      location: stated.origin,
      evidence: [
        {
          fact: `${stated.statedBy} ${stated.version}`,
          source: `${stated.origin.file}:${stated.origin.line}`,
          date: null,
        },
        ...said.evidence,
      ],
      via: [],
      key,
    };
    return [finding];
  });
}

interface Contradiction {
  readonly message: string;
  readonly package: string | null;
  readonly version: string | null;
  readonly evidence: readonly Evidence[];
  readonly key: string;
}

const shown = ({ statedBy, version, origin }: StatedCuda): string =>
  `\`${statedBy}\` ${version} in ${origin.file}:${origin.line}`;

/** `__cuda` and Pixi's system requirement are the CUDA that the driver offers: an installer refuses an older one. */
function againstDriver(stated: StatedCuda, { least }: CudaRange, { target, tables }: Facts): Contradiction | null {
  const driver = driverOf(target);
  if (driver === null) return null;
  const verdict = driverVerdict(tables, { driver, os: target.os, cuda: least });
  if (verdict.kind !== "fail" && verdict.kind !== "limited") return null;
  const offered = verdict.driverCuda === null ? null : parseCuda(verdict.driverCuda);
  if (offered === null || compareCuda(offered, least) >= 0) return null;
  const message = `${shown(stated)} asks for a driver with CUDA ${formatCuda(least)}, and driver ${driver.text} brings CUDA ${verdict.driverCuda}.`;
  return { message, package: null, version: null, evidence: verdict.evidence, key: `driver CUDA ${formatCuda(least)}` };
}

function againstWheels(
  stated: StatedCuda,
  range: CudaRange,
  { target, tables, resolution }: Facts,
): Contradiction | null {
  const groups = cudaMajors(resolution).groups.filter((group) => group.hasToolkit);
  const [group, ...more] = groups;
  // A second major among the wheels themselves is a finding of its own.
  if (more.length > 0) return null;
  if (group !== undefined) {
    if (allowsMajor(range, group.major)) return null;
    const owner = group.owners[0] ?? null;
    const evidence = group.libraries.slice(0, 3).map((library) => ({
      fact: `CUDA ${group.major}: ${library}`,
      source: owner?.file.url ?? "the resolution",
      date: null,
    }));
    return {
      message: `${shown(stated)} is the environment's CUDA, and the wheels are built for CUDA ${group.major}: these were not chosen for one another.`,
      package: owner?.name ?? null,
      version: owner?.version.text ?? null,
      evidence,
      key: `CUDA ${range.least.major} ${group.major}`,
    };
  }
  // Nothing else brings CUDA: no other rule asks the driver about it.
  const driver = driverOf(target);
  const verdict = driver === null ? null : driverVerdict(tables, { driver, os: target.os, cuda: range.least });
  if (driver === null || verdict?.kind !== "fail") return null;
  const message = `${shown(stated)} is the environment's CUDA, which needs driver ${verdict.floor} or newer, and the driver is ${driver.text}.`;
  return {
    message,
    package: null,
    version: null,
    evidence: verdict.evidence,
    key: `driver of CUDA ${range.least.major}`,
  };
}
