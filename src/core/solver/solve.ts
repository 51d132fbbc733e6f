import { Agenda } from "./agenda.ts";
import { ConflictTracker } from "./conflict-tracker.ts";
import { Contradictions } from "./contradictions.ts";
import type { Incompatibility } from "./incompatibility.ts";
import { IncompatibilityStore } from "./incompatibility-store.ts";
import { PartialSolution } from "./partial-solution.ts";
import { Priorities } from "./priorities.ts";
import type { Dependency, Provider } from "./provider.ts";
import { positive } from "./term.ts";
import { type Propagating, propagate } from "./unit-propagation.ts";

export type Solution<P, V, R, F> =
  /** In the order in which they were decided; the root is not among them. */
  | { readonly kind: "solved"; readonly decisions: ReadonlyMap<P, R>; readonly effort: Effort }
  | {
      readonly kind: "unsolvable";
      readonly proof: Incompatibility<P, V, F>;
      /** What was learnt from outside, fit to be the `known` of another solve. */
      readonly learnt: () => readonly Incompatibility<P, V, F>[];
      readonly effort: Effort;
    }
  /** The provider could not find out something that was needed, or the limit was reached. */
  | { readonly kind: "unknown"; readonly effort: Effort };

/** How hard it was. */
export interface Effort {
  readonly decisions: number;
  /** Steps learnt of conflicts: a conflict that reaches deep into the graph takes several. */
  readonly conflicts: number;
  readonly incompatibilities: number;
}

export interface SolveOptions<P, V, F> {
  /** Most decisions that are taken. */
  readonly decisions?: number;
  /** Most steps that are learnt of conflicts. */
  readonly conflicts?: number;
  /** What holds, and need not be found out by trying. */
  readonly known?: readonly Incompatibility<P, V, F>[];
}

/** PubGrub: decide, draw conclusions, and learn from each conflict what makes it impossible to run into it again. */
export function* solve<P, V, R, F, Y, A>(
  provider: Provider<P, V, R, F, Y, A>,
  {
    decisions = Number.POSITIVE_INFINITY,
    conflicts = Number.POSITIVE_INFINITY,
    known = [],
  }: SolveOptions<P, V, F> = {},
): Generator<Y, Solution<P, V, R, F>, A> {
  const state = new Solving(provider);
  state.store.seed(known);
  let next = state.begin();
  for (;;) {
    const proof = propagate(state, next);
    if (proof !== null)
      return { kind: "unsolvable", proof, learnt: () => state.store.restated(), effort: state.effort };
    state.reorder();
    const name = state.next();
    if (name === null) return { kind: "solved", decisions: state.decisions(), effort: state.effort };
    const spent = state.effort;
    const isSpent = spent.decisions >= decisions || spent.conflicts > conflicts;
    if (isSpent || !(yield* state.decide(name))) return { kind: "unknown", effort: state.effort };
    next = name;
  }
}

class Solving<P, V, R, F, Y, A> implements Propagating<P, V, R, F> {
  readonly root: P;
  readonly sets;
  readonly solution: PartialSolution<P, V, R, F>;
  readonly store: IncompatibilityStore<P, V, F>;
  readonly contradictions = new Contradictions();
  readonly conflicts: ConflictTracker<P>;
  readonly priorities: Priorities<P>;
  readonly agenda: Agenda<P>;
  readonly #provider: Provider<P, V, R, F, Y, A>;
  /** Versions whose dependencies are learnt; a provider hands out one and the same value for a version each time. */
  readonly #tried = new Map<P, Set<R>>();
  #decided = 0;

  constructor(provider: Provider<P, V, R, F, Y, A>) {
    const subjectOf = (name: P): string => provider.subjectOf(name);
    this.#provider = provider;
    this.root = provider.root;
    this.sets = provider.sets;
    this.store = new IncompatibilityStore(provider.sets);
    this.conflicts = new ConflictTracker(subjectOf);
    this.priorities = new Priorities(subjectOf, (name) => provider.isGiven(name));
    this.agenda = new Agenda((name) => this.priorities.standingOf(name));
    this.solution = new PartialSolution(provider.sets, this.agenda);
  }

