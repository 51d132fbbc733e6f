import { compareResolutions } from "../core/comparison/compare-resolutions.ts";
import type { Change } from "../core/comparison/comparison.ts";
import { lineText } from "../core/comparison/demand-chain.ts";
import type { Origin } from "../core/error.ts";
import type { Requirement } from "../core/manifest/requirement.ts";
import {
  type DependencySpecifier,
  parseDependencySpecifier,
  parseLenientDependencySpecifier,
} from "../core/python/dependency-specifier.ts";
import type { PackageName } from "../core/python/name.ts";
import { isPrerelease, type Version, withoutLocal } from "../core/python/version.ts";
import { rangeContains, rangeOf } from "../core/python/version-range.ts";
import {
  chainsTo,
  type Explanation,
  type HeldBack,
  type NewerVersion,
  type Release,
} from "../core/report/explanation.ts";
import type { Conflict, ProofNode } from "../core/resolution/conflict.ts";
import type { Demand, Resolution, ResolutionOutcome, ResolvedPackage } from "../core/resolution/resolution.ts";
import type { ResolveOtherwise } from "./resolve-otherwise.ts";

/** Where the requirement stands that an explanation adds. */
const addedBy = "what is explained";

/** That it would go without what the explanation added is no news. */
const isOfOthers = (hint: string): boolean => !hint.includes(`(${addedBy})`);

/** What is wrong with the versions that a refusal passed over. Hints tell more of some, and that none exists is no fault. */
function passedOverBy({ tree, hints }: Conflict): readonly string[] {
  const facts = factsOf(tree).filter((fact) => !/^no version of |was yanked|pre-release/.test(fact));
  return [...facts.map((fact) => `${fact}.`), ...hints.filter(isOfOthers)];
}

function factsOf(node: ProofNode): readonly string[] {
  if (node.kind === "derived") return [...new Set(node.causes.flatMap(factsOf))];
  return node.origin === null ? [node.statement] : [];
}

/** Lines that are tried one by one for letting a version go. */
const mostReleases = 5;

/** Explains one package of a resolution: what holds it back is found by asking for more and reading the refusal. */
export async function explainPackage(
  place: { readonly model: string; readonly target: string },
  resolution: Resolution,
  one: ResolvedPackage,
  resolveOtherwise: ResolveOtherwise,
): Promise<Explanation> {
  return {
    ...place,
    name: one.name,
    version: one.version.text,
    file: one.file.filename,
    index: one.file.index,
    chains: chainsTo(resolution, one),
    reason: one.reason,
    newer: await new Search(resolution, one, resolveOtherwise).newer(),
  };
}

/** Asks for newer versions of one package, keeping everything else where it is as far as it fits. */
class Search {
  readonly #resolution: Resolution;
  readonly #one: ResolvedPackage;
  readonly #resolve: ResolveOtherwise;

  constructor(resolution: Resolution, one: ResolvedPackage, resolve: ResolveOtherwise) {
    this.#resolution = resolution;
    this.#one = one;
    this.#resolve = resolve;
  }

  async newer(): Promise<NewerVersion> {
    const { name, version } = this.#one;
    const alone = await this.#alone(`>${publicText(version)}`);
    if (alone.kind === "incomplete") return unknown(alone);
    if (alone.kind === "unsatisfiable") return { kind: "newest", passedOver: passedOverBy(alone.conflict) };
    const newest = versionIn(alone, name);
    if (newest === null) return { kind: "newest", passedOver: [] };
    const outcome = await this.#withPackage(`==${publicText(newest)}`, (stated) => stated);
    switch (outcome.kind) {
      case "resolved":
        return this.#possible(outcome);
      case "incomplete":
        return unknown(outcome);
      case "unsatisfiable":
        return await this.#heldBack(newest, outcome.conflict);
    }
  }

  /** The package by itself, which says what the target can load of it. */
  #alone(specifier: string): Promise<ResolutionOutcome> {
    return this.#resolve({
      requirements: () => [wanted(this.#one.name, specifier)],
      options: {
        noDeps: true,
        resolution: "highest",
        ...(isPrerelease(this.#one.version) ? {} : { prereleases: "disallow" }),
      },
    });
  }

  #withPackage(
    specifier: string,
    change: (stated: readonly Requirement[]) => readonly Requirement[],
  ): Promise<ResolutionOutcome> {
    const { packages } = this.#resolution;
    return this.#resolve({
      requirements: (stated) => [...change(stated), wanted(this.#one.name, specifier)],
      options: { preferences: new Map(packages.map(({ name, version }) => [name, version])) },
    });
  }

