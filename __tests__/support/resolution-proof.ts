import { parseDependencySpecifier } from "../../src/core/python/dependency-specifier.ts";
import { parseVersion, type Version } from "../../src/core/python/version.ts";
import { rangeContains, rangeOf, type VersionRange } from "../../src/core/python/version-range.ts";
import { Catalog } from "../../src/core/resolution/catalog.ts";
import type { Fact } from "../../src/core/resolution/fact.ts";
import { HeldAnswers } from "../../src/core/resolution/held-answers.ts";
import {
  extraOf,
  isAsking,
  nameOf,
  type PackageKey,
  pythonKey,
  rootKey,
} from "../../src/core/resolution/package-key.ts";
import { PythonProvider } from "../../src/core/resolution/python-provider.ts";
import type { ResolveRequest } from "../../src/core/resolution/request.ts";
import { answersOf, type Universe } from "../../src/core/resolution/universe.ts";
import type { Incompatibility } from "../../src/core/solver/incompatibility.ts";
import { type Solution, solve } from "../../src/core/solver/solve.ts";
import { checkTree } from "./proof-checker.ts";
import { settle } from "./universe-text.ts";

/** What a version of a project states, in the test's own terms. */
export interface StatedVersion {
  readonly version: string;
  readonly needs: readonly string[];
  readonly extraNeeds: readonly string[];
  /** It asks for another Python than the target has. */
  readonly otherPython: boolean;
}

export type StatedWorld = Readonly<Record<string, readonly StatedVersion[]>>;

type Learnt = Incompatibility<PackageKey, VersionRange, Fact>;

/** The solver's own outcome, with its proof and its effort. */
export function solved(universe: Universe, request: ResolveRequest): Solution<PackageKey, VersionRange, Version, Fact> {
  const held = new HeldAnswers();
  return settle(solve(new PythonProvider(new Catalog(request), held)), answersOf(universe));
}

/**
 * Checks the proof of a refusal against what the packages of a world state, read here anew: nothing of the resolver's reading
 * of manifests and metadata is used but the keys of packages. `x` is the one extra there is.
 */
export function checkResolutionProof(terminal: Learnt, world: StatedWorld, roots: readonly string[]): string | null {
  const versionsOf = (key: PackageKey): readonly Version[] =>
    key === rootKey || key === pythonKey ? [zero] : (world[nameOf(key)] ?? []).map(({ version }) => versionOf(version));
  return checkTree(
    terminal,
    rootKey,
    { versionsOf, holds: (set, version) => rangeContains(set, version as Version) },
    (fact) => checkFact(fact, world, roots),
  );
}

const zero = versionOf("0");

function checkFact({ terms, cause }: Learnt, world: StatedWorld, roots: readonly string[]): string | null {
  const [first, second] = terms;
  if (first === undefined) return "a fact about nothing";
  switch (cause.kind) {
    case "root":
      return first.package === rootKey ? null : "the root's fact is not about the root";
    case "no-version": {
      // The target's Python is none of those that were asked for: which versions ask for another is checked where they do.
      if (first.package === pythonKey) return null;
      const left = (world[nameOf(first.package)] ?? []).filter(({ version }) =>
        rangeContains(first.term.set, versionOf(version)),
      );
      return left.length === 0 ? null : `${first.package} ${left[0]?.version} was said not to exist`;
    }
    case "dependency": {
      const stated = second?.term.set ?? null;
      const { dependency } = cause;
      if (first.package === rootKey)
        return roots.some((text) => asks(text, dependency, stated, world)) ? null : `no line asks for ${dependency}`;
      const name = nameOf(first.package);
      for (const entry of world[name] ?? []) {
        const version = versionOf(entry.version);
        if (!rangeContains(first.term.set, version)) continue;
        if (dependency === pythonKey) {
          if (!entry.otherPython) return `${name} ${entry.version} loads on the target's Python`;
        } else if (isAsking(first.package)) {
          if (nameOf(dependency) !== name || stated === null || !rangeContains(stated, version))
            return `${first.package} ${entry.version} does not come with ${dependency} at its version`;
        } else {
          const needs = allNeeds(name, entry, extraOf(first.package) !== null);
          const isSo =
            nameOf(dependency) === name && stated === null
              ? needs.some((text) => excludesItself(text, name, version))
              : needs.some((text) => asks(text, dependency, stated, world));
          if (!isSo) return `${first.package} ${entry.version} does not need ${dependency}`;
        }
      }
      return null;
    }
    case "limit":
    case "unusable":
    case "derived":
      return "a kind of cause that no such world has";
  }
}

/** What the version, or its extra, needs; its own extra that it asks for is part of it. */
function allNeeds(name: string, { needs, extraNeeds }: StatedVersion, ofExtra: boolean): readonly string[] {
  const own = ofExtra ? extraNeeds : needs;
  const asksForExtra = own.some((text) => {
    const read = parseDependencySpecifier(text);
    return read.ok && read.value.name === name && read.value.extras.includes("x");
  });
  return asksForExtra ? [...own, ...extraNeeds] : own;
}

/** A version that asks of its own project what it is not. */
function excludesItself(text: string, name: string, version: Version): boolean {
  const read = parseDependencySpecifier(text);
  return read.ok && read.value.name === name && !rangeContains(rangeOf(read.value.specifier), version);
}

/** The requirement is about the package that the key stands for, and every version that it allows is one of `stated`. */
function asks(text: string, key: PackageKey, stated: VersionRange | null, world: StatedWorld): boolean {
  const read = parseDependencySpecifier(text);
  if (!read.ok) throw new Error(text);
  const { name, extras, specifier } = read.value;
  const extra = extraOf(key);
  // `c[x]<1` asks for the extra, and with it for the project at that version.
  if (name !== nameOf(key) || (extra !== null && !extras.includes(extra))) return false;
  const allowed = rangeOf(specifier);
  return (world[name] ?? []).every(({ version }) => {
    const one = versionOf(version);
    return !rangeContains(allowed, one) || (stated !== null && rangeContains(stated, one));
  });
}

function versionOf(text: string): Version {
  const version = parseVersion(text);
  if (version === null) throw new Error(text);
  return version;
}
