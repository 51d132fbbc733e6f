import type { CoreMetadata } from "../python/core-metadata.ts";
import type { MarkerEnvironment } from "../python/marker.ts";
import { markerEnvironment } from "../python/marker-environment.ts";
import type { PackageName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import { rangeOf, type VersionRange } from "../python/version-range.ts";
import type { Dependency } from "../solver/provider.ts";
import { providedBy } from "../target/provides.ts";
import type { Target } from "../target/target.ts";
import { Assessor } from "./assessment.ts";
import { type Demands, demandsOf, isPin } from "./demands.ts";
import type { Fact } from "./fact.ts";
import type { MachineNeed } from "./machine.ts";
import { keyOf, type PackageKey } from "./package-key.ts";
import { type Candidate, Project } from "./project.ts";
import type { ProjectAnswer } from "./question.ts";
import type { ResolveRequest } from "./request.ts";
import { type AppliedRequirement, conditionOf, requirementsOf } from "./requires.ts";

/** A requirement of a package as the solver takes it. */
export interface Need extends Dependency<PackageKey, VersionRange, Fact> {
  readonly applied: AppliedRequirement;
}

/** What a package version, or one of its extras, needs on the target. */
export interface Needs {
  readonly needs: readonly Need[];
  /** Requirements that come from a URL, or are met by a package that does: taken to hold, and reported. */
  readonly unchecked: readonly AppliedRequirement[];
}

type NeedsByMetadata = WeakMap<CoreMetadata, Map<string | null, Needs>>;

/** Of requests that take what packages require as it is written: it depends on the target alone then. */
const writtenNeeds = new WeakMap<Target, NeedsByMetadata>();

function writtenNeedsOn(target: Target): NeedsByMetadata {
  const needs: NeedsByMetadata = writtenNeeds.get(target) ?? new WeakMap();
  writtenNeeds.set(target, needs);
  return needs;
}

/** Versions share what they require, so what the solver takes of it is made once. */
const needsOfRequirement = new WeakMap<AppliedRequirement, readonly Need[]>();

/** One need for a plain requirement, one for each extra otherwise. */
function needsFor(applied: AppliedRequirement): readonly Need[] {
  const present = needsOfRequirement.get(applied);
  if (present !== undefined) return present;
  const { specifier, text, condition, override } = applied;
  const set = rangeOf(specifier.specifier);
  const pull = isPin(specifier.specifier) ? "pinned" : "ranged";
  const fact: Fact = override === undefined ? { kind: "requires", text } : { kind: "override", requirement: override };
  const extras = specifier.extras.length === 0 ? [null] : specifier.extras;
  const needs = extras.map(
    (extra) => ({ package: keyOf(specifier.name, extra, condition), set, pull, fact, applied }) as const,
  );
  needsOfRequirement.set(applied, needs);
  return needs;
}

/** Answers read with one request in mind. Reading is pure, so what was read once is kept. */
export class Catalog {
  readonly request: ResolveRequest;
  readonly environment: MarkerEnvironment;
  readonly demands: Demands;
  readonly assessor: Assessor;
  readonly #projects = new WeakMap<ProjectAnswer, Project>();
  readonly #needs: NeedsByMetadata;
  /** What the target has before anything is installed. */
  readonly provided: ReadonlyMap<PackageName, Version>;
  readonly #machineNeeds = new WeakMap<Candidate, readonly MachineNeed[]>();

  constructor(request: ResolveRequest) {
    this.request = request;
    this.environment = markerEnvironment(request.target);
    this.provided = providedBy(request.target);
    this.demands = demandsOf(request.requirements, this.environment);
    const { preferences, noDeps } = request.options;
    const { demands } = this;
    const asWritten = !demands.overrides && demands.placed.size === 0 && !noDeps;
    this.#needs = asWritten ? writtenNeedsOn(request.target) : new WeakMap();
    this.assessor = new Assessor(request.target, request.options, {
      // What is installed already may stay installed: a lock's yanked pin is no choice that is made anew.
      acceptsYanked: (name, version) =>
        demands.acceptsYanked(name, version) || preferences.get(name)?.text === version.text,
      allowedHashes: (name) => demands.allowedHashes(name),
    });
  }

  project(name: PackageName, answer: ProjectAnswer & { kind: "listed" }): Project {
    let project = this.#projects.get(answer);
    if (project === undefined) {
      project = new Project(name, answer, this.request.options, this.assessor);
      this.#projects.set(answer, project);
    }
    return project;
  }

  /** What a candidate needs of the place; nothing where that is judged afterwards. */
  machineNeeds({ name }: Project, candidate: Candidate): readonly MachineNeed[] {
    const { machine } = this.request;
    const { version, assessment } = candidate;
    if (machine === undefined || assessment.kind !== "usable") return [];
    let needs = this.#machineNeeds.get(candidate);
    if (needs === undefined) {
      needs = machine.needsOf(name, version, assessment.file);
      this.#machineNeeds.set(candidate, needs);
    }
    return needs;
  }

  needs(metadata: CoreMetadata, extra: string | null): Needs {
    let byExtra = this.#needs.get(metadata);
    if (byExtra === undefined) {
      byExtra = new Map();
      this.#needs.set(metadata, byExtra);
    }
    let needs = byExtra.get(extra);
    if (needs === undefined) {
      needs = this.#readNeeds(metadata, extra);
      byExtra.set(extra, needs);
    }
    return needs;
  }

  /** The direct requirements as the solver takes them, in order. */
  rootNeeds(): readonly (Need & { readonly index: number })[] {
    return this.demands.direct.flatMap(({ specifier, requirement }, index) =>
      this.#unplaced({
        specifier,
        text: requirement.text,
        condition: conditionOf(specifier, this.environment),
      }).map((need) => ({ ...need, index })),
    );
  }

  #readNeeds(metadata: CoreMetadata, extra: string | null): Needs {
    if (this.request.options.noDeps) return { needs: [], unchecked: [] };
    const needs: Need[] = [];
    const unchecked: AppliedRequirement[] = [];
    for (const stated of requirementsOf(metadata, this.environment, extra)) {
      for (const applied of this.demands.override(stated)) {
        const found = this.#unplaced(applied);
        if (found.length === 0) unchecked.push(applied);
        else needs.push(...found);
      }
    }
    return { needs, unchecked };
  }

  /** None where the package comes from a URL. */
  #unplaced(applied: AppliedRequirement): readonly Need[] {
    const { specifier } = applied;
    return specifier.url !== null || this.demands.placed.has(specifier.name) ? [] : needsFor(applied);
  }
}
