import { readLicence } from "../licence/read-licence.ts";
import type { PackageName } from "../python/name.ts";
import { comparePublic } from "../python/version.ts";
import type { Resolution, ResolvedPackage } from "../resolution/resolution.ts";
import { changeCause } from "./change-cause.ts";
import type { Change } from "./comparison.ts";
import { demandChains } from "./demand-chain.ts";
import { pairRenames } from "./renamed-distribution.ts";

/**
 * What a merge does to what is installed: one change for each package that differs, sorted by name. The chain of an added or moved
 * package is the one that made it so, of a removed one the base's.
 */
export function compareResolutions(base: Resolution, head: Resolution): readonly Change[] {
  const before = byName(base);
  const after = byName(head);
  const chainsBefore = demandChains(base);
  const chainsAfter = demandChains(head);
  const ends = { before, after, chains: chainsAfter };
  const changes: Change[] = [];
  for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const from = before.get(name) ?? null;
    const to = after.get(name) ?? null;
    const moved = changeOf(from, to);
    if (moved === null) continue;
    const cause = changeCause(name, ends);
    const chain = (to === null ? chainsBefore : chainsAfter).get(name);
    changes.push({
      ...moved,
      name,
      from: from?.version.text ?? null,
      to: to?.version.text ?? null,
      via: cause?.texts ?? chain?.texts ?? [],
      location: cause?.origin ?? chain?.root.origin ?? null,
      ...licencesOf(from, to),
    });
  }
  return pairRenames(changes);
}

/** Null where the metadata names no licence of SPDX's list. */
function licenceOf(one: ResolvedPackage | null): string | null {
  const read = one?.licence === undefined ? null : readLicence(one.licence);
  return read?.kind === "known" ? read.text : null;
}

function licencesOf(from: ResolvedPackage | null, to: ResolvedPackage | null): Pick<Change, "licence"> {
  const licence = { from: licenceOf(from), to: licenceOf(to) };
  return licence.from === null && licence.to === null ? {} : { licence };
}

function byName(resolution: Resolution): ReadonlyMap<PackageName, ResolvedPackage> {
  return new Map(resolution.packages.map((one) => [one.name, one]));
}

function changeOf(from: ResolvedPackage | null, to: ResolvedPackage | null): Pick<Change, "kind" | "swap"> | null {
  if (from === null) return { kind: "added" };
  if (to === null) return { kind: "removed" };
  const order = comparePublic(from.version, to.version);
  if (order !== 0) return { kind: order < 0 ? "upgraded" : "downgraded" };
  // From here on it is one public version: PEP 440's local part names a build of it.
  if (from.version.local?.join(".") !== to.version.local?.join(".")) return { kind: "swapped" };
  const [was, is] = [sourceOf(from), sourceOf(to)];
  return was === is ? null : { kind: "swapped", swap: { from: was, to: is } };
}

/** Where the installed file comes from: the index, and whether something must be built from source. */
function sourceOf({ file }: ResolvedPackage): string {
  return file.filename.toLowerCase().endsWith(".whl") ? file.index : `${file.index} (source distribution)`;
}
