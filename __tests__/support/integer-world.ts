import type { Incompatibility } from "../../src/core/solver/incompatibility.ts";
import type { Choice, Dependencies, Provider } from "../../src/core/solver/provider.ts";
import { type Solution, solve } from "../../src/core/solver/solve.ts";
import type { VersionSets } from "../../src/core/solver/version-set.ts";

/** Versions are 0 … 7 and a set of them is a bit mask: an algebra so simple that it is its own proof. */
export const versionsInWorld = 8;
const all = (1 << versionsInWorld) - 1;

export const maskSets: VersionSets<number> = {
  empty: 0,
  full: all,
  intersect: (a, b) => a & b,
  unite: (a, b) => a | b,
  complement: (a) => all & ~a,
  isEmpty: (a) => a === 0,
  isFull: (a) => a === all,
  isSubset: (a, b) => (a & ~b) === 0,
  isDisjoint: (a, b) => (a & b) === 0,
  equals: (a, b) => a === b,
};

/** Package → version → package → allowed versions as a mask. The root's needs stand under `root`, version 0. */
export type World = ReadonlyMap<string, ReadonlyMap<number, ReadonlyMap<string, number>>>;

/** `{ root: { 0: { a: [1, 2] } }, a: { 1: {}, 2: { b: [1] } } }` */
export function worldOf(shape: Record<string, Record<number, Record<string, readonly number[]>>>): World {
  return new Map(
    Object.entries(shape).map(([name, versions]) => [
      name,
      new Map(
        Object.entries(versions).map(([version, needs]) => [
          Number(version),
          new Map(Object.entries(needs).map(([other, allowed]) => [other, maskOf(allowed)])),
        ]),
      ),
    ]),
  );
}

/** The same world with each need asked through a face: `a` needs `b?` in some versions, and `b? 2` needs `b` in version 2. */
export function withFaces(world: World): World {
  const faced = new Map<string, ReadonlyMap<number, ReadonlyMap<string, number>>>();
  for (const [name, versions] of world) {
    faced.set(
      name,
      new Map(
        [...versions].map(([version, needs]) => [version, new Map([...needs].map(([to, set]) => [`${to}?`, set]))]),
      ),
    );
    if (name !== "root")
      faced.set(`${name}?`, new Map([...versions.keys()].map((version) => [version, new Map([[name, 1 << version]])])));
  }
  return faced;
}

export const maskOf = (versions: readonly number[]): number =>
  versions.reduce((mask, version) => mask | (1 << version), 0);

export type WorldSolution = Solution<string, number, number, string>;
export type WorldIncompatibility = Incompatibility<string, number, string>;

/** Tries the highest version first. */
export class WorldProvider implements Provider<string, number, number, string, never, never> {
  readonly sets = maskSets;
  readonly root = "root";
  readonly rootVersion = 0;
  readonly asked: string[] = [];
  readonly #world: World;
  readonly #limits: ReadonlyMap<string, number>;

  constructor(world: World, limits: ReadonlyMap<string, number> = new Map()) {
    this.#world = world;
    this.#limits = limits;
  }

  exactly(version: number): number {
    return 1 << version;
  }

  subjectOf(name: string): string {
    return name.replace("?", "");
  }

  faceOf(name: string): { of: string; fact: string } | null {
    return name.endsWith("?") ? { of: name.slice(0, -1), fact: `${name} comes with its package` } : null;
  }

  isGiven(name: string): boolean {
    return name === this.root;
  }

  limits(name: string): { set: number; facts: readonly string[]; pull: "ranged" } | null {
    const set = this.#limits.get(name);
    return set === undefined ? null : { set, facts: [`limit of ${name}`], pull: "ranged" };
  }

  *choose(name: string, among: number): Generator<never, Choice<number, number, string>, never> {
    const versions = [...(this.#world.get(name)?.keys() ?? [])].filter((version) => (among & (1 << version)) !== 0);
    if (versions.length === 0) return { kind: "none", set: among, facts: [`no ${name} in ${among}`] };
    return { kind: "version", version: Math.max(...versions) };
  }

  *dependencies(name: string, version: number): Generator<never, Dependencies<string, number, string>, never> {
    this.asked.push(`${name} ${version}`);
    const needs = this.#world.get(name)?.get(version) ?? new Map<string, number>();
    return {
      kind: "known",
      among: 1 << version,
      dependencies: [...needs].map(([other, set]) => ({
        package: other,
        set,
        fact: `${name} ${version} needs ${other}`,
        pull: "ranged" as const,
      })),
    };
  }
}

export function solveWorld(world: World, limits?: ReadonlyMap<string, number>): WorldSolution {
  const step = solve(new WorldProvider(world, limits)).next();
  if (!step.done) throw new Error("A world that has every answer was asked to wait.");
  return step.value;
}

/** Whether any selection satisfies the world, found by trying them all. */
export function bruteForce(
  world: World,
  limits: ReadonlyMap<string, number> = new Map(),
): ReadonlyMap<string, number> | null {
  const extend = (
    selected: ReadonlyMap<string, number>,
    open: ReadonlyMap<string, number>,
  ): ReadonlyMap<string, number> | null => {
    const [name] = [...open.keys()].filter((candidate) => !selected.has(candidate));
    if (name === undefined) return selected;
    for (const [version, needs] of world.get(name) ?? []) {
      const bit = 1 << version;
      if (((open.get(name) ?? all) & bit) === 0 || ((limits.get(name) ?? all) & bit) === 0) continue;
      const narrowed = new Map(open);
      let holds = true;
      for (const [other, set] of needs) {
        const both = (narrowed.get(other) ?? all) & set;
        const chosen = other === name ? version : selected.get(other);
        if (both === 0 || (chosen !== undefined && (set & (1 << chosen)) === 0)) holds = false;
        narrowed.set(other, both);
      }
      if (!holds) continue;
      const found = extend(new Map([...selected, [name, version]]), narrowed);
      if (found !== null) return found;
    }
    return null;
  };
  return extend(new Map(), new Map([["root", 1]]));
}
