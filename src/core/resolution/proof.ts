import type { Conflict, ProofNode } from "./conflict.ts";
import type { Learnt, Wording } from "./wording.ts";

/** A step of the proof: what follows from what, or a fact. Steps that only say that an extra needs its project are left out. */
type Step =
  | { readonly kind: "fact"; readonly learnt: Learnt }
  | { readonly kind: "derived"; readonly learnt: Learnt; readonly causes: readonly [Step, Step] };

type DerivedStep = Extract<Step, { kind: "derived" }>;

/** Most lines of prose; a longer proof is cut in its middle, and says so. */
const mostLines = 60;

export function proofOf(terminal: Learnt, wording: Wording): Pick<Conflict, "text" | "tree" | "origins"> {
  const steps = stepsOf(terminal);
  const root = steps.get(terminal) as Step;
  return { text: new Prose(root, wording).text(), tree: treeOf(root, wording), origins: originsOf(steps, wording) };
}

/** Builds the steps bottom up without recursion: a proof may be as deep as the search was long. */
function stepsOf(terminal: Learnt): Map<Learnt, Step> {
  const steps = new Map<Learnt, Step>();
  const stack: Learnt[] = [terminal];
  for (let learnt = stack.at(-1); learnt !== undefined; learnt = stack.at(-1)) {
    if (steps.has(learnt)) {
      stack.pop();
      continue;
    }
    const { cause } = learnt;
    if (cause.kind !== "derived") {
      steps.set(learnt, { kind: "fact", learnt });
      stack.pop();
      continue;
    }
    const [conflict, satisfier] = [steps.get(cause.conflict), steps.get(cause.satisfier)];
    if (conflict === undefined) stack.push(cause.conflict);
    else if (satisfier === undefined) stack.push(cause.satisfier);
    else {
      steps.set(learnt, combined(learnt, conflict, satisfier));
      stack.pop();
    }
  }
  return steps;
}

/** That the root is asked for, that an extra comes with its project, and which Python the target has, goes without saying. */
function combined(learnt: Learnt, conflict: Step, satisfier: Step): Step {
  if (isSelfEvident(satisfier)) return restated(learnt, conflict);
  if (isSelfEvident(conflict)) return restated(learnt, satisfier);
  return { kind: "derived", learnt, causes: [conflict, satisfier] };
}

function restated(learnt: Learnt, step: Step): Step {
  return step.kind === "derived" ? { ...step, learnt } : step;
}

function isSelfEvident(step: Step): boolean {
  if (step.kind !== "fact") return false;
  const { cause } = step.learnt;
  if (cause.kind === "no-version")
    return cause.facts[0]?.kind === "target-python" || cause.facts[0]?.kind === "machine";
  return cause.kind === "root" || (cause.kind === "dependency" && cause.facts[0]?.kind === "same-project");
}

