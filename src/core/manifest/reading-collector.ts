import type { Origin } from "../error.ts";
import { stripCredentials } from "./quoted.ts";
import {
  type CompiledHead,
  type IndexOptions,
  type LocatedText,
  type ManifestProblem,
  type ManifestReading,
  noIndexOptions,
  type Requirement,
  type StatedCuda,
  type StatedEnvironment,
} from "./requirement.ts";

/** Problems that one reading lists; more than these help nobody, and a hostile file could make millions. */
const mostProblems = 1000;

/** Requirements that one reading holds, unless a reader sets another bound. */
export const mostRequirements = 20_000;

/** `IndexOptions` while it is gathered. */
export type OpenIndexOptions = {
  -readonly [Field in keyof IndexOptions]: IndexOptions[Field] extends readonly (infer Item)[]
    ? Item[]
    : IndexOptions[Field];
};

/** Gathers what a reader finds, in the order in which it finds it. */
export class ReadingCollector {
  readonly requirements: Requirement[] = [];
  readonly problems: ManifestProblem[] = [];
  readonly files: string[] = [];
  readonly options: OpenIndexOptions = {
    ...noIndexOptions,
    extraIndexUrls: [],
    findLinks: [],
    noBinary: [],
    onlyBinary: [],
    packageIndexes: [],
  };
  requiresPython: LocatedText | null = null;
  readonly cuda: StatedCuda[] = [];
  readonly environments: StatedEnvironment[] = [];
  compiled: CompiledHead | null = null;
  readonly #mostRequirements: number;

  constructor(most = mostRequirements) {
    this.#mostRequirements = most;
  }

  /** True once there are more requirements than are read: a reader may stop. */
  get full(): boolean {
    return this.requirements.length > this.#mostRequirements;
  }

  add(requirement: Requirement): void {
    if (this.full) return;
    // The text is shown in reports and proofs: a URL's user and password must not be in it.
    this.requirements.push({ ...requirement, text: stripCredentials(requirement.text) });
    if (!this.full) return;
    const message = `There are more than ${this.#mostRequirements} requirements, the most that is read; those from here on are left out.`;
    this.error(
      requirement.origin,
      "manifest/too-many-requirements",
      message,
      "Split the manifest over several models.",
    );
  }

  /** The request is wrong. */
  error(origin: Origin, code: string, message: string, hint: string | null): void {
    this.report({ origin, code, message, hint, severity: "error" });
  }

  /** The rest is still right; this part is listed as not assessed. */
  notAssessed(origin: Origin, code: string, message: string, hint: string | null): void {
    this.report({ origin, code, message, hint, severity: "not-assessed" });
  }

  report(problem: ManifestProblem): void {
    if (this.problems.length < mostProblems) this.problems.push(problem);
    if (this.problems.length !== mostProblems) return;
    this.problems.push({
      origin: problem.origin,
      code: "manifest/too-many-problems",
      message: `There are more than ${mostProblems} problems; those after this one are not listed.`,
      hint: "Mend the ones listed first: they often have one cause.",
      severity: "error",
    });
  }

  reading(): ManifestReading {
    return {
      requirements: this.requirements.slice(0, this.#mostRequirements),
      options: this.options,
      problems: this.problems,
      files: this.files,
      requiresPython: this.requiresPython,
      cuda: this.cuda,
      environments: this.environments,
      ...(this.compiled === null ? {} : { compiled: this.compiled }),
    };
  }
}
