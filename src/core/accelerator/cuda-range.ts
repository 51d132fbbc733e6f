import { type CudaVersion, parseCuda } from "./cuda-version.ts";

/** The CUDA versions that a manifest's text allows, as far as majors tell them apart. */
export interface CudaRange {
  readonly least: CudaVersion;
  /** The first major that is excluded; null where newer ones are allowed without end. */
  readonly below: number | null;
}

/**
 * Reads `11.8`, `=11.8`, `>=12.1,<13` as conda's and Pixi's version specs have them (conda's documentation, "Package match specifications").
 * Null for alternatives and whatever gives no lower bound: then nothing is said that a target could contradict.
 */
export function readCudaRange(text: string): CudaRange | null {
  let least: CudaVersion | null = null;
  let below: number | null = null;
  if (text.length > 100 || text.includes("|")) return null;
  for (const clause of text.split(",")) {
    const match = /^(>=|<=|==?|!=|~=|>|<)? ?([\d.]+?)(?:\.?\*)?$/.exec(clause.trim());
    const cuda = match?.[2] === undefined ? null : parseCuda(match[2]);
    if (match === null || cuda === null) return null;
    const operator = match[1] ?? "=";
    if (operator === "!=") continue;
    if (operator === "<" || operator === "<=") {
      const whole = operator === "<" && (cuda.minor ?? 0) === 0;
      below = Math.min(below ?? Number.POSITIVE_INFINITY, whole ? cuda.major : cuda.major + 1);
      continue;
    }
    if (least === null || cuda.major > least.major) least = cuda;
    if (operator !== ">" && operator !== ">=") below = Math.min(below ?? Number.POSITIVE_INFINITY, cuda.major + 1);
  }
  return least === null ? null : { least, below };
}

/** Whether a CUDA of the major can be what the range means. */
export function allowsMajor({ least, below }: CudaRange, major: number): boolean {
  return major >= least.major && (below === null || major < below);
}
