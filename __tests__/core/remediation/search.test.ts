import { describe, expect, it } from "@jest/globals";
import type { PackageName } from "../../../src/core/python/name.ts";
import { compareVersions, parseVersion, type Version } from "../../../src/core/python/version.ts";
import type { Attempt, AttemptAnswer } from "../../../src/core/remediation/attempt.ts";
import { noDowngrade } from "../../../src/core/remediation/avoidance.ts";
import { explainImpossible } from "../../../src/core/remediation/impossible.ts";
import type { Impossible } from "../../../src/core/remediation/impossible-reason.ts";
import { loosened } from "../../../src/core/remediation/loosen.ts";
import {
  emptyMemory,
  type Search,
  type SearchResult,
  searchFix,
  versionsOf,
} from "../../../src/core/remediation/search.ts";
import { lineKey, type Standing } from "../../../src/core/remediation/standing.ts";
import type { Resolution } from "../../../src/core/resolution/resolution.ts";
import type { Finding, Severity } from "../../../src/core/rule/finding.ts";
import { pinsOf, requestOf, requirementsOf, resolveIn, universeOf } from "../../support/universe-text.ts";

/** An advisory as a line: `A lib >=1.0 <1.5 high`, fixed in 1.5; with `<=1.4` no version is called fixed; with `-` none is. */
interface Affected {
  readonly id: string;
  readonly name: string;
  readonly from: Version;
  readonly before: Version | null;
  readonly last: Version | null;
  readonly severity: Severity;
}

function advisory(line: string): Affected {
  const [id = "", name = "", from = "", before = "", severity = "high"] = line.split(" ");
  return {
    id,
    name,
    from: parseVersion(from.replace(">=", "")) as Version,
    before: /^<\d/.test(before) ? parseVersion(before.slice(1)) : null,
    last: before.startsWith("<=") ? parseVersion(before.slice(2)) : null,
    severity: severity as Severity,
  };
}

function findingsOf(resolution: Resolution, advisories: readonly Affected[]): Finding[] {
  return resolution.packages.flatMap(({ name, version }) =>
    advisories
      .filter(
        (one) =>
          one.name === name &&
          compareVersions(version, one.from) >= 0 &&
          (one.before === null || compareVersions(version, one.before) < 0) &&
          (one.last === null || compareVersions(version, one.last) <= 0),
      )
      .map(
        ({ id, before, severity }): Finding => ({
          rule: "advisory",
          severity,
          package: name,
          version: version.text,
          message: `${name} ${version.text} is affected.`,
          advisory: { id, aliases: [], url: null },
          fixedIn: before === null ? [] : [before.text],
          location: null,
          evidence: [],
          via: [],
          key: `advisory ${id} ${name}`,
        }),
      ),
  );
}

interface World {
  readonly universe: string;
  /** `place: requirements` */
  readonly places: Readonly<Record<string, string>>;
  /** What is installed, as pins; without it, what resolves today. */
  readonly lock?: string;
  readonly advisories: readonly string[];
  readonly only?: readonly string[];
  readonly frozen?: readonly string[];
  readonly most?: number;
  /** What each question may spend. */
  readonly bound?: { readonly decisions: number; readonly conflicts: number };
}

interface Outcome {
  readonly result: SearchResult;
  /** What moved, as `name from → to`, by place. */
  readonly moved: Readonly<Record<string, readonly string[]>>;
  readonly lines: readonly string[];
  readonly attempts: number;
  /** Why there is no plan; null where there is one. */
  readonly why: Impossible | null;
}

