import { describe, expect, it } from "@jest/globals";
import { parseDependencySpecifier } from "../../../src/core/python/dependency-specifier.ts";
import { normalizeName } from "../../../src/core/python/name.ts";
import { specifierSetContains } from "../../../src/core/python/specifier-match.ts";
import type { Asking } from "../../../src/core/resolution/question.ts";
import { resolve } from "../../../src/core/resolution/resolve.ts";
import { answersOf, type Universe, UniverseRecorder } from "../../../src/core/resolution/universe.ts";
import { universeLines } from "../../../src/core/resolution/universe-json.ts";
import { universeFrom } from "../../../src/core/resolution/universe-parser.ts";
import { fc } from "../../support/fast-check.ts";
import { checkResolutionProof, type StatedVersion, solved } from "../../support/resolution-proof.ts";
import { requestOf, requirementsOf, resolveIn, settle, universeOf } from "../../support/universe-text.ts";

const names = ["a", "b", "c", "d"];
const versions = ["1.0", "1.1", "2.0", "2.1rc1", "3.0"];
const clauses = ["", ">=1.1", "<2", "==2.0", "!=1.1", ">=2.1rc1", "~=1.0", "==1.*", ">1.0,<3", "<1"];

const needArbitrary = fc.record({
  name: fc.constantFrom(...names),
  clause: fc.constantFrom(...clauses),
  extra: fc.constantFrom("", "", "", "[x]"),
});
const needText = ({ name, clause, extra }: { name: string; clause: string; extra: string }): string =>
  `${name}${extra}${clause}`;

const draftArbitrary: fc.Arbitrary<StatedVersion> = fc.record({
  otherPython: fc.integer({ min: 0, max: 5 }).map((number) => number === 0),
  version: fc.constantFrom(...versions),
  needs: fc.array(needArbitrary.map(needText), { maxLength: 2 }),
  extraNeeds: fc.array(needArbitrary.map(needText), { maxLength: 1 }),
});
const worldArbitrary = fc.record(
  Object.fromEntries(
    names.map((name) => [name, fc.uniqueArray(draftArbitrary, { selector: ({ version }) => version, maxLength: 4 })]),
  ),
);
const rootsArbitrary = fc.array(needArbitrary.map(needText), { minLength: 1, maxLength: 3 });

type DraftWorld = Record<string, readonly StatedVersion[]>;

/** Random worlds for each property; `PINWARDEN_WORLDS=100000` for a long run. */
const worlds = Number(process.env["PINWARDEN_WORLDS"] ?? 700);

const textOfRecording = (universe: Universe): string => [...universeLines(universe)].join("");

function textOf(world: DraftWorld): string {
  return names
    .map((name) => {
      const drafts = world[name] ?? [];
      if (drafts.length === 0) return `${name} absent`;
      return drafts
        .map(({ version, needs, extraNeeds, otherPython }) =>
          [
            `${name} ${version}${otherPython ? " python=>=3.12" : ""}`,
            ...needs.map((need) => `  ${need}`),
            ...extraNeeds.map((need) => `  ${need}; extra == "x"`),
          ].join("\n"),
        )
        .join("\n");
    })
    .join("\n");
}

function readNeed(text: string): { name: string; extras: readonly string[]; allows: (version: string) => boolean } {
  const read = parseDependencySpecifier(text);
  if (!read.ok) throw new Error(text);
  return {
    name: read.value.name,
    extras: read.value.extras,
    allows: (version) => specifierSetContains(read.value.specifier, version),
  };
}

/** Whether each requirement that is in force holds of the selection; nothing but the selection is assumed. */
function satisfies(selected: ReadonlyMap<string, string>, roots: readonly string[], world: DraftWorld): boolean {
  const seen = new Set<string>();
  const queue = [...roots];
  for (let text = queue.pop(); text !== undefined; text = queue.pop()) {
    if (seen.has(text)) continue;
    seen.add(text);
    const { name, extras, allows } = readNeed(text);
    const version = selected.get(name);
    const draft = world[name]?.find((one) => one.version === version);
    if (version === undefined || draft === undefined || draft.otherPython || !allows(version)) return false;
    queue.push(...draft.needs, ...(extras.includes("x") ? draft.extraNeeds : []));
  }
  return true;
}

/** Whether any choice of at most one version of each package satisfies everything. */
function isSatisfiable(roots: readonly string[], world: DraftWorld): boolean {
  const tryAll = (left: readonly string[], selected: ReadonlyMap<string, string>): boolean => {
    const [name, ...rest] = left;
    if (name === undefined) return satisfies(selected, roots, world);
    if (tryAll(rest, selected)) return true;
    return (world[name] ?? []).some(({ version }) => tryAll(rest, new Map([...selected, [name, version]])));
  };
  return tryAll(names, new Map());
}

