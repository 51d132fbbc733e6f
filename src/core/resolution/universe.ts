import type { DistributionFile } from "../index/distribution-file.ts";
import type { PackageName } from "../python/name.ts";
import type { Answer, Answers, MetadataAnswer, ProjectAnswer, Question } from "./question.ts";

/**
 * The answers of a run: all that the outside world had to do with it. Resolving over it again gives the same outcome
 * with no network, so it is a test, a bug report and a record. It holds facts alone: names, addresses, hashes,
 * versions and requirements, and no texts.
 */
export interface Universe {
  readonly projects: ReadonlyMap<PackageName, ProjectAnswer>;
  /** By the file's address. */
  readonly metadata: ReadonlyMap<string, MetadataAnswer>;
}

/** Gathers a universe while a run is answered. */
export class UniverseRecorder {
  readonly #projects = new Map<PackageName, ProjectAnswer>();
  readonly #metadata = new Map<string, MetadataAnswer>();

  record(question: Question, answer: Answer): void {
    if (question.kind === "project") this.#projects.set(question.name, answer as ProjectAnswer);
    else this.#metadata.set(question.file.url, answer as MetadataAnswer);
  }

  universe(): Universe {
    return { projects: new Map(this.#projects), metadata: new Map(this.#metadata) };
  }
}

/** What a universe answers to a question: what it lacks could not be found out. */
export function answerFrom(universe: Universe, question: Question): Answer {
  const answer =
    question.kind === "project" ? universe.projects.get(question.name) : universe.metadata.get(question.file.url);
  if (answer !== undefined) return answer;
  const what =
    question.kind === "project" ? `the project \`${question.name}\`` : `the metadata of \`${question.file.filename}\``;
  return { kind: "failed", reason: `the recording does not hold ${what}` };
}

/** A universe as a run's answers, every one of them known from the start. */
export function answersOf(universe: Universe): Answers {
  return {
    project: (name) => answerFrom(universe, { kind: "project", name }) as ProjectAnswer,
    metadata: (file: DistributionFile) => answerFrom(universe, { kind: "metadata", file }) as MetadataAnswer,
  };
}