function search(world: World): Outcome {
  const universe = universeOf(world.universe);
  const advisories = world.advisories.map(advisory);
  const preferences = new Map(
    requirementsOf(world.lock ?? "").map(({ specifier }) => [
      specifier.name,
      specifier.specifier.specifiers[0]?.version as Version,
    ]),
  );
  const places = Object.entries(world.places).map(([place, text]) => ({ place, requirements: requirementsOf(text) }));
  const standings = places.map(({ place, requirements }): Standing => {
    const outcome = resolveIn(universe, requestOf(requirements, { preferences }));
    if (outcome.kind !== "resolved") throw new Error(`${place}: ${pinsOf(outcome)}`);
    const { resolution } = outcome;
    return { place, requirements, resolution, findings: findingsOf(resolution, advisories) };
  });
  const inScope = ({ advisory: found }: Finding): boolean =>
    found !== null && (world.only === undefined || world.only.includes(found.id));
  const installed = new Map(standings.flatMap(({ resolution }) => [...versionsOf(resolution)]));
  const lines = standings
    .flatMap(({ requirements }) => requirements)
    .filter(({ specifier }) => !world.frozen?.includes(specifier.name));

  const asked: Search = {
    standings,
    goals: standings.flatMap(({ place, findings }) => findings.filter(inScope).map((finding) => ({ place, finding }))),
    lines: new Map(lines.map(({ origin }) => [lineKey(origin), { direct: true }])),
    frozen: new Set(),
    avoid: noDowngrade(installed),
    isUnacceptable: inScope,
    mostAttempts: world.most ?? 100,
    memory: emptyMemory(),
    keepsBuilds: true,
  };
  const asking = searchFix(asked);
  const answer = ({ loosened: lines, avoid, alone }: Attempt): AttemptAnswer[] =>
    standings.map(({ place, requirements, resolution }) => {
      const request = requestOf(alone === null ? loosened(requirements, lines) : requirementsOf(alone), {
        noDeps: alone !== null,
        preferences: versionsOf(resolution),
        moves: "nearest",
        avoid,
        bound: world.bound ?? null,
      });
      const outcome = resolveIn(universe, request);
      const findings = outcome.kind === "resolved" ? findingsOf(outcome.resolution, advisories) : [];
      return { place, outcome, findings, trades: [], notAssessed: [], complete: true };
    });
  let attempts = 0;
  let step = asking.next();
  while (!step.done) {
    attempts += 1;
    step = asking.next(answer(step.value));
  }
  const result = step.value;
  const why =
    result.kind === "found"
      ? null
      : driven(explainImpossible(asked, asked.goals[0]?.finding.package as PackageName, result), answer);
  const answers = result.kind === "found" ? result.answers : [];
  const moved = Object.fromEntries(
    answers.map(({ place, outcome }) => {
      const before = versionsOf(standings.find((one) => one.place === place)?.resolution ?? null);
      const after = versionsOf(outcome.kind === "resolved" ? outcome.resolution : null);
      const names = [...new Set([...before.keys(), ...after.keys()])].sort();
      return [
        place,
        names
          .filter((name) => before.get(name)?.text !== after.get(name)?.text)
          .map((name) => `${name} ${before.get(name)?.text ?? "-"} → ${after.get(name)?.text ?? "-"}`),
      ];
    }),
  );
  const loose = result.kind === "found" ? result.loosened : new Set<string>();
  return {
    result,
    moved,
    lines: lines.filter(({ origin }) => loose.has(lineKey(origin))).map(({ text }) => text),
    attempts,
    why,
  };
}

function driven<T>(
  asking: Generator<Attempt, T, readonly AttemptAnswer[]>,
  answer: (attempt: Attempt) => AttemptAnswer[],
): T {
  let step = asking.next();
  while (!step.done) step = asking.next(answer(step.value));
  return step.value;
}

const ofOne = (world: Omit<World, "places"> & { readonly requirements: string }) =>
  search({ ...world, places: { prod: world.requirements } });