  #possible(outcome: Resolved): Extract<NewerVersion, { kind: "possible" }> {
    const version = versionIn(outcome, this.#one.name) ?? this.#one.version;
    return {
      kind: "possible",
      version: version.text,
      changes: compareResolutions(this.#resolution, outcome.resolution),
    };
  }

  async #heldBack(newest: Version, conflict: Conflict): Promise<HeldBack> {
    const reachable = await this.#withPackage(`>${publicText(this.#one.version)}`, (stated) => stated);
    const releases = await this.#releases(newest, conflict);
    return {
      kind: "held-back",
      version: newest.text,
      by: chainsTo(this.#resolution, this.#one, (demand) => leavesOut(demand, newest)),
      proof: conflict.text,
      // Which line to relax is found here in more detail.
      hints: conflict.hints.filter(
        (hint) => isOfOthers(hint) && (releases.length === 0 || !hint.startsWith("Relaxing ")),
      ),
      reachable: reachable.kind === "resolved" ? this.#possible(reachable) : null,
      releases,
    };
  }

  /** The lines of the proof that would let the version go if they allowed newer versions, each with what would then move. */
  async #releases(newest: Version, conflict: Conflict): Promise<readonly Release[]> {
    const releases: Release[] = [];
    const places = conflict.origins.filter(({ line }) => line > 0).slice(0, mostReleases);
    for (const place of places) {
      const release =
        (await this.#released(place, `==${publicText(newest)}`)) ??
        (await this.#released(place, `>${publicText(this.#one.version)}`));
      if (release !== null) releases.push(release);
    }
    return releases;
  }

  async #released({ file, line }: Origin, specifier: string): Promise<Release | null> {
    let released: Requirement | null = null;
    const outcome = await this.#withPackage(specifier, (stated) =>
      stated.map((requirement) => {
        const { origin, specifier: of } = requirement;
        if (origin.file !== file || origin.line !== line || of.specifier.specifiers.length === 0) return requirement;
        released = requirement;
        return withoutUpperBound(requirement, versionOf(this.#resolution, of.name));
      }),
    );
    if (released === null || outcome.kind !== "resolved") return null;
    const { version, changes } = this.#possible(outcome);
    return { line: lineText(released), version, changes: withFirst(nameOf(released), changes) };
  }
}

const nameOf = ({ specifier }: Requirement): PackageName => specifier.name;

/** What the line itself is about, then what moves, then what comes and goes. */
function withFirst(name: PackageName, changes: readonly Change[]): readonly Change[] {
  const place = (change: Change): number =>
    change.name === name ? 0 : change.from !== null && change.to !== null ? 1 : 2;
  return changes.toSorted((a, b) => place(a) - place(b));
}

type Resolved = Extract<ResolutionOutcome, { kind: "resolved" }>;

function unknown({ notAssessed }: Extract<ResolutionOutcome, { kind: "incomplete" }>): NewerVersion {
  return { kind: "unknown", why: notAssessed.map(({ what, why }) => `${what}: ${why}`).join("; ") };
}

const versionOf = ({ packages }: Resolution, name: PackageName): Version | null =>
  packages.find((other) => other.name === name)?.version ?? null;
const versionIn = ({ resolution }: Resolved, name: PackageName): Version | null => versionOf(resolution, name);

/** Without the local part: a newer build of the same version is not a newer version. */
const publicText = (version: Version): string => withoutLocal(version).text;

function leavesOut(demand: Demand, version: Version): boolean {
  const specifier = specifierOf(demand);
  return specifier !== null && specifier.url === null && !rangeContains(rangeOf(specifier.specifier), version);
}

function specifierOf(demand: Demand): DependencySpecifier | null {
  if (demand.kind === "root") return demand.requirement.specifier;
  const read = parseLenientDependencySpecifier(demand.text);
  return read.ok ? read.value.value : null;
}

/** The same line as it would be if it allowed the version that is installed and every newer one. */
function withoutUpperBound(requirement: Requirement, installed: Version | null): Requirement {
  const { specifier } = requirement;
  const extras = specifier.extras.length === 0 ? "" : `[${specifier.extras.join(",")}]`;
  const text = `${specifier.name}${extras}${installed === null ? "" : `>=${publicText(installed)}`}`;
  const read = parseDependencySpecifier(text);
  if (!read.ok) return requirement;
  return { ...requirement, specifier: { ...read.value, marker: specifier.marker }, text, hashes: [] };
}

/** A requirement that this explanation adds: it stands in no file. */
function wanted(name: PackageName, specifier: string): Requirement {
  const text = `${name}${specifier}`;
  const read = parseDependencySpecifier(text);
  if (!read.ok) throw new Error(`a version that was resolved does not parse: ${text}`);
  return {
    specifier: read.value,
    text,
    kind: "direct",
    origin: { file: addedBy, line: 0, column: 1, endColumn: 1 },
    hashes: [],
  };
}
