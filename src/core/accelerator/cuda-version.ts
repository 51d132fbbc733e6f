import { oncePerWord } from "./once.ts";

/** A CUDA version as far as it is known. Compatibility is decided by major and minor; the patch never matters. */
export interface CudaVersion {
  readonly major: number;
  /** Null where only the major is known, as `-cu12` in a package's name says no more. */
  readonly minor: number | null;
}

/** Reads `12`, `12.8`, `12.8.90`, as toolkits and the tables write it; null for anything else. */
export const parseCuda = oncePerWord(1024, (text): CudaVersion | null => {
  const match = /^(\d{1,2})(?:\.(\d{1,2})(?:\.\d{1,5}){0,3})?$/.exec(text);
  if (match === null) return null;
  return { major: Number(match[1]), minor: match[2] === undefined ? null : Number(match[2]) };
});

/** Reads the digits of `cu118`, `cu13` or `cu92` as wheels' names have them: the last digit of three is the minor. */
export function parseCudaDigits(digits: string): CudaVersion | null {
  if (!/^\d{2,3}$/.test(digits)) return null;
  if (digits.length === 3) return { major: Number(digits.slice(0, 2)), minor: Number(digits[2]) };
  const whole = Number(digits);
  return whole >= 10 && whole < 30
    ? { major: whole, minor: null }
    : { major: Number(digits[0]), minor: Number(digits[1]) };
}

/** As people write it: `12.8`, or `12` where the minor is not known. */
export function formatCuda(cuda: CudaVersion): string {
  return cuda.minor === null ? `${cuda.major}` : `${cuda.major}.${cuda.minor}`;
}

/** Orders from old to new; an unknown minor counts as zero. */
export function compareCuda(left: CudaVersion, right: CudaVersion): number {
  return left.major - right.major || (left.minor ?? 0) - (right.minor ?? 0);
}