describe("resolve, on random universes", () => {
  it("agrees with trying every selection, and its answer satisfies everything that is asked", () => {
    fc.assert(
      fc.property(worldArbitrary, rootsArbitrary, (world, roots) => {
        const outcome = resolveIn(universeOf(textOf(world)), requestOf(roots.join("\n")));
        expect(outcome.kind).toBe(isSatisfiable(roots, world) ? "resolved" : "unsatisfiable");
        if (outcome.kind !== "resolved") return;
        const selected = new Map(
          outcome.resolution.packages.map(({ name, version }) => [name as string, version.text]),
        );
        expect(satisfies(selected, roots, world)).toBe(true);
      }),
      { numRuns: worlds },
    );
  });

  it("refuses with a proof whose facts the packages state, and whose steps follow", () => {
    let refused = 0;
    fc.assert(
      fc.property(worldArbitrary, rootsArbitrary, (world, roots) => {
        const solution = solved(universeOf(textOf(world)), requestOf(roots.join("\n")));
        if (solution.kind !== "unsolvable") return;
        refused += 1;
        expect(checkResolutionProof(solution.proof, world, roots)).toBeNull();
      }),
      { numRuns: worlds },
    );
    expect(refused).toBeGreaterThan(worlds / 20);
  });

  it("selects the same whatever the order of the lines, where nothing had to give way", () => {
    fc.assert(
      fc.property(worldArbitrary, rootsArbitrary, (world, roots) => {
        const universe = universeOf(textOf(world));
        const outcomes = [roots, [...roots].reverse()].map((lines) => solved(universe, requestOf(lines.join("\n"))));
        const versions = outcomes.map((outcome) =>
          outcome.kind === "solved" && outcome.effort.conflicts === 0
            ? [...outcome.decisions].map(([key, version]) => `${key} ${version.text}`).sort()
            : null,
        );
        if (versions.includes(null)) return;
        expect(versions[0]).toEqual(versions[1]);
      }),
      { numRuns: worlds / 2 },
    );
  });

  it("refuses and accepts the same whatever the order of the lines", () => {
    fc.assert(
      fc.property(worldArbitrary, rootsArbitrary, (world, roots) => {
        const universe = universeOf(textOf(world));
        const kinds = [roots, [...roots].reverse()].map(
          (lines) => resolveIn(universe, requestOf(lines.join("\n"))).kind,
        );
        expect(kinds[0]).toBe(kinds[1]);
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same answer again from its recording, and from the recording's text", () => {
    fc.assert(
      fc.property(worldArbitrary, rootsArbitrary, (world, roots) => {
        const request = requestOf(requirementsOf(roots.join("\n")));
        const recorder = new UniverseRecorder();
        const outcome = settle(
          recorded(resolve(request), universeOf(textOf(world)), recorder),
          answersOf(universeOf(textOf(world))),
        );
        const universe = recorder.universe();
        const text = textOfRecording(universe);
        const read = universeFrom(JSON.parse(text));
        if (!read.ok) throw new Error(read.problem.message);
        expect(textOfRecording(read.value)).toBe(text);
        for (const replayed of [universe, read.value]) expect(resolveIn(replayed, { ...request })).toEqual(outcome);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a recording", () => {
  it("keeps what is read beside versions and requirements", () => {
    const universe = universeOf("a 1.0");
    const [page] = [...universe.projects.values()].flatMap((one) => (one.kind === "listed" ? one.pages : []));
    const [read] = universe.metadata;
    if (read === undefined) throw new Error("expected metadata");
    const [url, answer] = read;
    if (page === undefined || answer.kind !== "read") throw new Error("expected a page and metadata");
    const more = {
      projects: new Map(universe.projects).set(normalizeName("a"), {
        kind: "listed",
        pages: [
          {
            ...page,
            status: "deprecated",
            statusReason: "use b",
            files: page.files.map((file) => ({ ...file, provenance: "https://index.test/integrity/a" })),
          },
        ],
      }),
      metadata: new Map([
        [url, { ...answer, metadata: { ...answer.metadata, license: "MIT", licenseClassifiers: ["License :: X"] } }],
      ]),
    } as const;
    const again = universeFrom(JSON.parse(textOfRecording(more)));
    if (!again.ok) throw new Error(again.problem.message);
    expect(again.value).toEqual(more);
    const outcome = resolveIn(again.value, requestOf("a"));
    expect(outcome).toMatchObject({
      kind: "resolved",
      resolution: {
        packages: [
          {
            licence: { expression: null, text: "MIT", classifiers: ["License :: X"] },
            projectState: { status: "deprecated", reason: "use b" },
            file: { provenance: "https://index.test/integrity/a" },
          },
        ],
      },
    });
  });
});

/** Keeps every answer that a computation needed. */
function* recorded<T>(asking: Asking<T>, universe: Universe, recorder: UniverseRecorder): Asking<T> {
  const answers = answersOf(universe);
  let step = asking.next();
  while (!step.done) {
    for (const question of [...step.value.need, ...step.value.hints]) {
      const answer = question.kind === "project" ? answers.project(question.name) : answers.metadata(question.file);
      if (answer !== undefined) recorder.record(question, answer);
    }
    step = asking.next(yield step.value);
  }
  return step.value;
}