  get effort(): Effort {
    return { decisions: this.#decided, conflicts: this.conflicts.count, incompatibilities: this.store.count };
  }

  /** States that the root must be selected. */
  begin(): P {
    const { root, rootVersion } = this.#provider;
    const absent = { package: root, term: { positive: false, set: this.#provider.exactly(rootVersion) } };
    this.store.add(this.store.create([absent], { kind: "root" }));
    return root;
  }

  decisions(): Map<P, R> {
    const decisions = new Map(this.solution.decisions());
    decisions.delete(this.root);
    return decisions;
  }

  next(): P | null {
    return this.agenda.take(this.solution.open);
  }

  /** Acts on pairs that conflict time and again. */
  reorder(): void {
    for (const name of this.conflicts.rejected.splice(0)) this.priorities.decideEarlier(name);
    for (const name of this.conflicts.rejecting.splice(0)) {
      if (!this.priorities.decideLater(name)) continue;
      if (this.solution.backtrackBefore(name)) this.contradictions.backtrack(this.solution.level);
    }
  }

  /** Selects a version of `name`, or learns why not. False where that cannot be found out. */
  *decide(name: P): Generator<Y, boolean, A> {
    const known = this.solution.known(name);
    if (known === undefined) throw new Error("A package is to be decided that nothing asks for.");
    let version = this.#provider.rootVersion;
    if (name !== this.root) {
      const choice = yield* this.#provider.choose(name, known.set, this.solution);
      if (choice.kind === "unknown") return false;
      if (choice.kind === "none") {
        this.store.add(
          this.store.create([{ package: name, term: positive(choice.set) }], {
            kind: "no-version",
            facts: choice.facts,
          }),
        );
        return true;
      }
      version = choice.version;
    }
    const dependencies = yield* this.#provider.dependencies(name, version, this.solution);
    if (dependencies.kind === "unknown") return false;
    if (dependencies.kind === "unusable") {
      const term = positive(dependencies.among);
      this.store.add(this.store.create([{ package: name, term }], { kind: "unusable", facts: dependencies.facts }));
      return true;
    }
    this.#take(name, version, dependencies.among, dependencies.dependencies);
    return true;
  }

  #take(name: P, version: R, among: V, dependencies: readonly Dependency<P, V, F>[]): void {
    const term = positive(this.#provider.exactly(version));
    const learnt = this.#learn(name, version, among, dependencies);
    this.#decided += 1;
    // Before the first conflict nearly every decision holds, so a look ahead would be wasted on it. What is known of a
    // version since it was tried before is left to unit propagation, which learns more of it than that it fails here.
    const refused = this.solution.everBacktracked
      ? learnt.find((one) => this.solution.relation(one, { package: name, term }).kind === "satisfied")
      : undefined;
    if (refused === undefined) this.solution.decide(name, version, term);
    else this.conflicts.record(name, name, refused);
  }

  /** The dependencies of a version as incompatibilities: none where they were learnt when it was tried before. */
  #learn(
    name: P,
    version: R,
    among: V,
    dependencies: readonly Dependency<P, V, F>[],
  ): readonly Incompatibility<P, V, F>[] {
    let tried = this.#tried.get(name);
    if (tried === undefined) {
      tried = new Set();
      this.#tried.set(name, tried);
    }
    if (tried.has(version)) return [];
    tried.add(version);
    const learnt: Incompatibility<P, V, F>[] = [];
    for (const dependency of dependencies) this.#meet(dependency);
    for (const dependency of dependencies) {
      // What a version asks of itself is either so, or rules it out.
      if (dependency.package === name && this.sets.isSubset(this.#provider.exactly(version), dependency.set)) continue;
      learnt.push(this.store.dependency(name, among, dependency.package, dependency.set, [dependency.fact]));
    }
    for (const one of learnt) this.store.add(one);
    return learnt;
  }

  /** What asks for a face asks for what it is a face of, and that is known before any of them is decided. */
  #meet({ package: name, set, pull }: Dependency<P, V, F>): void {
    if (this.priorities.meet(name, pull)) this.#limit(name);
    const face = this.#provider.faceOf(name);
    if (face === null) return;
    if (this.priorities.meet(face.of, pull)) this.#limit(face.of);
    this.store.add(this.store.dependency(name, set, face.of, set, [face.fact]));
  }

  #limit(name: P): void {
    const limits = this.#provider.limits(name);
    if (limits === null) return;
    this.priorities.meet(name, limits.pull);
    const outside = positive(this.sets.complement(limits.set));
    if (!this.sets.isEmpty(outside.set))
      this.store.add(this.store.create([{ package: name, term: outside }], { kind: "limit", facts: limits.facts }));
  }
}
