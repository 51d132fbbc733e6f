import type { Dependency } from "./provider.ts";

/**
 * Tiers of the order in which packages are decided, lowest first. What leaves no choice is decided first, then what
 * keeps being rejected, then what keeps rejecting it, then the rest.
 */
const tiers = { rest: 0, conflictLate: 1, conflictEarly: 2, pinned: 3, placed: 4, given: 5 } as const;
type Tier = (typeof tiers)[keyof typeof tiers];

const tierOfPull = { ranged: tiers.rest, pinned: tiers.pinned, placed: tiers.placed } as const;

/** What decides when a package's turn comes: the higher tier, then the lower rank, then who was met first. */
export interface Standing {
  readonly tier: Tier;
  /** Order in which subjects were discovered, shared by the faces of one subject. */
  readonly rank: number;
  /** Order in which packages were discovered. */
  readonly met: number;
}

interface SubjectStanding {
  tier: Tier;
  readonly rank: number;
}

/**
 * The order in which packages are decided. Within a tier the one that was met first goes first, which follows the
 * order of the root's lines and then of each package's own requirements. Never undone by backtracking: what was
 * learnt of a package stays learnt.
 */
export class Priorities<P> {
  readonly #subjects = new Map<string, SubjectStanding>();
  readonly #met = new Map<P, number>();
  readonly #subjectOf: (name: P) => string;
  readonly #isGiven: (name: P) => boolean;

  constructor(subjectOf: (name: P) => string, isGiven: (name: P) => boolean) {
    this.#subjectOf = subjectOf;
    this.#isGiven = isGiven;
  }

  /** Something asks for `name`. True where that is the first time. */
  meet(name: P, pull: Dependency<P, unknown, unknown>["pull"]): boolean {
    const isNew = !this.#met.has(name);
    if (isNew) this.#met.set(name, this.#met.size);
    if (this.#isGiven(name)) return isNew;
    const subject = this.#subject(name);
    const tier = tierOfPull[pull];
    if (tier > subject.tier) subject.tier = tier;
    return isNew;
  }

  /** It is rejected again and again: decide it before what rejects it. True where that changes anything. */
  decideEarlier(name: P): boolean {
    if (this.#isGiven(name)) return false;
    const subject = this.#subject(name);
    if (subject.tier === tiers.conflictEarly) return false;
    subject.tier = tiers.conflictEarly;
    return true;
  }

  /** It rejects others again and again: decide it after them. True where that changes anything. */
  decideLater(name: P): boolean {
    if (this.#isGiven(name)) return false;
    const subject = this.#subject(name);
    // One that was moved forward stays there, or two packages would push each other back for ever.
    if (subject.tier === tiers.conflictEarly || subject.tier === tiers.conflictLate) return false;
    subject.tier = tiers.conflictLate;
    return true;
  }

  standingOf(name: P): Standing {
    const met = this.#met.get(name) ?? -1;
    if (this.#isGiven(name)) return { tier: tiers.given, rank: 0, met };
    const { tier, rank } = this.#subject(name);
    return { tier, rank, met };
  }

  #subject(name: P): SubjectStanding {
    const key = this.#subjectOf(name);
    const present = this.#subjects.get(key);
    if (present !== undefined) return present;
    const created: SubjectStanding = { tier: tiers.rest, rank: this.#subjects.size };
    this.#subjects.set(key, created);
    return created;
  }
}
