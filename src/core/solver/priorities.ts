import type { Dependency } from "./provider.ts";

/**
 * Tiers of the order in which packages are decided, lowest first. What leaves no choice is decided first, then what
 * keeps being rejected, then what keeps rejecting it, then the rest.
 */
const tiers = { rest: 0, conflictLate: 1, conflictEarly: 2, pinned: 3, placed: 4 } as const;
type Tier = (typeof tiers)[keyof typeof tiers];

const tierOfPull = { ranged: tiers.rest, pinned: tiers.pinned, placed: tiers.placed } as const;

interface Standing {
  tier: Tier;
  /** Order of discovery. */
  readonly rank: number;
}

/**
 * The order in which packages are decided. Within a tier the one that was met first goes first, which follows the
 * order of the root's lines and then of each package's own requirements. Never undone by backtracking: what was
 * learnt of a package stays learnt.
 */
export class Priorities<P> {
  readonly #standing = new Map<string, Standing>();
  readonly #met = new Map<P, number>();
  readonly #subjectOf: (name: P) => string;

  constructor(subjectOf: (name: P) => string) {
    this.#subjectOf = subjectOf;
  }

  /** Something asks for `name`. True where that is the first time. */
  meet(name: P, pull: Dependency<P, unknown, unknown>["pull"]): boolean {
    const isNew = !this.#met.has(name);
    if (isNew) this.#met.set(name, this.#met.size);
    const standing = this.#standingOf(name);
    const tier = tierOfPull[pull];
    // A package that conflicts keeps its tier: raising it again would undo what the conflicts taught.
    const isMarked = standing.tier === tiers.conflictEarly || standing.tier === tiers.conflictLate;
    if (!isMarked && tier > standing.tier) standing.tier = tier;
    return isNew;
  }

  /** It is rejected again and again: decide it before what rejects it. True where that changes anything. */
  decideEarlier(name: P): boolean {
    const standing = this.#standingOf(name);
    if (standing.tier === tiers.conflictEarly) return false;
    standing.tier = tiers.conflictEarly;
    return true;
  }

  /** It rejects others again and again: decide it after them. True where that changes anything. */
  decideLater(name: P): boolean {
    const standing = this.#standingOf(name);
    // One that was moved forward stays there, or two packages would push each other back for ever.
    if (standing.tier === tiers.conflictEarly || standing.tier === tiers.conflictLate) return false;
    standing.tier = tiers.conflictLate;
    return true;
  }

  first(open: Iterable<P>): P | null {
    let best: P | null = null;
    for (const name of open) if (best === null || this.#precedes(name, best)) best = name;
    return best;
  }

  #precedes(a: P, b: P): boolean {
    const left = this.#standingOf(a);
    const right = this.#standingOf(b);
    if (left.tier !== right.tier) return left.tier > right.tier;
    if (left.rank !== right.rank) return left.rank < right.rank;
    return (this.#met.get(a) ?? 0) < (this.#met.get(b) ?? 0);
  }

  #standingOf(name: P): Standing {
    const subject = this.#subjectOf(name);
    const present = this.#standing.get(subject);
    if (present !== undefined) return present;
    const created: Standing = { tier: tiers.rest, rank: this.#standing.size };
    this.#standing.set(subject, created);
    return created;
  }
}