describe("the search for the smallest fix", () => {
  it("says that it stopped early where the solver gave up its questions", () => {
    const world = {
      requirements: "lib==1.0",
      universe: `
        lib 1.0
        lib 1.5`,
      advisories: ["A lib >=1.0 <1.5"],
    };
    expect(ofOne(world).moved).toEqual({ prod: ["lib 1.0 → 1.5"] });
    const { result, why } = ofOne({ ...world, bound: { decisions: 0, conflicts: 0 } });
    expect(result).toMatchObject({ kind: "impossible", early: true });
    expect(why?.reason).toBe("stopped-early");
  });

  it("bumps a pin to the lowest version without findings, and nothing else", () => {
    const { moved, lines } = ofOne({
      universe: `
        tpl 3.1.2
          mark>=2
        tpl 3.1.3
          mark>=2
        tpl 3.1.4
          mark>=2
        tpl 3.2
          mark>=2
        mark 2.0
        mark 2.1
      `,
      requirements: "tpl==3.1.2",
      lock: "mark==2.0",
      advisories: ["A tpl >=0 <3.1.3", "B tpl >=3.1.0 <3.1.4"],
    });
    expect(moved).toEqual({ prod: ["tpl 3.1.2 → 3.1.4"] });
    expect(lines).toEqual(["tpl==3.1.2"]);
  });

  it("moves what is required by others without touching a line, where their ranges allow it", () => {
    const { moved, lines } = ofOne({
      universe: `
        web 1.0
          wire==1.*
        wire 1.0
          h>=0.13,<0.15
        wire 1.1
          h>=0.13,<0.17
        wire 1.2
          h>=0.16
        h 0.14
        h 0.16
        h 0.17
      `,
      requirements: "web==1.0",
      lock: "wire==1.0\nh==0.14",
      advisories: ["A h >=0 <0.16 critical"],
    });
    expect(moved).toEqual({ prod: ["h 0.14 → 0.16", "wire 1.0 → 1.1"] });
    expect(lines).toEqual([]);
  });

  it("moves the line that caps the vulnerable package, by as little as frees it", () => {
    const { moved, lines } = ofOne({
      universe: `
        req 2.28
          url>=1.21,<1.27
        req 2.29
          url>=1.21,<1.27
        req 2.30
          url>=1.21,<3
        req 2.31
          url>=1.21,<3
        url 1.26
        url 2.5
        url 2.6
        url 2.7
      `,
      requirements: "req==2.28",
      advisories: ["A url >=0 <2.6", "B url >=0 <2.5"],
    });
    expect(moved).toEqual({ prod: ["req 2.28 → 2.30", "url 1.26 → 2.6"] });
    expect(lines).toEqual(["req==2.28"]);
  });

  const family = `
    core 2.5
    core 2.6
    core 2.7
    vision 0.20
      core==2.5
    vision 0.21
      core==2.6
    vision 0.22
      core==2.7
    other 1.0
  `;

  it("moves lines together that pin each other, and no further line", () => {
    const { moved, lines } = ofOne({
      universe: family,
      requirements: "core==2.5\nvision==0.20\nother==1.0",
      advisories: ["A core >=0 <2.6 critical"],
    });
    expect(moved).toEqual({ prod: ["core 2.5 → 2.6", "vision 0.20 → 0.21"] });
    expect(lines).toEqual(["core==2.5", "vision==0.20"]);
  });

  it("names the proof where a line that may not move stands in the way", () => {
    const { result } = ofOne({
      universe: family,
      requirements: "core==2.5\nvision==0.20",
      advisories: ["A core >=0 <2.6"],
      frozen: ["vision"],
    });
    expect(result).toMatchObject({ kind: "impossible", early: false });
    expect(result.kind === "impossible" && result.conflict?.text).toMatch(/vision==0\.20/);
  });

  it("walks on where the fixed version has a finding of its own", () => {
    const { moved } = ofOne({
      universe: "img 9.0\nimg 9.1\nimg 10.0\nimg 12.0\nimg 13.0",
      requirements: "img==9.0",
      advisories: ["A img >=0 <9.1", "B img >=9.1 <12.0"],
    });
    expect(moved).toEqual({ prod: ["img 9.0 → 12.0"] });
  });

  it("goes strictly above a last affected version that no record calls fixed", () => {
    const { moved } = ofOne({
      universe: "md 3.5\nmd 3.6\nmd 3.7\nmd 3.8",
      requirements: "md==3.5",
      advisories: ["A md >=0 <=3.6"],
    });
    expect(moved).toEqual({ prod: ["md 3.5 → 3.7"] });
  });

  it("stays on a branch that has a fix", () => {
    const { moved } = ofOne({
      universe: "pb 3.20.1\npb 3.20.2\npb 4.0\npb 4.21",
      requirements: "pb==3.20.1",
      advisories: ["A pb >=0 <3.20.2"],
    });
    expect(moved).toEqual({ prod: ["pb 3.20.1 → 3.20.2"] });
  });

  it("passes over yanked versions and pre-releases", () => {
    const { moved } = ofOne({
      universe: "req 2.31\nreq 2.32 yanked=broken\nreq 2.33rc1\nreq 2.34",
      requirements: "req==2.31",
      advisories: ["A req >=0 <2.32"],
    });
    expect(moved).toEqual({ prod: ["req 2.31 → 2.34"] });
  });

  it("says that there is no way where no version is free of it", () => {
    const { result } = ofOne({
      universe: "cache 5.6",
      requirements: "cache==5.6",
      advisories: ["A cache >=0 -"],
    });
    expect(result).toMatchObject({ kind: "impossible", early: false });
  });

  it("clears only what it is told to, and accepts nothing as severe in exchange", () => {
    const { moved } = ofOne({
      universe: "a 1\na 2\na 3",
      requirements: "a==1",
      advisories: ["X a >=0 <2", "Y a >=2 <3"],
      only: ["X", "Y"],
    });
    expect(moved).toEqual({ prod: ["a 1 → 3"] });
    expect(
      ofOne({
        universe: "a 1\na 2\na 3",
        requirements: "a==1",
        advisories: ["X a >=0 <2", "Z a >=2 <3 low"],
        only: ["X"],
      }).moved,
    ).toEqual({ prod: ["a 1 → 2"] });
  });

  it("gives a line that several places read one version that is fine in all of them", () => {
    const { moved } = search({
      universe: "lib 1.0\nlib 1.1\nlib 1.2",
      places: { one: "lib==1.0", two: "lib==1.0\n-c lib!=1.1" },
      advisories: ["A lib >=0 <1.1"],
    });
    expect(moved).toEqual({ one: ["lib 1.0 → 1.2"], two: ["lib 1.0 → 1.2"] });
  });

  it("lets stay what can stay", () => {
    const { moved } = ofOne({
      universe: `
        a 1
          b>=1
        a 2
          b>=1
        b 1
        b 2
      `,
      requirements: "a==1",
      lock: "b==1",
      advisories: ["A a >=0 <2"],
    });
    expect(moved).toEqual({ prod: ["a 1 → 2"] });
  });

  it("does not walk down every release of what comes anew and is held below its fix", () => {
    const old = Array.from({ length: 60 }, (_, index) => `tools ${index + 1}.0`).join("\n");
    const { moved, attempts } = ofOne({
      universe: `core 1\ncore 2\n  tools<61\ncore 3\n  tools\n${old}\ntools 61.0`,
      requirements: "core==1",
      advisories: ["A core >=0 <2", "B tools >=1.0 <61.0"],
    });
    expect(moved).toEqual({ prod: ["core 1 → 3", "tools - → 61.0"] });
    expect(attempts).toBeLessThan(10);
  });

  it("says that it stopped early, and asks the same in the same order each time", () => {
    const world = {
      universe: family,
      requirements: "core==2.5\nvision==0.20",
      advisories: ["A core >=0 <2.6"],
    };
    const { result, why } = ofOne({ ...world, most: 1 });
    expect(result).toMatchObject({ kind: "impossible", early: true });
    expect(why).toEqual({
      reason: "stopped-early",
      explanation: "The search ended after 1 attempts without a set of versions that clears it; there may be one.",
      remedy: expect.stringContaining("`--only`"),
    });
    expect(ofOne(world).attempts).toBe(ofOne(world).attempts);
  });
});
