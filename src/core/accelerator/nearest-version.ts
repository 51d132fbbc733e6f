import type { Version } from "../python/version.ts";
import { compareVersions, parseVersion } from "../python/version.ts";
import type { ResolvedPackage } from "../resolution/resolution.ts";
import type { Target } from "../target/target.ts";
import { isPlatform } from "./build-row.ts";
import { parseCuda } from "./cuda-version.ts";
import { compareDotted, parseDotted } from "./dotted.ts";
import { driverVerdict } from "./driver-verdict.ts";
import { glibcFloorOf } from "./glibc-floor.ts";
import { glibcReaches } from "./glibc-verdict.ts";
import { oncePer, oncePerText } from "./once.ts";
import { inRange } from "./release-range.ts";
import { capabilitiesOf, codeOnTarget, driverOf } from "./serving.ts";
import type { BuildRow, Tables } from "./tables.ts";
import { codeOfRow } from "./wheel-code.ts";

/** How many versions are named: enough to choose from, few enough to read. */
const most = 3;

/**
 * The versions of a package that the tables know to be fine on the target, nearest first: the newest below the resolved one, then
 * another variant of the same release (`2.11.0+cu126`, from its own index), then the oldest above. Never a build without CUDA.
 */
export function nearestVersions(tables: Tables, target: Target, pkg: ResolvedPackage): readonly string[] {
  const question = `${pkg.name} ${pkg.version.text} ${placeText(target)}`;
  return nearest(tables, question, () => findNearest(tables, target, pkg));
}

/** All of a target that decides which versions are fine there. */
const placeText = oncePer(({ os, arch, driver, gpus, libc, python }: Target) => {
  const place = [os, arch, driver, libc?.family, libc?.major, libc?.minor, python.major, python.minor];
  const capabilities = gpus.map(({ computeCapability, class: kind }) => `${computeCapability} ${kind}`);
  return [...place, ...capabilities].join(" ");
});

/** A hundred models have a handful of releases on a handful of targets. */
const nearest = oncePerText<Tables, readonly string[]>();

/** The builds of a package that are fine on a target are the same for each of its releases. */
const fineBuilds = oncePerText<Tables, FineBuilds>();

interface FineBuilds {
  /** Of the public index, the first and the last release of each build, from old to new. */
  readonly releases: readonly Version[];
  /** Of other indexes, in the order of the tables. */
  readonly variants: readonly BuildRow[];
}

function findBuilds(tables: Tables, target: Target, pkg: ResolvedPackage): FineBuilds {
  const rows =
    tables.builds.get(pkg.name)?.filter((row) => isPlatform(row.platform, target) && isFine(tables, target, row)) ?? [];
  const ends = rows.filter((row) => row.default).flatMap(({ from, through }) => [from, through]);
  const releases = [...new Set(ends)].flatMap((text) => {
    const version = parseVersion(text);
    return version !== null && isServed(tables, target, pkg, version) ? [version] : [];
  });
  releases.sort(compareVersions);
  return { releases, variants: rows.filter((row) => !row.default && row.variant !== null) };
}

function findNearest(tables: Tables, target: Target, pkg: ResolvedPackage): readonly string[] {
  const { releases, variants } = fineBuilds(tables, `${pkg.name} ${placeText(target)}`, () =>
    findBuilds(tables, target, pkg),
  );
  const resolved = pkg.version;
  const isOther = (version: Version): boolean => !inRange(resolved, { from: version.text, through: version.text });
  const below = releases.findLast((version) => compareVersions(version, resolved) < 0 && isOther(version));
  const above = releases.find((version) => compareVersions(version, resolved) > 0 && isOther(version));
  const sameRelease = variants
    .filter((row) => inRange(resolved, row))
    .map((row) => `${row.from}+${row.variant}`)
    .reverse()
    .filter((text) => text !== resolved.text);
  const names = [below?.text, ...sameRelease, above?.text].filter((text) => text !== undefined);
  return [...new Set(names)].slice(0, most);
}

/** Whether a build runs on the target's driver, has code for each of its GPUs, and its platform's glibc is there. */
function isFine(tables: Tables, target: Target, row: BuildRow): boolean {
  if (row.confidence === "low") return false;
  const cuda = row.cuda === null ? null : parseCuda(row.cuda);
  if (cuda === null && row.follows === undefined) return false;
  const driver = driverOf(target);
  if (driver !== null && cuda !== null) {
    const verdict = driverVerdict(tables, { driver, os: target.os, cuda });
    if (verdict.kind !== "ok" && verdict.kind !== "limited") return false;
  }
  const code = codeOfRow(tables, row, row.package);
  return capabilitiesOf(target).every(({ capability }) => {
    const verdict = codeOnTarget(tables, target, code, cuda, capability);
    return verdict.kind === "ok" || verdict.kind === "limited";
  });
}

/** Whether a release has a wheel for the target's Python and libc, as far as the tables say. */
function isServed(tables: Tables, target: Target, pkg: ResolvedPackage, version: Version): boolean {
  const floor = glibcFloorOf(tables, target, pkg.name, version);
  if (floor !== undefined && target.libc?.family === "glibc") {
    if (!glibcReaches(`${target.libc.major}.${target.libc.minor}`, floor.needs)) return false;
  }
  const python = pkg.name === "torch" ? tables.torchReleases.get(version.text)?.python : undefined;
  if (python === undefined) return true;
  const served = [target.python.major, target.python.minor];
  const [first, last] = python.map((text) => parseDotted(text) ?? []);
  return compareDotted(served, first ?? []) >= 0 && compareDotted(served, last ?? []) <= 0;
}
