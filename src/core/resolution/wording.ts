import type { Origin } from "../error.ts";
import { formatRange } from "../python/format-range.ts";
import type { PackageName } from "../python/name.ts";
import type { VersionRange } from "../python/version-range.ts";
import type { Incompatibility, PackageTerm } from "../solver/incompatibility.ts";
import type { Catalog } from "./catalog.ts";
import type { Fact } from "./fact.ts";
import { needText } from "./machine.ts";
import { extraOf, isProject, nameOf, type PackageKey, plainKey } from "./package-key.ts";
import type { Candidate, Project } from "./project.ts";
import type { Answers } from "./question.ts";
import { describeLine } from "./reason.ts";
import { describeUnusable, shortened } from "./unusable-text.ts";

export type Learnt = Incompatibility<PackageKey, VersionRange, Fact>;

/** Most separate runs of versions that a sentence names. */
const mostRuns = 3;
/** Most reasons for which versions were passed over that a sentence names. */
const mostReasons = 3;

/** Puts incompatibilities in words, with ranges as they look among the versions that exist. */
export class Wording {
  readonly #catalog: Catalog;
  readonly #answers: Answers;
  /** A proof tells most of its steps three times: as prose, where it cites them, and as a tree. */
  readonly #statements = new Map<Learnt, string>();
  readonly #usable = new Map<Project, readonly Candidate[]>();

  constructor(catalog: Catalog, answers: Answers) {
    this.#catalog = catalog;
    this.#answers = answers;
  }

  /** A statement that can stand after "because" and, as a whole sentence, alone. */
  state(learnt: Learnt): string {
    const present = this.#statements.get(learnt);
    if (present !== undefined) return present;
    const statement = this.#state(learnt);
    this.#statements.set(learnt, statement);
    return statement;
  }

  #state(learnt: Learnt): string {
    const { cause } = learnt;
    switch (cause.kind) {
      case "root":
        return "your requirements are asked for";
      case "dependency":
        return this.#stateDependency(learnt, cause.facts[0]);
      case "limit":
        return cause.facts
          .map((fact) => (fact.kind === "constraint" ? `${describeLine(fact.requirement)} is a constraint` : ""))
          .join(" and ");
      case "no-version":
      case "unusable":
        return cause.facts.map((fact) => this.#stateFact(fact)).join(" and ");
      case "derived":
        return this.#stateDerived(learnt);
    }
  }

  /** The line of a manifest that a fact rests on. */
  originOf(learnt: Learnt): Origin | null {
    if (learnt.cause.kind !== "dependency" && learnt.cause.kind !== "limit") return null;
    for (const fact of learnt.cause.facts)
      if (fact.kind === "line" || fact.kind === "constraint" || fact.kind === "override")
        return fact.requirement.origin;
    return null;
  }

