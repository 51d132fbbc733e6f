import type { CompatibilityVerdict } from "../comparison/comparison.ts";
import type { CudaCarrier } from "./accelerated.ts";
import { codeVerdict } from "./code-verdict.ts";
import { codeAnswers, driverAnswer, glibcAnswers, gpuDriverAnswers, majorsAnswer } from "./compatibility-answers.ts";
import type { EvidenceFacts } from "./cuda-evidence.ts";
import { compareCuda } from "./cuda-version.ts";
import { compareDotted, parseDotted } from "./dotted.ts";
import { driverFloor } from "./driver-verdict.ts";
import { oncePer, oncePerBoth } from "./once.ts";
import { type ServedPackage, served } from "./served.ts";
import { servesGpus } from "./serving.ts";
import type { Tables } from "./tables.ts";
import type { WheelCode } from "./wheel-code.ts";

/** What a resolution asks of the place where it is served, and whether the place has it. */
export interface Compatibility {
  readonly verdicts: readonly CompatibilityVerdict[];
  /** The oldest driver that runs every package, such as `525.60.13`; null where nothing carries CUDA or a floor is not known. */
  readonly driverFloor: string | null;
  /** Compute capabilities for which every package whose code is known has some, ascending; null where no code is known. */
  readonly gpus: readonly string[] | null;
}

/** Answers each compatibility question of a resolution. The floor and the GPUs are told for targets that declare neither, too. */
export function assessCompatibility(facts: EvidenceFacts): Compatibility {
  const { carriers, companions } = served(facts);
  const { tables, target } = facts;
  const all: readonly ServedPackage[] = [...carriers, ...companions];
  const asked = servesGpus(target) && carriers.length > 0;
  const verdicts = [
    ...(asked ? gpuDriverAnswers(facts) : []),
    ...(asked ? carriers.map((carrier) => driverAnswer(facts, carrier)) : []),
    ...(asked ? carriers.flatMap(codeAnswers) : []),
    // A companion whose code is not known shares the list of the package that it follows.
    ...(asked ? companions.filter(({ code }) => code.kind !== "unknown").flatMap(codeAnswers) : []),
    ...glibcAnswers(
      facts,
      all.map(({ pkg }) => pkg.name),
    ),
    ...(carriers.length > 0 ? [majorsAnswer(facts)] : []),
  ];
  return {
    verdicts,
    driverFloor: floorOf(facts, carriers),
    gpus: gpusOf(
      tables,
      all.map(({ code }) => code),
    ),
  };
}

function floorOf({ tables, target }: EvidenceFacts, carriers: readonly CudaCarrier[]): string | null {
  const newest = carriers.toSorted((left, right) => compareCuda(right.cuda, left.cuda))[0];
  // A newer CUDA never has a lower floor, so the newest decides.
  return newest === undefined ? null : (driverFloor(tables, target.os, newest.cuda)?.driver ?? null);
}

/** Every package's code must serve the GPU; packages of which nothing is known say nothing. */
function gpusOf(tables: Tables, codes: readonly WheelCode[]): readonly string[] | null {
  const known = codes.filter(({ kind }) => kind === "listed" || kind === "minimum");
  if (!known.some(({ kind }) => kind === "listed")) return null;
  return known.map((code) => servedBy(code, tables)).reduce(inBoth);
}

/** Those of wheels are the same lists for all models that have the wheels. */
const inBoth = oncePerBoth((left: readonly string[], right: readonly string[]): readonly string[] =>
  left.filter((capability) => right.includes(capability)),
);

/** Ascending. The list of a wheel's code is one object for all models that have the wheel. */
function servedBy(code: WheelCode, tables: Tables): readonly string[] {
  const known = servedLists.get(code);
  if (known !== undefined) return known;
  const served = desktopCapabilities(tables).filter((capability) => serves(code, capability));
  servedLists.set(code, served);
  return served;
}

const servedLists = new WeakMap<WheelCode, readonly string[]>();

/** The compute capabilities of GPUs that are no part of a system on a chip, ascending. */
export const desktopCapabilities: (tables: Tables) => readonly string[] = oncePer((tables: Tables) =>
  [...tables.smSupport.values()]
    .filter(({ embedded }) => !embedded)
    .map(({ computeCapability }) => computeCapability)
    .sort((left, right) => compareDotted(parseDotted(left) ?? [], parseDotted(right) ?? [])),
);

/** Of PTX it is taken that the driver can compile it: a new enough one can. */
function serves(code: WheelCode, capability: string): boolean {
  const verdict = codeVerdict(code, { capability, driverPtxIsa: "1.0", wheelPtxIsa: "1.0" });
  return verdict.kind === "ok" || verdict.kind === "limited";
}
