import { maskSets, versionsInWorld, type World, type WorldIncompatibility } from "./integer-world.ts";

/**
 * Checks a refusal without the solver: every leaf must be a fact of the world, and whatever a derived incompatibility
 * forbids must be forbidden by one of its two causes. Returns what is wrong, or null.
 */
export function checkProof(
  terminal: WorldIncompatibility,
  world: World,
  limits: ReadonlyMap<string, number> = new Map(),
): string | null {
  const onlyRoot = terminal.terms.every(({ package: name, term }) => name === "root" && term.positive);
  if (!onlyRoot) return "the proof does not end at the root";
  const seen = new Set<WorldIncompatibility>();
  const stack = [terminal];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const problem =
      next.cause.kind === "derived"
        ? checkStep(next, [next.cause.conflict, next.cause.satisfier])
        : checkFact(next, world, limits);
    if (problem !== null) return problem;
    if (next.cause.kind === "derived") stack.push(next.cause.conflict, next.cause.satisfier);
  }
  return null;
}

/** Absent is -1. */
type Selection = ReadonlyMap<string, number>;

function forbids(incompatibility: WorldIncompatibility, selection: Selection): boolean {
  return incompatibility.terms.every(({ package: name, term }) => {
    const version = selection.get(name) ?? -1;
    const inside = version >= 0 && (term.set & (1 << version)) !== 0;
    return term.positive ? inside : !inside;
  });
}

function checkStep(derived: WorldIncompatibility, causes: readonly WorldIncompatibility[]): string | null {
  const names = [...new Set([derived, ...causes].flatMap(({ terms }) => terms.map((entry) => entry.package)))];
  for (const selection of selections(names)) {
    if (forbids(derived, selection) && !causes.some((cause) => forbids(cause, selection))) {
      return `step ${derived.id} does not follow: ${JSON.stringify([...selection])}`;
    }
  }
  return null;
}

function* selections(names: readonly string[]): Generator<Selection> {
  if (names.length > 6) throw new Error("Too many packages in one step to try every selection.");
  const [first, ...rest] = names;
  if (first === undefined) {
    yield new Map();
    return;
  }
  for (const others of selections(rest)) {
    for (let version = -1; version < versionsInWorld; version += 1) yield new Map([...others, [first, version]]);
  }
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