  #stateDependency(learnt: Learnt, fact: Fact | undefined): string {
    if (fact?.kind === "line") return `you require ${describeLine(fact.requirement)}`;
    const [asking, asked] = learnt.terms;
    if (asking === undefined) return "";
    const subject = this.#subject(asking);
    if (fact?.kind === "same-project" && asked !== undefined)
      return `${subject} needs ${nameOf(asked.package)} at the same version`;
    if (fact?.kind === "requires-python") return `${subject} ${this.#needsPython(fact.requires)}`;
    if (fact?.kind === "machine-need") return `${subject} ${needText(fact, this.#catalog.request.machine)}`;
    if (fact?.kind === "override" && asked !== undefined)
      return `${subject} needs ${nameOf(asked.package)}, for which ${describeLine(fact.requirement)} is an override`;
    if (fact?.kind === "requires") return `${subject} needs \`${withoutMarker(fact.text)}\``;
    return `${subject} needs ${asked === undefined ? "another version of itself" : this.#object(asked)}`;
  }

  #stateFact(fact: Fact): string {
    switch (fact.kind) {
      case "absent":
        return `${fact.name} is not on ${fact.asked.length === 0 ? "any index" : fact.asked.join(" or ")}`;
      case "unusable":
        return `${fact.name} ${fact.version.text} cannot be used: ${fact.reason}`;
      case "no-version":
        return this.#stateNoVersion(fact.name, fact.range);
      case "line":
      case "override":
      case "constraint":
        return describeLine(fact.requirement);
      case "requires":
        return `\`${fact.text}\``;
      case "same-project":
        return "an extra comes with its project";
      case "requires-python":
        return this.#needsPython(fact.requires);
      case "target-python":
        return `the target has Python ${this.#catalog.assessor.python.text}`;
      case "provided":
        return `the target provides ${fact.name} ${fact.version.text}`;
      case "machine-need":
        return needText(fact, this.#catalog.request.machine);
      case "machine":
        return this.#catalog.request.machine?.has(fact.key) ?? "";
    }
  }

  #needsPython(requires: string): string {
    return `needs Python ${shortened(requires)} (the target has ${this.#catalog.assessor.python.text})`;
  }

  /** Why none of the range will do: what exists of it, and what is wrong with that. */
  #stateNoVersion(name: PackageName, range: VersionRange): string {
    const project = this.project(name);
    const existing = project === null ? [] : [...project.within(range, "ascending")];
    const quarantined = existing.length === 0 ? this.#quarantine(name) : null;
    if (quarantined !== null) return quarantined;
    if (existing.length === 0) {
      const text = formatRange(range);
      return text === "any version"
        ? `the index lists no version of ${name}`
        : `no version of ${name} matches \`${text}\``;
    }
    const reasons = new Map<string, Candidate[]>();
    for (const candidate of existing) {
      const { assessment } = candidate;
      const reason =
        assessment.kind === "unusable"
          ? describeUnusable(assessment.why, this.#catalog.request.target, this.#catalog.assessor.python)
          : "is a pre-release, which policy passes over";
      const group = reasons.get(reason);
      if (group === undefined) reasons.set(reason, [candidate]);
      else group.push(candidate);
    }
    const newestFirst = [...reasons].reverse();
    const told = newestFirst
      .slice(0, mostReasons)
      .map(
        ([reason, candidates]) =>
          `${name} ${versionsText(candidates)} ${candidates.length > 1 ? ofSeveral(reason) : reason}`,
      );
    const untold = newestFirst.slice(mostReasons).flatMap(([, candidates]) => candidates).length;
    return told.join("; ") + (untold > 0 ? `; ${untold} more cannot be used either` : "");
  }

  /** PEP 792: of a quarantined project an index offers no file, so that it looks as if it had none. Null where none is. */
  #quarantine(name: PackageName): string | null {
    const answer = this.#answers.project(name);
    const page = answer?.kind === "listed" ? answer.pages.find(({ status }) => status === "quarantined") : undefined;
    if (page === undefined || page.files.length > 0) return null;
    const why = page.statusReason === undefined ? "" : `: ${shortened(page.statusReason)}`;
    return `${name} is quarantined by ${page.index} and offers no files${why}`;
  }

  #stateDerived(learnt: Learnt): string {
    const terms = learnt.terms.filter((entry) => isProject(entry.package));
    const needing = terms.filter(({ term }) => term.positive);
    const needed = terms.filter(({ term }) => !term.positive);
    if (terms.length === 0) return "your requirements cannot be met together";
    if (needing.length === 0) return `you need ${needed.map((entry) => this.#object(entry)).join(" or ")}`;
    if (needed.length > 0) {
      const verb = needing.length === 1 ? "needs" : "together need";
      return `${joined(needing.map((entry) => this.#subject(entry)))} ${verb} ${needed.map((entry) => this.#object(entry)).join(" or ")}`;
    }
    const [only] = needing;
    if (needing.length === 1 && only !== undefined) {
      return this.#versions(only) === null
        ? `no version of ${plainKey(only.package)} can be used`
        : `${this.#subject(only)} cannot be used`;
    }
    return `${joined(needing.map((entry) => this.#subject(entry)))} cannot be used together`;
  }

  #subject(entry: PackageTerm<PackageKey, VersionRange>): string {
    const versions = this.#versions(entry);
    const name = plainKey(entry.package);
    return versions === null ? `every version of ${name}` : `${name}${versions}`;
  }

  #object(entry: PackageTerm<PackageKey, VersionRange>): string {
    const versions = this.#versions(entry);
    const name = plainKey(entry.package);
    if (versions === null) return extraOf(entry.package) === null ? `some version of ${name}` : name;
    return `${name}${versions}`;
  }

  /** The versions of a term among those that exist, to stand right behind a name: null for all of them. */
  #versions({ package: key, term }: PackageTerm<PackageKey, VersionRange>): string | null {
    const project = this.project(nameOf(key));
    if (project === null) return wholeText(term.set);
    const inside = new Set(project.within(term.set, "ascending"));
    const usable = this.#usableOf(project);
    const relevant = usable.some((candidate) => inside.has(candidate)) ? usable : project.candidates;
    const runs = runsOf(relevant, inside);
    if (runs.length === 0) return wholeText(term.set);
    if (runs.length > mostRuns) return ` (${runs.flat().length} versions between ${firstOf(runs)} and ${lastOf(runs)})`;
    const texts = runs.map((run) => runText(run, relevant));
    return texts.some((text) => text === null) ? null : spaced(texts.join(" or "));
  }

  #usableOf(project: Project): readonly Candidate[] {
    const usable = this.#usable.get(project) ?? project.candidates.filter((candidate) => candidate.isUsable);
    this.#usable.set(project, usable);
    return usable;
  }

  project(name: PackageName): Project | null {
    const answer = this.#answers.project(name);
    return answer?.kind === "listed" ? this.#catalog.project(name, answer) : null;
  }
}

