import type { PackageName } from "../python/name.ts";
import { fullRange, intersectRanges, isEmptyRange, rangeContains, type VersionRange } from "../python/version-range.ts";
import type { Catalog } from "./catalog.ts";
import { constrainedRange } from "./demands.ts";
import { extraOf, nameOf } from "./package-key.ts";
import type { Candidate, Project } from "./project.ts";
import type { Answer, MetadataAnswer, Question } from "./question.ts";
import type { ResolveRequest } from "./request.ts";
import { catalogOf } from "./resolve.ts";
import { inOrderOfChoice } from "./version-choice.ts";

/** What to ask next, now that this question has this answer. Wrong guesses cost a request and nothing else. */
export type Speculate = (question: Question, answer: Answer) => readonly Question[];

/** Most questions that are asked on a guess in one run. */
const mostGuesses = 4000;

interface Guess {
  range: VersionRange;
  readonly extras: Set<string>;
  project: Project | null;
  candidate: Candidate | null;
  metadata: Extract<MetadataAnswer, { kind: "read" }> | null;
  /** Extras, and null for the project itself, whose needs have been followed. */
  readonly followed: Set<string | null>;
}

/**
 * Follows the graph along the likely versions as fast as answers come in, without waiting for the solver, which goes
 * from package to package: so the time on the network comes near to the depth of the graph in round trips.
 */
export function speculation(request: ResolveRequest): Speculate {
  const run = new Speculation(catalogOf(request));
  return (question, answer) => run.learn(question, answer);
}

class Speculation {
  readonly #catalog: Catalog;
  readonly #guesses = new Map<PackageName, Guess>();
  /** The package that a file's metadata was asked for, by the file's address. */
  readonly #files = new Map<string, PackageName>();
  #left = mostGuesses;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    for (const { package: key, set: range } of catalog.rootNeeds()) this.#narrow(nameOf(key), extraOf(key), range);
  }

  learn(question: Question, answer: Answer): readonly Question[] {
    const next: Question[] = [];
    if (question.kind === "project") {
      if (answer.kind === "listed") this.#learnPage(question.name, this.#catalog.project(question.name, answer), next);
    } else {
      const name = this.#files.get(question.file.url);
      if (name !== undefined && answer.kind === "read") this.#learnMetadata(name, question.file.url, answer, next);
    }
    const { provided } = this.#catalog;
    const allowed = next.filter((one) => one.kind !== "project" || !provided.has(one.name)).slice(0, this.#left);
    this.#left -= allowed.length;
    return allowed;
  }

  #learnPage(name: PackageName, project: Project, next: Question[]): void {
    const guess = this.#guessOf(name);
    guess.project = project;
    this.#choose(guess, next);
  }

  #learnMetadata(
    name: PackageName,
    url: string,
    answer: Extract<MetadataAnswer, { kind: "read" }>,
    next: Question[],
  ): void {
    const guess = this.#guessOf(name);
    const { candidate } = guess;
    if (candidate?.assessment.kind !== "usable" || candidate.assessment.file.url !== url) return;
    guess.metadata = answer;
    this.#follow(guess, next);
  }

  /** Picks the version that the solver would pick as far as can be told, and asks for its metadata. */
  #choose(guess: Guess, next: Question[]): void {
    const { project } = guess;
    if (project === null) return;
    if (guess.candidate !== null && rangeContains(guess.range, guess.candidate.version)) return;
    guess.candidate = null;
    guess.metadata = null;
    guess.followed.clear();
    for (const candidate of inOrderOfChoice(
      project,
      guess.range,
      this.#catalog.demands,
      this.#catalog.request.options,
    )) {
      const { assessment } = candidate;
      if (assessment.kind !== "usable") continue;
      guess.candidate = candidate;
      this.#files.set(assessment.file.url, project.name);
      next.push({ kind: "metadata", file: assessment.file });
      return;
    }
  }

  #follow(guess: Guess, next: Question[]): void {
    if (guess.metadata === null) return;
    for (const extra of [null, ...guess.extras]) {
      if (guess.followed.has(extra)) continue;
      guess.followed.add(extra);
      for (const { package: key, set: range } of this.#catalog.needs(guess.metadata.metadata, extra).needs) {
        const name = nameOf(key);
        const isNew = !this.#guesses.has(name);
        const changed = this.#narrow(name, extraOf(key), range);
        const target = this.#guessOf(name);
        if (isNew) next.push({ kind: "project", name });
        else if (changed) {
          this.#choose(target, next);
          // A narrower range may keep the version, and a new extra adds needs to what is known of it.
          if (target !== guess) this.#follow(target, next);
        }
      }
    }
  }

  /** True where that changes anything. A guess that contradicts what is known of the package is left out. */
  #narrow(name: PackageName, extra: string | null, range: VersionRange): boolean {
    const guess = this.#guessOf(name);
    let changed = false;
    const narrowed = intersectRanges(guess.range, range);
    if (!isEmptyRange(narrowed) && narrowed !== guess.range) {
      guess.range = narrowed;
      changed = true;
    }
    if (extra !== null && !guess.extras.has(extra)) {
      guess.extras.add(extra);
      changed = true;
    }
    return changed;
  }

  #guessOf(name: PackageName): Guess {
    const present = this.#guesses.get(name);
    if (present !== undefined) return present;
    const constraints = this.#catalog.demands.constraints.get(name);
    const range = constraints === undefined ? fullRange : constrainedRange(constraints);
    const guess: Guess = {
      range,
      extras: new Set(),
      project: null,
      candidate: null,
      metadata: null,
      followed: new Set(),
    };
    this.#guesses.set(name, guess);
    return guess;
  }
}
