import type { DistributionFile } from "../index/distribution-file.ts";
import type { PackageName } from "../python/name.ts";
import type { Answers, MetadataAnswer, ProjectAnswer, Question } from "./question.ts";

/**
 * The answers that a run has needed so far, and no others. What else a driver has fetched on a guess is not looked at
 * until it is needed, so that nothing depends on what happened to arrive in time.
 */
export class HeldAnswers implements Answers {
  readonly #projects = new Map<PackageName, ProjectAnswer>();
  readonly #metadata = new Map<string, MetadataAnswer>();

  project(name: PackageName): ProjectAnswer | undefined {
    return this.#projects.get(name);
  }

  metadata(file: DistributionFile): MetadataAnswer | undefined {
    return this.#metadata.get(file.url);
  }

  /** Takes over the answer to a question that was needed. */
  hold(question: Question, answers: Answers): void {
    if (question.kind === "project") {
      const answer = answers.project(question.name);
      if (answer === undefined) throw new Error(`The page of \`${question.name}\` was asked for and not answered.`);
      this.#projects.set(question.name, answer);
    } else {
      const answer = answers.metadata(question.file);
      if (answer === undefined)
        throw new Error(`The metadata of \`${question.file.filename}\` was asked for and not answered.`);
      this.#metadata.set(question.file.url, answer);
    }
  }
}