/** A range as it is written, whatever exists; null for all versions. */
function wholeText(range: VersionRange): string | null {
  const whole = formatRange(range);
  return whole === "any version" ? null : spaced(whole);
}

function runsOf(relevant: readonly Candidate[], inside: ReadonlySet<Candidate>): Candidate[][] {
  const runs: Candidate[][] = [];
  let open = false;
  for (const candidate of relevant) {
    if (!inside.has(candidate)) open = false;
    else if (open) runs.at(-1)?.push(candidate);
    else {
      runs.push([candidate]);
      open = true;
    }
  }
  return runs;
}

function runText(run: readonly Candidate[], relevant: readonly Candidate[]): string | null {
  const first = run[0] as Candidate;
  const last = run[run.length - 1] as Candidate;
  const fromStart = first === relevant[0];
  const toEnd = last === relevant[relevant.length - 1];
  if (fromStart && toEnd) return relevant.length === 1 ? `==${first.version.text}` : null;
  if (run.length === 1) return `==${first.version.text}`;
  if (fromStart) return `<=${last.version.text}`;
  return toEnd ? `>=${first.version.text}` : `>=${first.version.text},<=${last.version.text}`;
}

const firstOf = (runs: readonly (readonly Candidate[])[]): string => runs[0]?.[0]?.version.text ?? "";
const lastOf = (runs: readonly (readonly Candidate[])[]): string => runs.at(-1)?.at(-1)?.version.text ?? "";

/** `1.0`, `1.0 and 1.1`, `1.0 to 1.9` */
function versionsText(candidates: readonly Candidate[]): string {
  const texts = candidates.map(({ version }) => version.text);
  if (texts.length <= 3) return joined(texts);
  return `${texts[0]} to ${texts.at(-1)}`;
}

const plurals: Readonly<Record<string, string>> = {
  is: "are",
  was: "were",
  has: "have",
  needs: "need",
  leaves: "leave",
};

/** The end of a sentence about one version as that of a sentence about several: its first word is the verb. */
function ofSeveral(reason: string): string {
  const [verb = ""] = reason.split(" ", 1);
  return `${plurals[verb] ?? verb}${reason.slice(verb.length)}`;
}

/** Faces of one project read alike, and are said once. */
function joined(texts: readonly string[]): string {
  const parts = [...new Set(texts)];
  if (parts.length <= 1) return parts[0] ?? "";
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** `>=1.0` stands right behind the name; what begins with a word, or has several parts, does not. */
const spaced = (text: string): string => (/^[<>=!~]/.test(text) && !text.includes(" or ") ? text : ` ${text}`);

const withoutMarker = (text: string): string => {
  const semicolon = text.indexOf(";");
  const bare = (semicolon === -1 ? text : text.slice(0, semicolon)).replace(/\s+/g, " ").trim();
  return bare.length > 200 ? `${bare.slice(0, 199)}…` : bare;
};
