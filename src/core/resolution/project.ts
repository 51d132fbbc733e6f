import type { DistributionFile, ProjectPage } from "../index/distribution-file.ts";
import { plainFile } from "../index/listed-file.ts";
import type { PackageName } from "../python/name.ts";
import { compareVersions, isPrerelease, type Version } from "../python/version.ts";
import { type CutPoint, fullRange, type VersionRange } from "../python/version-range.ts";
import type { Assessment, Assessor } from "./assessment.ts";
import { instantOf } from "./instant.ts";
import { type ListedVersion, mergedListing } from "./listing.ts";
import type { ProjectAnswer } from "./question.ts";
import type { ResolveOptions } from "./request.ts";

/** A listed version, judged for the target when first looked at. */
export class Candidate {
  readonly version: Version;
  readonly listed: ListedVersion;
  readonly isPrerelease: boolean;
  readonly #assess: (listed: ListedVersion) => Assessment;
  #assessment: Assessment | null = null;

  constructor(listed: ListedVersion, assess: (listed: ListedVersion) => Assessment) {
    this.version = listed.version;
    this.listed = listed;
    this.isPrerelease = isPrerelease(listed.version);
    this.#assess = assess;
  }

  get assessment(): Assessment {
    this.#assessment ??= this.#assess(this.listed);
    return this.#assessment;
  }

  get isUsable(): boolean {
    return this.assessment.kind === "usable";
  }

  /** What its file asks of Python where that alone stands in the way: another Python would make it usable. */
  get python(): string | null {
    const { assessment } = this;
    if (assessment.kind === "usable" || assessment.why.kind !== "python") return null;
    return assessment.why.fits && !assessment.why.invalid ? assessment.why.requires : null;
  }

  /** It is tried in its turn: it can be selected, or it is found then that it asks for another Python. */
  get isOffered(): boolean {
    return this.isUsable || this.python !== null;
  }

  get files(): readonly DistributionFile[] {
    return [...this.listed.wheels, ...this.listed.sdists];
  }
}

/** A project as the indexes list it and as the target can use it. */
export class Project {
  readonly name: PackageName;
  /** Every index that lists it, of those that were asked, by priority. */
  readonly indexes: readonly string[];
  /** Its indexes in the order in which `first-match` tries them: a flat list goes with the first one. */
  readonly #places: ReadonlyMap<string, number>;
  /** Ascending. */
  readonly candidates: readonly Candidate[];
  readonly #pages: readonly ProjectPage[];
  readonly #hasCutOff: boolean;

  constructor(
    name: PackageName,
    answer: ProjectAnswer & { kind: "listed" },
    options: ResolveOptions,
    assessor: Assessor,
  ) {
    this.name = name;
    const { pages } = answer;
    this.indexes = [...new Set(pages.map(({ index }) => index))];
    const ordered = [...new Set(pages.filter(({ flat }) => flat !== true).map(({ index }) => index))];
    this.#places = new Map(ordered.map((index, place) => [index, place]));
    const { versions } = mergedListing(name, pages);
    const assess = (listed: ListedVersion): Assessment => assessor.assess(name, listed);
    this.candidates = versions.map((listed) => new Candidate(listed, assess));
    this.#pages = pages;
    this.#hasCutOff = options.excludeNewer !== null;
  }

  /** Files that a cut-off left out for want of a time. */
  get withoutTime(): number {
    return this.#hasCutOff ? this.#pages.reduce((sum, page) => sum + filesWithoutTime(page), 0) : 0;
  }

  /** Place of the index that a usable candidate would come from. */
  placeOf({ assessment }: Candidate): number {
    return assessment.kind === "usable" ? (this.#places.get(assessment.file.index) ?? 0) : 0;
  }

  /** Whether any version at all can be tried, pre-releases included. */
  get offersAny(): boolean {
    return this.candidates.findLast((candidate) => candidate.isOffered) !== undefined;
  }

  /** The candidates of a range. */
  *within(range: VersionRange, direction: "ascending" | "descending"): Generator<Candidate> {
    const spans: (readonly [number, number])[] = [];
    for (let at = 0; at + 1 < range.cuts.length; at += 2) {
      spans.push([this.#firstBehind(range.cuts[at] as CutPoint), this.#firstBehind(range.cuts[at + 1] as CutPoint)]);
    }
    if (direction === "ascending") {
      for (const [from, to] of spans) for (let at = from; at < to; at += 1) yield this.candidates[at] as Candidate;
    } else {
      for (const [from, to] of spans.reverse())
        for (let at = to - 1; at >= from; at -= 1) yield this.candidates[at] as Candidate;
    }
  }

  candidateAt(version: Version): Candidate | null {
    const found = this.candidates[this.#firstBehind({ version, after: false })];
    return found !== undefined && compareVersions(found.version, version) === 0 ? found : null;
  }

  /**
   * The version with the gap up to the next version that could be tried instead: what holds of the version holds of
   * the whole of it, since nothing else in it can be selected. Ranges of neighbours touch, and so unite into one.
   */
  gapOf(version: Version): VersionRange {
    const at = this.#firstBehind({ version, after: false });
    const next = this.#nextOffered(at + 1);
    const [bottom, top] = fullRange.cuts as [CutPoint, CutPoint];
    return {
      cuts: [
        at === 0 ? bottom : { version, after: false },
        next === null ? top : { version: next.version, after: false },
      ],
    };
  }

  #nextOffered(from: number): Candidate | null {
    for (let at = from; at < this.candidates.length; at += 1) {
      const candidate = this.candidates[at] as Candidate;
      if (candidate.isOffered) return candidate;
    }
    return null;
  }

  /** Index of the first candidate behind the cut. */
  #firstBehind(cut: CutPoint): number {
    let low = 0;
    let high = this.candidates.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { version } = this.candidates[middle] as Candidate;
      if (isBehind(version, cut)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const withoutTime = new WeakMap<ProjectPage, number>();

const lacksTime = ({ uploadTime }: DistributionFile): boolean => uploadTime === null || instantOf(uploadTime) === null;

/** The time of every file of a page is read for it, so a page is counted once, whoever asks, and what was read is not held. */
function filesWithoutTime(page: ProjectPage): number {
  let count = withoutTime.get(page);
  if (count === undefined) {
    count = page.files.filter((file) => lacksTime(plainFile(file))).length;
    withoutTime.set(page, count);
  }
  return count;
}

function isBehind(version: Version, cut: CutPoint): boolean {
  const order = compareVersions(version, cut.version);
  return order > 0 || (order === 0 && !cut.after);
}
