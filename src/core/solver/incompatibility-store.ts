import type { Cause } from "./cause.ts";
import type { Incompatibility, PackageTerm } from "./incompatibility.ts";
import { negative, positive } from "./term.ts";
import type { VersionSets } from "./version-set.ts";

/** Versions of a package are tried next to each other, so an equal dependency is among the latest or nowhere. */
const mergeWindow = 24;

/** A list that nobody reads is rid of superseded entries when so many have gathered, so that it costs little for each. */
const slack = 32;

type DependencyCause<P, V, F> = Extract<Cause<P, V, F>, { kind: "dependency" }>;

/** What was learnt of a package, and how much of that was superseded since its list was last rid of it. */
interface Entry<P, V, F> {
  list: Incompatibility<P, V, F>[];
  superseded: number;
}

/** Every incompatibility that a solve has learnt and still needs, by the packages that it is about. */
export class IncompatibilityStore<P, V, F> {
  readonly #sets: VersionSets<V>;
  readonly #byPackage = new Map<P, Entry<P, V, F>>();
  readonly #dependencies = new Map<P, Map<P, Incompatibility<P, V, F>[]>>();
  /** By identity. */
  readonly #superseded: (true | undefined)[] = [];
  #count = 0;

  constructor(sets: VersionSets<V>) {
    this.#sets = sets;
  }

  get count(): number {
    return this.#count;
  }

  create(terms: readonly PackageTerm<P, V>[], cause: Cause<P, V, F>): Incompatibility<P, V, F> {
    const created = { id: this.#count, terms, cause };
    this.#count += 1;
    return created;
  }

  /** `dependent` in `among` needs `dependency` in `set`. */
  dependency(dependent: P, among: V, dependency: P, set: V, facts: readonly F[]): Incompatibility<P, V, F> {
    const asking = { package: dependent, term: positive(among) };
    // What nothing can satisfy rules the dependent out by itself, and so does asking of itself what it is not.
    const terms =
      this.#sets.isEmpty(set) || dependent === dependency
        ? [asking]
        : [asking, { package: dependency, term: negative(set) }];
    return this.create(terms, { kind: "dependency", dependent, dependency, facts });
  }

  add(incompatibility: Incompatibility<P, V, F>): void {
    const { cause } = incompatibility;
    this.#index(cause.kind === "dependency" ? this.#merge(incompatibility, cause) : incompatibility);
  }

  /** Takes over what another store has learnt. */
  seed(learnt: readonly Incompatibility<P, V, F>[]): void {
    for (const { terms, cause } of learnt) this.#index(this.create(terms, cause));
  }

  #index(kept: Incompatibility<P, V, F>): void {
    for (const { package: name } of kept.terms) this.#entryOf(name).list.push(kept);
  }

  /**
   * Everything that was said from outside, and behind it, for each pair of packages, all that one needs of the other in
   * one weaker statement: `a` in any of its versions needs `b` in any of those that they need. A search that knows it
   * from the start rules out in one step what was tried version by version.
   */
  restated(): readonly Incompatibility<P, V, F>[] {
    const said = new Map<number, Incompatibility<P, V, F>>();
    for (const { list } of this.#byPackage.values()) {
      for (const one of list) {
        if (one.cause.kind !== "derived" && one.cause.kind !== "root" && this.#superseded[one.id] === undefined)
          said.set(one.id, one);
      }
    }
    const coarse: Incompatibility<P, V, F>[] = [];
    for (const byDependency of this.#dependencies.values()) {
      for (const list of byDependency.values()) {
        const weaker = list.length > 1 ? this.#weakened(list) : null;
        if (weaker !== null) coarse.push(weaker);
      }
    }
    return [...said.values(), ...coarse];
  }

  #weakened(list: readonly Incompatibility<P, V, F>[]): Incompatibility<P, V, F> | null {
    const [first] = list;
    if (first?.cause.kind !== "dependency") return null;
    const { dependent, dependency } = first.cause;
    let among = this.#sets.empty;
    let set = this.#sets.empty;
    for (const { terms } of list) {
      among = this.#sets.unite(among, terms[0]?.term.set ?? this.#sets.empty);
      set = this.#sets.unite(set, terms[1]?.term.set ?? this.#sets.empty);
    }
    return this.dependency(dependent, among, dependency, set, []);
  }

  /** Newest last, without what was superseded. */
  about(name: P): readonly Incompatibility<P, V, F>[] {
    const entry = this.#byPackage.get(name);
    if (entry === undefined) return [];
    if (entry.superseded > 0) this.#clear(entry);
    return entry.list;
  }

  #clear(entry: Entry<P, V, F>): void {
    entry.list = entry.list.filter(({ id }) => this.#superseded[id] === undefined);
    entry.superseded = 0;
  }

  /**
   * Versions with one and the same dependency are kept as one incompatibility over their union: fewer to look at, and
   * "foo >=1.2,<2 depends on bar <3" instead of a line for each version in the proof.
   */
  #merge(added: Incompatibility<P, V, F>, cause: DependencyCause<P, V, F>): Incompatibility<P, V, F> {
    const { dependent, dependency } = cause;
    if (dependent === dependency) return added;
    const known = this.#knownDependencies(dependent, dependency);
    const oldest = Math.max(0, known.length - mergeWindow);
    for (let at = known.length - 1; at >= oldest; at -= 1) {
      const past = known[at] as Incompatibility<P, V, F>;
      const merged = this.#union(past, added, cause);
      if (merged === null) continue;
      known[at] = merged;
      this.#supersede(past);
      return merged;
    }
    known.push(added);
    return added;
  }

  #union(
    past: Incompatibility<P, V, F>,
    added: Incompatibility<P, V, F>,
    cause: DependencyCause<P, V, F>,
  ): Incompatibility<P, V, F> | null {
    const [pastAsking, pastAsked] = past.terms;
    const [asking, asked] = added.terms;
    if (past.cause.kind !== "dependency" || pastAsking === undefined || asking === undefined) return null;
    if (pastAsked === undefined || asked === undefined) {
      if (pastAsked !== asked) return null;
    } else if (!this.#sets.equals(pastAsked.term.set, asked.term.set)) return null;
    const union = { package: asking.package, term: positive(this.#sets.unite(pastAsking.term.set, asking.term.set)) };
    const terms = asked === undefined ? [union] : [union, asked];
    return this.create(terms, past.cause.facts.length > 0 ? past.cause : cause);
  }

  #supersede(past: Incompatibility<P, V, F>): void {
    this.#superseded[past.id] = true;
    for (const { package: name } of past.terms) {
      const entry = this.#entryOf(name);
      entry.superseded += 1;
      if (entry.superseded >= slack + entry.list.length / 2) this.#clear(entry);
    }
  }

  #knownDependencies(dependent: P, dependency: P): Incompatibility<P, V, F>[] {
    let known = this.#dependencies.get(dependent);
    if (known === undefined) {
      known = new Map();
      this.#dependencies.set(dependent, known);
    }
    let list = known.get(dependency);
    if (list === undefined) {
      list = [];
      known.set(dependency, list);
    }
    return list;
  }

  #entryOf(name: P): Entry<P, V, F> {
    let entry = this.#byPackage.get(name);
    if (entry === undefined) {
      entry = { list: [], superseded: 0 };
      this.#byPackage.set(name, entry);
    }
    return entry;
  }
}
