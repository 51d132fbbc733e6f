import type { Incompatibility, PackageTerm } from "../../src/core/solver/incompatibility.ts";
import { maskSets, versionsInWorld, type World, type WorldIncompatibility } from "./integer-world.ts";

/**
 * Checks a refusal without the solver: it must end at the root, each derived statement must follow from its two causes,
 * and each fact must be one, which `checkFact` tells. Returns what is wrong, or null.
 */
export function checkTree<P, V, F>(
  terminal: Incompatibility<P, V, F>,
  root: P,
  meaning: Meaning<P, V>,
  checkFact: (fact: Incompatibility<P, V, F>) => string | null,
): string | null {
  const onlyRoot = terminal.terms.every(({ package: name, term }) => name === root && term.positive);
  if (!onlyRoot) return "the proof does not end at the root";
  const seen = new Set<Incompatibility<P, V, F>>();
  const stack = [terminal];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const { cause } = next;
    const problem =
      cause.kind === "derived" ? checkStep(next, cause.conflict, cause.satisfier, meaning) : checkFact(next);
    if (problem !== null) return problem;
    if (cause.kind === "derived") stack.push(cause.conflict, cause.satisfier);
  }
  return null;
}

/** What terms mean: the versions that a package can have, and whether a set holds one. */
export interface Meaning<P, V> {
  versionsOf(name: P): readonly unknown[];
  holds(set: V, version: unknown): boolean;
}

const absent = Symbol("not selected");

/**
 * Does each selection that `derived` forbids break `first` or `second`? A selection that gets by has some package that
 * breaks a term of the first and one that breaks a term of the second, and packages are selected independently, so it
 * is enough to look at two packages at a time.
 */
function checkStep<P, V, F>(
  derived: Incompatibility<P, V, F>,
  first: Incompatibility<P, V, F>,
  second: Incompatibility<P, V, F>,
  meaning: Meaning<P, V>,
): string | null {
  const holds = (entry: PackageTerm<P, V> | undefined, value: unknown): boolean => {
    if (entry === undefined) return true;
    const inside = value !== absent && meaning.holds(entry.term.set, value);
    return entry.term.positive ? inside : !inside;
  };
  const of = (one: Incompatibility<P, V, F>, name: P): PackageTerm<P, V> | undefined =>
    one.terms.find((entry) => entry.package === name);
  const names = [...new Set([derived, first, second].flatMap(({ terms }) => terms.map((entry) => entry.package)))];
  const free = new Map(
    names.map((name) => {
      const values = [absent, ...meaning.versionsOf(name)];
      return [name, values.filter((value) => holds(of(derived, name), value))];
    }),
  );
  // What cannot be selected at all is forbidden by anything.
  if ([...free.values()].some((values) => values.length === 0)) return null;
  const breaking = (one: Incompatibility<P, V, F>): P[] =>
    names.filter((name) => free.get(name)?.some((value) => !holds(of(one, name), value)) === true);
  const [inFirst, inSecond] = [breaking(first), breaking(second)];
  for (const a of inFirst) {
    for (const b of inSecond) {
      const both = free.get(a)?.some((value) => !holds(of(first, a), value) && !holds(of(second, a), value)) === true;
      if (a !== b || both) return `step ${derived.id} does not follow: ${String(a)} and ${String(b)} get by`;
    }
  }
  return null;
}

const everyVersion = Array.from({ length: versionsInWorld }, (_, version) => version);

/** The check for worlds of whole numbers. */
export function checkProof(
  terminal: WorldIncompatibility,
  world: World,
  limits: ReadonlyMap<string, number> = new Map(),
): string | null {
  const meaning: Meaning<string, number> = {
    versionsOf: () => everyVersion,
    holds: (set, version) => (set & (1 << (version as number))) !== 0,
  };
  return checkTree(terminal, "root", meaning, (fact) => checkFact(fact, world, limits));
}

function checkFact(fact: WorldIncompatibility, world: World, limits: ReadonlyMap<string, number>): string | null {
  const [first, second] = fact.terms;
  switch (fact.cause.kind) {
    case "root":
      return first?.package === "root" && !first.term.positive ? null : "the root's fact is not about the root";
    case "dependency": {
      if (first === undefined) return "a dependency without terms";
      const { dependency } = fact.cause;
      for (const [version, needs] of world.get(first.package) ?? []) {
        if ((first.term.set & (1 << version)) === 0) continue;
        const allowed = needs.get(dependency);
        if (allowed === undefined) return `${first.package} ${version} does not need ${dependency}`;
        const stated = second === undefined ? 0 : second.term.set;
        if (first.package !== dependency && !maskSets.isSubset(allowed, stated))
          return `${first.package} ${version} needs more versions of ${dependency}`;
      }
      return null;
    }
    case "limit":
      return first?.term.positive === true && (first.term.set & (limits.get(first.package) ?? -1)) === 0
        ? null
        : "no such limit";
    case "no-version": {
      const found = [...(world.get(first?.package ?? "")?.keys() ?? [])].filter(
        (version) => ((first?.term.set ?? 0) & (1 << version)) !== 0,
      );
      return found.length === 0 ? null : `${first?.package} has a version that was said not to exist`;
    }
    case "unusable":
    case "derived":
      return "a kind of cause that no such world has";
  }
}
