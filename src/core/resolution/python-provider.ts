import type { DistributionFile } from "../index/distribution-file.ts";
import type { PackageName } from "../python/name.ts";
import { comparePublic, parseVersion, type Version } from "../python/version.ts";
import {
  type CutPoint,
  fullRange,
  intersectRanges,
  rangeContains,
  singletonRange,
  type VersionRange,
} from "../python/version-range.ts";
import type { Choice, Dependencies, Dependency, Face, Limits, Provider, View } from "../solver/provider.ts";
import type { Catalog } from "./catalog.ts";
import { constrainedRange, isPin } from "./demands.ts";
import type { Fact } from "./fact.ts";
import type { HeldAnswers } from "./held-answers.ts";
import { machineDependency } from "./machine.ts";
import {
  extraOf,
  faceKey,
  isAsking,
  isMachine,
  isProject,
  keyOf,
  markerOf,
  nameOf,
  type PackageKey,
  pythonKey,
  rootKey,
} from "./package-key.ts";
import type { Candidate, Project } from "./project.ts";
import { pythonRange } from "./python-range.ts";
import type { Answers, Ask, MetadataAnswer, ProjectAnswer, Question } from "./question.ts";
import { rangeSets } from "./range-sets.ts";
import { readRequires } from "./requires.ts";
import type { NotAssessed } from "./resolution.ts";
import { describePythonProblem } from "./unusable-text.ts";
import { directionFor, inOrderOfChoice } from "./version-choice.ts";

type Metadata = Extract<MetadataAnswer, { kind: "read" }>;

/** What is known of what a version needs. */
type Reading =
  | { readonly kind: "read"; readonly answer: Metadata }
  /** The archive says nothing that can be read without running it. */
  | { readonly kind: "opaque"; readonly reason: string }
  | { readonly kind: "unusable"; readonly reason: string }
  | { readonly kind: "failed" };

/** So many archives are opened in the search for one whose requirements are promised. */
const mostArchives = 6;

const [bottom, top] = fullRange.cuts as readonly [CutPoint, CutPoint];

/** So many versions of one package are tried one by one; from then on further ones are asked for ahead. */
const patience = 2;
/** Most versions of one package that are asked for ahead. */
const largestBatch = 128;

/** Python's packages as the solver's world: asks for pages and metadata, and chooses versions as uv does. */
export class PythonProvider implements Provider<PackageKey, VersionRange, Version, Fact, Ask, Answers> {
  readonly sets = rangeSets;
  readonly root = rootKey;
  readonly rootVersion = parseVersion("0") as Version;
  /** Questions that stayed without an answer, each once. */
  readonly #failures = new Map<string, NotAssessed>();
  readonly #catalog: Catalog;
  /** Of each package: versions tried so far, and how many until the next batch is asked for. */
  readonly #tried = new Map<PackageName, { readonly versions: Set<Version>; nextBatch: number }>();
  readonly #held: HeldAnswers;

  constructor(catalog: Catalog, held: HeldAnswers) {
    this.#catalog = catalog;
    this.#held = held;
  }

