import type { DistributionFile } from "../index/distribution-file.ts";
import type { PackageName } from "../python/name.ts";
import { requiresPythonAdmits } from "../python/requires-python.ts";
import { isPrerelease, parseVersion, type Version, withoutLocal } from "../python/version.ts";
import { rangeContains } from "../python/version-range.ts";
import { compareBuildTags, parseWheelFilename, type WheelFilename } from "../python/wheel-filename.ts";
import type { Target } from "../target/target.ts";
import { formatControl } from "./format-control.ts";
import { instantOf } from "./instant.ts";
import { type Judgements, judgementsFor, type PythonVerdict } from "./judgements.ts";
import type { ListedVersion } from "./listing.ts";
import type { ResolveOptions } from "./request.ts";
import type { Unusable } from "./unusable.ts";

/** What one listed version is worth to one target. */
export type Assessment =
  | {
      readonly kind: "usable";
      readonly file: DistributionFile;
      readonly isSdist: boolean /** An upper bound of this text was ignored. */;
      readonly cappedPython: string | null;
    }
  | { readonly kind: "unusable"; readonly why: Unusable };

/** What the manifests say of single packages that bears on their files. */
export interface FileRules {
  /** Whether a yanked file of this version may be taken: a requirement pins it. */
  acceptsYanked(name: PackageName, version: Version): boolean;
  /** The hashes that a manifest allows, as `sha256:…`; null where it names none. */
  allowedHashes(name: PackageName): ReadonlySet<string> | null;
}

/** Judges files for one target under one set of options. */
export class Assessor {
  readonly python: Version;
  readonly #options: ResolveOptions;
  readonly #rules: FileRules;
  readonly #judgements: Judgements;
  readonly #cutOff: number | null;
  readonly #onlyBinary: (name: PackageName) => boolean;
  readonly #noBinary: (name: PackageName) => boolean;

  constructor(target: Target, options: ResolveOptions, rules: FileRules) {
    const python = parseVersion(target.python.full);
    if (python === null) throw new Error(`The Python version of target \`${target.id}\` is no version.`);
    this.python = python;
    this.#options = options;
    this.#rules = rules;
    this.#judgements = judgementsFor(target, options);
    this.#cutOff = options.excludeNewer === null ? null : (instantOf(options.excludeNewer) ?? Number.NEGATIVE_INFINITY);
    this.#onlyBinary = formatControl(options.onlyBinary);
    this.#noBinary = formatControl(options.noBinary);
  }

  assess(name: PackageName, listed: ListedVersion): Assessment {
    const avoided = this.#options.avoid
      .get(name)
      ?.find(({ range }) => rangeContains(range, withoutLocal(listed.version)));
    if (avoided !== undefined) return unusable({ kind: "avoided", why: avoided.why, cause: avoided.cause });
    const otherBuild = this.#options.builds?.problem(name, listed.version) ?? null;
    if (otherBuild !== null) return unusable({ kind: "avoided", why: otherBuild, cause: "build" });
    const { prereleases, finalOnly } = this.#options;
    if ((prereleases === "disallow" || finalOnly.has(name)) && isPrerelease(listed.version))
      return unusable({ kind: "prerelease" });
    // What one request's own lines let in is that request's alone.
    if (this.#rules.acceptsYanked(name, listed.version) || this.#rules.allowedHashes(name) !== null)
      return this.#assessFiles(name, listed);
    const { versions } = this.#judgements;
    let assessment = versions.get(listed);
    if (assessment === undefined) {
      assessment = this.#assessFiles(name, listed);
      versions.set(listed, assessment);
    }
    return assessment;
  }

  #assessFiles(name: PackageName, listed: ListedVersion): Assessment {
    const reasons: Unusable[] = [];
    const wheel = this.#noBinary(name) ? null : this.#bestWheel(name, listed, reasons);
    if (wheel !== null) return wheel;
    const sdist =
      this.#onlyBinary(name) || this.#options.sdists === "never" ? null : this.#bestSdist(name, listed, reasons);
    if (sdist !== null) return sdist;
    return unusable(
      weightiest(reasons) ?? (listed.wheels.length > 0 ? { kind: "only-wheels" } : { kind: "only-sdist" }),
    );
  }

  /** Whether Python's version passes what the file, or its metadata, asks for; null where it does, else why not. */
  pythonProblem(text: string | null): Unusable | null {
    if (text === null) return null;
    const verdict = this.#pythonVerdict(text);
    return verdict.admitted ? null : { kind: "python", requires: text, invalid: verdict.invalid, fits: true };
  }

  isCapped(text: string | null): boolean {
    return text !== null && this.#pythonVerdict(text).capped;
  }

