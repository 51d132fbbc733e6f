import type { Parsed } from "../python/parsed.ts";
import { parsed, unparsed } from "../python/parsed.ts";

/** An NVIDIA driver release. Linux releases have two or three parts (`535.104.05`, `470.57`), Windows ones two (`551.86`). */
export interface DriverVersion {
  /** The branch, such as 535. */
  readonly branch: number;
  /** Null where only the branch was said. */
  readonly minor: number | null;
  readonly patch: number | null;
  /** As it was written, without a leading `R` or `v`. */
  readonly text: string;
}

/** Reads `535`, `R535`, `535.104`, `535.183.01`. NVIDIA pads the parts with zeros, which carry no meaning. */
export function parseDriver(text: string): Parsed<DriverVersion> {
  const trimmed = text.trim();
  const match = /^[rv]?((\d{3,4})(?:\.(\d{1,3})(?:\.(\d{1,3}))?)?)$/i.exec(trimmed);
  if (match === null) {
    const shown = trimmed.length > 40 ? `${trimmed.slice(0, 40)}…` : trimmed;
    return unparsed(`Expected an NVIDIA driver version such as \`535\` or \`535.183.01\`, found \`${shown}\`.`);
  }
  const part = (index: number): number | null => (match[index] === undefined ? null : Number(match[index]));
  return parsed({ branch: Number(match[2]), minor: part(3), patch: part(4), text: match[1] ?? trimmed });
}

/**
 * Whether `driver` is `floor` or newer. Null where it cannot be told: `535` against the floor `535.54.03`, since some
 * releases of the branch reach it and some do not. A part that the floor leaves out is zero.
 */
export function driverAtLeast(driver: DriverVersion, floor: DriverVersion): boolean | null {
  if (driver.branch !== floor.branch) return driver.branch > floor.branch;
  if (driver.minor === null) return floor.minor === null || floor.minor === 0 ? true : null;
  const floorMinor = floor.minor ?? 0;
  if (driver.minor !== floorMinor) return driver.minor > floorMinor;
  const floorPatch = floor.patch ?? 0;
  if (driver.patch === null) return floorPatch === 0 ? true : null;
  return driver.patch >= floorPatch;
}

/** Orders drivers from old to new; parts that were not said count as zero. For sorting, never for a verdict. */
export function compareDrivers(left: DriverVersion, right: DriverVersion): number {
  return left.branch - right.branch || (left.minor ?? 0) - (right.minor ?? 0) || (left.patch ?? 0) - (right.patch ?? 0);
}