  /** What could not be found out, and why. */
  get failures(): readonly NotAssessed[] {
    return [...this.#failures.values()];
  }

  exactly(version: Version): VersionRange {
    return singletonRange(version);
  }

  subjectOf(key: PackageKey): string {
    return isProject(key) ? nameOf(key) : key;
  }

  faceOf(key: PackageKey): Face<PackageKey, Fact> | null {
    return isAsking(key) ? { of: keyOf(nameOf(key)), fact: sameProject } : null;
  }

  isGiven(key: PackageKey): boolean {
    return !isProject(key);
  }

  /** Asks for what every run needs first: the pages of all direct requirements at once. */
  *begin(): Generator<Ask, void, Answers> {
    const names = new Set(this.#catalog.rootNeeds().map((need) => nameOf(need.package)));
    const asked = [...names].filter((name) => !this.#catalog.provided.has(name));
    yield { need: [], hints: asked.map(projectQuestion) };
  }

  *choose(
    key: PackageKey,
    among: VersionRange,
    view: View<PackageKey, VersionRange>,
  ): Generator<Ask, Choice<VersionRange, Version, Fact>, Answers> {
    // Only what cannot be had here asks for a Python.
    if (key === pythonKey) return { kind: "none", set: among, facts: [{ kind: "target-python" }] };
    if (isMachine(key)) {
      const version = this.#catalog.request.machine?.versionOf(key, among) ?? null;
      return version === null
        ? { kind: "none", set: among, facts: [{ kind: "machine", key }] }
        : { kind: "version", version };
    }
    const name = nameOf(key);
    const provided = this.#catalog.provided.get(name);
    if (provided !== undefined) {
      return rangeContains(among, provided)
        ? { kind: "version", version: provided }
        : { kind: "none", set: among, facts: [{ kind: "provided", name, version: provided }] };
    }
    const answer = yield* this.#project(name, view);
    if (answer.kind === "failed") return { kind: "unknown" };
    if (answer.kind === "absent")
      return { kind: "none", set: fullRange, facts: [{ kind: "absent", name, asked: answer.asked }] };
    const project = this.#catalog.project(name, answer);
    const chosen = yield* this.#pick(project, among, view);
    if (chosen === "unknown") return { kind: "unknown" };
    if (chosen !== null) return { kind: "version", version: chosen.version };
    // Where the target can use nothing of a project at all, that is said once and for every range.
    const range = project.offersAny ? among : fullRange;
    return { kind: "none", set: range, facts: [{ kind: "no-version", name, range }] };
  }

  *dependencies(
    key: PackageKey,
    version: Version,
    view: View<PackageKey, VersionRange>,
  ): Generator<Ask, Dependencies<PackageKey, VersionRange, Fact>, Answers> {
    if (key === rootKey) return { kind: "known", among: fullRange, dependencies: this.#rootDependencies() };
    if (isMachine(key)) return { kind: "known", among: singletonRange(version), dependencies: [] };
    const name = nameOf(key);
    if (this.#catalog.provided.has(name)) {
      // What it requires is there with it, and is not looked at.
      return { kind: "known", among: fullRange, dependencies: isAsking(key) ? askedFaces(key, version) : [] };
    }
    const answer = yield* this.#project(name, view);
    const project = answer.kind === "listed" ? this.#catalog.project(name, answer) : null;
    const candidate = project?.candidateAt(version);
    if (project == null || candidate == null || !candidate.isOffered) return { kind: "unknown" };
    const among = project.gapOf(version);
    const { python } = candidate;
    if (python !== null) return { kind: "known", among, dependencies: [pythonDependency(python)] };
    const needs = this.#catalog.machineNeeds(project, candidate);
    // What cannot run here needs no look at what else it needs.
    const unmet = needs.filter((need) => !need.isMet);
    if (unmet.length > 0) return { kind: "known", among, dependencies: unmet.map(machineDependency) };
    if (isAsking(key)) return { kind: "known", among, dependencies: askedFaces(key, version) };
    yield* this.#prefetch(project, version, key, view);
    const reading = yield* this.#read(candidate, name, view);
    if (reading.kind === "failed") return { kind: "unknown" };
    if (reading.kind === "unusable") {
      return { kind: "unusable", among, facts: [{ kind: "unusable", name, version, reason: reading.reason }] };
    }
    const ofMachine = needs.map(machineDependency);
    if (reading.kind === "opaque") return { kind: "known", among, dependencies: ofMachine };
    const stated = this.#catalog.needs(reading.answer.metadata, extraOf(key)).needs;
    return { kind: "known", among, dependencies: ofMachine.length === 0 ? stated : [...ofMachine, ...stated] };
  }

  /** Constraints bear on a package, and on its extras, once anything asks for it. */
  limits(key: PackageKey): Limits<VersionRange, Fact> | null {
    if (!isProject(key)) return null;
    const constraints = this.#catalog.demands.constraints.get(nameOf(key));
    if (constraints === undefined) return null;
    const facts = constraints.map((requirement): Fact => ({ kind: "constraint", requirement }));
    const pull = constraints.some(({ specifier }) => isPin(specifier.specifier)) ? "pinned" : "ranged";
    return { set: constrainedRange(constraints), facts, pull };
  }

  #rootDependencies(): Dependency<PackageKey, VersionRange, Fact>[] {
    return this.#catalog.rootNeeds().map((need) => {
      const requirement = this.#catalog.demands.direct[need.index]?.requirement;
      return requirement === undefined ? need : { ...need, fact: { kind: "line", requirement } };
    });
  }

  /**
   * The first candidate in order, unless it is an archive whose requirements are only assumed, or not to be had: then a
   * version with a wheel, or with a promise, is taken where there is one.
   */
  *#pick(
    project: Project,
    among: VersionRange,
    view: View<PackageKey, VersionRange>,
  ): Generator<Ask, Candidate | "unknown" | null, Answers> {
    const { demands, request } = this.#catalog;
    let assumed: Candidate | null = null;
    let opaque: Candidate | null = null;
    let opened = 0;
    for (const candidate of inOrderOfChoice(project, among, demands, request.options)) {
      const { assessment } = candidate;
      if (assessment.kind !== "usable") {
        if (opened === 0) return candidate;
        continue;
      }
      if (!assessment.isSdist) return candidate;
      if (opened >= mostArchives) continue;
      opened += 1;
      const reading = yield* this.#read(candidate, project.name, view);
      if (reading.kind === "failed") return "unknown";
      if (reading.kind === "unusable") return candidate;
      if (reading.kind === "opaque") opaque ??= candidate;
      else if (!reading.answer.source.startsWith("assumed-")) return candidate;
      else assumed ??= candidate;
    }
    return assumed ?? opaque;
  }