  #bestWheel(name: PackageName, listed: ListedVersion, reasons: Unusable[]): Assessment | null {
    const unfitting: WheelFilename[] = [];
    let best: { file: DistributionFile; rank: number; wheel: WheelFilename } | null = null;
    for (const file of listed.wheels) {
      const problem = this.#fileProblem(name, listed.version, file);
      if (problem !== null) {
        reasons.push(problem.kind === "python" ? { ...problem, fits: this.#fits(file) } : problem);
        continue;
      }
      const wheel = parseWheelFilename(file.filename);
      if (!wheel.ok) {
        reasons.push({ kind: "unreadable", reason: `\`${file.filename}\`: ${wheel.problem.message}` });
        continue;
      }
      const rank = this.#judgements.tags.bestRank(wheel.value);
      if (rank === null) unfitting.push(wheel.value);
      else if (
        best === null ||
        rank < best.rank ||
        (rank === best.rank && compareBuildTags(wheel.value.build, best.wheel.build) > 0)
      ) {
        best = { file, rank, wheel: wheel.value };
      }
    }
    if (best !== null) return usable(best.file, false, this.isCapped(best.file.requiresPython));
    if (unfitting.length > 0)
      reasons.push({ kind: "no-fitting-wheel", wheels: unfitting, sdist: listed.sdists.length > 0 });
    return null;
  }

  #fits({ filename }: DistributionFile): boolean {
    const wheel = parseWheelFilename(filename);
    return wheel.ok && this.#judgements.tags.bestRank(wheel.value) !== null;
  }

  #bestSdist(name: PackageName, listed: ListedVersion, reasons: Unusable[]): Assessment | null {
    // `.tar.gz` is the form of PEP 625; an archive that installers can read is preferred over a `.zip` beside it.
    const ordered = [...listed.sdists].sort(
      (a, b) => Number(b.filename.endsWith(".tar.gz")) - Number(a.filename.endsWith(".tar.gz")),
    );
    for (const file of ordered) {
      const problem = this.#fileProblem(name, listed.version, file);
      if (problem === null) return usable(file, true, this.isCapped(file.requiresPython));
      reasons.push(problem);
    }
    return null;
  }

  #fileProblem(name: PackageName, version: Version, file: DistributionFile): Unusable | null {
    if (this.#cutOff !== null) {
      const uploaded = file.uploadTime === null ? null : instantOf(file.uploadTime);
      if (uploaded === null || uploaded >= this.#cutOff) return { kind: "too-new" };
    }
    if (file.yanked !== null && !this.#rules.acceptsYanked(name, version))
      return { kind: "yanked", reason: file.yanked };
    const allowed = this.#rules.allowedHashes(name);
    if (allowed !== null && !hasAllowedHash(file, allowed)) return { kind: "hash" };
    return this.pythonProblem(file.requiresPython);
  }

  #pythonVerdict(text: string): PythonVerdict {
    const present = this.#judgements.python.get(text);
    if (present !== undefined) return present;
    const upperBounds = this.#options.pythonUpperBounds;
    const verdict = requiresPythonAdmits(text, this.python, { upperBounds });
    const admitted = verdict.kind === "yes";
    const capped =
      admitted &&
      upperBounds === "ignore" &&
      requiresPythonAdmits(text, this.python, { upperBounds: "honour" }).kind === "no";
    const result = { admitted, invalid: verdict.kind === "invalid", capped };
    this.#judgements.python.set(text, result);
    return result;
  }
}

/** A file without hashes cannot be told to differ; the installer will check what it downloads. */
function hasAllowedHash(file: DistributionFile, allowed: ReadonlySet<string>): boolean {
  const entries = Object.entries(file.hashes);
  const comparable = entries.filter(([algorithm]) => [...allowed].some((hash) => hash.startsWith(`${algorithm}:`)));
  return (
    comparable.length === 0 ||
    comparable.some(([algorithm, digest]) => allowed.has(`${algorithm}:${digest.toLowerCase()}`))
  );
}

/** The reason that says most to a reader: what one could act on comes first. */
const weights: readonly Unusable["kind"][] = [
  "avoided",
  "too-new",
  "yanked",
  "python",
  "hash",
  "no-fitting-wheel",
  "unreadable",
  "prerelease",
  "only-sdist",
  "only-wheels",
];

function weightiest(reasons: readonly Unusable[]): Unusable | null {
  let best: Unusable | null = null;
  for (const reason of reasons) {
    const order = best === null ? -1 : weights.indexOf(reason.kind) - weights.indexOf(best.kind);
    // Of two that ask for another Python, the one that could be loaded there says more.
    if (order < 0 || (order === 0 && reason.kind === "python" && reason.fits)) best = reason;
  }
  return best;
}

function usable(file: DistributionFile, isSdist: boolean, capped: boolean): Assessment {
  return { kind: "usable", file, isSdist, cappedPython: capped ? file.requiresPython : null };
}

const unusable = (why: Unusable): Assessment => ({ kind: "unusable", why });