function originsOf(steps: ReadonlyMap<Learnt, Step>, wording: Wording): Conflict["origins"] {
  const origins = new Map<string, Conflict["origins"][number]>();
  for (const learnt of steps.keys()) {
    const origin = wording.originOf(learnt);
    if (origin !== null) origins.set(`${origin.file}:${origin.line}:${origin.column}`, origin);
  }
  return [...origins.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** The proof as a tree. What is used twice is unfolded once, so that the tree is no larger than the proof. */
function treeOf(root: Step, wording: Wording): ProofNode {
  const unfolded = new Set<Step>();
  const nodeOf = (step: Step, depth: number): ProofNode => {
    const statement = wording.state(step.learnt);
    if (step.kind === "fact" || unfolded.has(step) || depth > 500) {
      return { kind: "fact", statement, origin: wording.originOf(step.learnt) };
    }
    unfolded.add(step);
    return {
      kind: "derived",
      statement,
      causes: [nodeOf(step.causes[0], depth + 1), nodeOf(step.causes[1], depth + 1)],
    };
  };
  return nodeOf(root, 0);
}

/** Writes a proof as lines: each line draws one conclusion, and a conclusion that is used again gets a number. */
class Prose {
  readonly #root: Step;
  readonly #wording: Wording;
  readonly #uses = new Map<Step, number>();
  readonly #numbers = new Map<Step, number>();
  readonly #lines: string[] = [];

  constructor(root: Step, wording: Wording) {
    this.#root = root;
    this.#wording = wording;
    const stack = [root];
    for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
      const uses = (this.#uses.get(step) ?? 0) + 1;
      this.#uses.set(step, uses);
      if (uses === 1 && step.kind === "derived") stack.push(...step.causes);
    }
  }

  text(): string {
    if (this.#root.kind === "fact") return `${capitalised(this.#say(this.#root))}.`;
    this.#write(this.#root, true, 0);
    const lines = this.#lines;
    if (lines.length <= mostLines) return lines.join("\n");
    const half = mostLines / 2;
    return [
      ...lines.slice(0, half),
      `… ${lines.length - mostLines} steps are left out here …`,
      ...lines.slice(-half),
    ].join("\n");
  }

  #write(step: DerivedStep, isLast: boolean, depth: number): void {
    const lead = isLast && depth === 0 ? "So, because" : "And because";
    const [a, b] = step.causes;
    if (a.kind === "fact" && b.kind === "fact") {
      this.#line(step, `Because ${this.#sayBoth(a, b)}`);
      return;
    }
    if (a.kind === "derived" && b.kind === "derived") {
      this.#writeBoth(step, a, b, lead, depth);
      return;
    }
    const [derived, fact] = a.kind === "derived" ? [a, b] : [b as DerivedStep, a];
    if (this.#numbers.has(derived)) {
      this.#line(step, `Because ${this.#say(fact)} and ${this.#cite(derived)}`);
      return;
    }
    // A step that is used here alone and adds one fact is told in the same breath.
    const inner = this.#collapsible(derived);
    if (inner !== null) {
      this.#writeNew(inner.derived, depth);
      this.#line(step, `${lead} ${this.#sayBoth(inner.fact, fact)}`);
      return;
    }
    this.#writeNew(derived, depth);
    this.#line(step, `${lead} ${this.#say(fact)}`);
  }

  #writeBoth(step: DerivedStep, a: DerivedStep, b: DerivedStep, lead: string, depth: number): void {
    const [citeA, citeB] = [this.#numbers.has(a), this.#numbers.has(b)];
    if (citeA && citeB) this.#line(step, `Because ${this.#cite(a)} and ${this.#cite(b)}`);
    else if (citeA || citeB) {
      const [known, unknown] = citeA ? [a, b] : [b, a];
      this.#writeNew(unknown, depth);
      this.#line(step, `${lead} ${this.#cite(known)}`);
    } else {
      this.#write(a, false, depth + 1);
      this.#number(a);
      this.#write(b, false, depth + 1);
      this.#line(step, `${lead} ${this.#cite(a)}`);
    }
  }

  #writeNew(step: DerivedStep, depth: number): void {
    if (depth > 2000) this.#line(step, "It follows from what was tried before");
    else this.#write(step, false, depth + 1);
  }

  #collapsible(step: DerivedStep): { derived: DerivedStep; fact: Step } | null {
    if ((this.#uses.get(step) ?? 0) > 1) return null;
    const [a, b] = step.causes;
    if (a.kind === b.kind) return null;
    const [derived, fact] = a.kind === "derived" ? [a, b] : [b as DerivedStep, a];
    return this.#numbers.has(derived) ? null : { derived, fact };
  }

  #line(step: DerivedStep, because: string): void {
    this.#lines.push(`${because}, ${this.#say(step)}.`);
    if ((this.#uses.get(step) ?? 0) > 1) this.#number(step);
  }

  /** Marks the line that was written last, which is the step's. */
  #number(step: DerivedStep): void {
    if (this.#numbers.has(step)) return;
    const number = this.#numbers.size + 1;
    this.#numbers.set(step, number);
    this.#lines[this.#lines.length - 1] += ` (${number})`;
  }

  #cite(step: DerivedStep): string {
    return `${this.#say(step)} (${this.#numbers.get(step)})`;
  }

  /** `you require a and b` rather than `you require a and you require b`; one line that asks for two things is told once. */
  #sayBoth(a: Step, b: Step): string {
    const [first, second] = [this.#say(a), this.#say(b)];
    if (first === second) return first;
    const require = "you require ";
    return first.startsWith(require) && second.startsWith(require)
      ? `${first} and ${second.slice(require.length)}`
      : `${first} and ${second}`;
  }

  #say(step: Step): string {
    return this.#wording.state(step.learnt);
  }
}

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