  *#read(
    candidate: Candidate,
    name: PackageName,
    view: View<PackageKey, VersionRange>,
  ): Generator<Ask, Reading, Answers> {
    const { assessment } = candidate;
    if (assessment.kind !== "usable") return { kind: "unusable", reason: "it has no file that the target could use" };
    const answer = yield* this.#metadata(assessment.file, view);
    return this.reading(candidate, name, answer);
  }

  /** What an answer says of a candidate. */
  reading(candidate: Candidate, name: PackageName, answer: MetadataAnswer): Reading {
    const { assessment } = candidate;
    const isSdist = assessment.kind === "usable" && assessment.isSdist;
    if (answer.kind === "failed") return { kind: "failed" };
    if (answer.kind === "unreadable") {
      return isSdist
        ? { kind: "opaque", reason: answer.reason }
        : { kind: "unusable", reason: `its metadata cannot be read: ${answer.reason}` };
    }
    if (answer.source.startsWith("assumed-") && this.#catalog.request.options.sdists === "static-only") {
      return {
        kind: "opaque",
        reason: "its archive promises no requirements, and policy does not assume what a build recorded",
      };
    }
    const { metadata } = answer;
    if (metadata.name !== name) return { kind: "unusable", reason: `its metadata is that of \`${metadata.name}\`` };
    const version = parseVersion(metadata.version);
    if (version === null || comparePublic(version, candidate.version) !== 0) {
      return { kind: "unusable", reason: `its metadata is that of version \`${metadata.version}\`` };
    }
    const python = this.#catalog.assessor.pythonProblem(metadata.requiresPython);
    if (python !== null)
      return { kind: "unusable", reason: describePythonProblem(python, this.#catalog.assessor.python) };
    const { problem } = readRequires(metadata);
    return problem === null ? { kind: "read", answer } : { kind: "unusable", reason: problem };
  }

  *#project(name: PackageName, view: View<PackageKey, VersionRange>): Generator<Ask, ProjectAnswer, Answers> {
    if (this.#held.project(name) === undefined) yield* this.#ask(projectQuestion(name), view);
    const answer = this.#held.project(name) as ProjectAnswer;
    if (answer.kind === "failed") this.#failures.set(name, { what: name, why: answer.reason });
    return answer;
  }

  *#metadata(file: DistributionFile, view: View<PackageKey, VersionRange>): Generator<Ask, MetadataAnswer, Answers> {
    if (this.#held.metadata(file) === undefined) yield* this.#ask({ kind: "metadata", file }, view);
    const answer = this.#held.metadata(file) as MetadataAnswer;
    if (answer.kind === "failed") this.#failures.set(file.url, { what: file.filename, why: answer.reason });
    return answer;
  }

  *#ask(question: Question, view: View<PackageKey, VersionRange>): Generator<Ask, void, Answers> {
    this.#held.hold(question, yield { need: [question], hints: this.#hints(view) });
  }

  /** What the packages that are still to be decided will need: their pages, or the metadata of their likely versions. */
  #hints(view: View<PackageKey, VersionRange>): Question[] {
    const hints: Question[] = [];
    for (const key of view.open) {
      const name = isProject(key) ? nameOf(key) : null;
      if (name === null || this.#catalog.provided.has(name)) continue;
      const answer = this.#held.project(name);
      if (answer === undefined) hints.push(projectQuestion(name));
      else if (answer.kind === "listed") {
        const range = view.known(key)?.set ?? fullRange;
        const question = this.#likely(this.#catalog.project(name, answer), range);
        if (question !== null && question.kind === "metadata" && this.#held.metadata(question.file) === undefined)
          hints.push(question);
      }
    }
    return hints;
  }

  #likely(project: Project, range: VersionRange): Question | null {
    for (const { assessment } of inOrderOfChoice(
      project,
      range,
      this.#catalog.demands,
      this.#catalog.request.options,
    )) {
      if (assessment.kind === "usable") return { kind: "metadata", file: assessment.file };
    }
    return null;
  }

  /** Backtracking through a package's versions one by one is latency; asking for a batch of them is not. */
  *#prefetch(
    project: Project,
    version: Version,
    key: PackageKey,
    view: View<PackageKey, VersionRange>,
  ): Generator<Ask, void, Answers> {
    const tried = this.#tried.get(project.name) ?? { versions: new Set(), nextBatch: patience };
    this.#tried.set(project.name, tried);
    // A version that is decided again after others gave way, or for another extra, was not in vain.
    const count = tried.versions.add(version).size;
    if (count < tried.nextBatch) return;
    // Batches grow with what was in vain, and the next one is on its way before this one is used up.
    const size = Math.min(count * 2, largestBatch);
    tried.nextBatch = count + Math.ceil(size / 2);
    // What is known now may be the choice of a package that gives way next: behind its range, what is left of the project.
    const { demands, request } = this.#catalog;
    const direction = directionFor(project.name, demands, request.options);
    const beyond: VersionRange =
      direction === "descending"
        ? { cuts: [bottom, { version, after: false }] }
        : { cuts: [{ version, after: true }, top] };
    const known = intersectRanges(view.known(key)?.set ?? fullRange, beyond);
    const hints = new Map<string, Question>();
    for (const range of [known, beyond]) {
      for (const { assessment } of inOrderOfChoice(project, range, demands, request.options)) {
        if (hints.size >= size) break;
        if (assessment.kind !== "usable" || this.#held.metadata(assessment.file) !== undefined) continue;
        hints.set(assessment.file.url, { kind: "metadata", file: assessment.file });
      }
    }
    if (hints.size > 0) yield { need: [], hints: [...hints.values()] };
  }
}

const projectQuestion = (name: PackageName): Question => ({ kind: "project", name });

const sameProject: Fact = { kind: "same-project" };

/** What stands behind a request: the project, its extra, and the same under the request's marker, all of one version. */
function askedFaces(key: PackageKey, version: Version): Dependency<PackageKey, VersionRange, Fact>[] {
  const [name, extra, marker] = [nameOf(key), extraOf(key), markerOf(key)];
  const set = singletonRange(version);
  return (marker === null ? [null] : [null, marker]).flatMap((condition) =>
    (extra === null ? [null] : [null, extra]).map((own) => ({
      package: faceKey(name, own, condition),
      set,
      fact: sameProject,
      pull: "pinned" as const,
    })),
  );
}

function pythonDependency(requires: string): Dependency<PackageKey, VersionRange, Fact> {
  return {
    package: pythonKey,
    set: pythonRange(requires),
    fact: { kind: "requires-python", requires },
    pull: "ranged",
  };
}
