/**
 * Measures the project's PEP 440 beside @renovatebot/pep440, on the same inputs in one run, and counts where the answers
 * of both differ from the expected ones.
 *
 *     node bench/python/pep440.ts [TABLE]
 *
 * TABLE is a pep440.json of expected values as `scripts/conformance/tables.ts` reads it; without one, speed alone is told.
 * Ratios above 1 mean that this project's code is that many times faster. Each figure is the best of seven rounds.
 */
import { existsSync, readFileSync } from "node:fs";
import * as renovate from "@renovatebot/pep440";
import type { Pep440Tables } from "../../scripts/conformance/tables/pep440.ts";
import { parseSpecifierSet } from "../../src/core/python/specifier.ts";
import { specifierSetContains } from "../../src/core/python/specifier-match.ts";
import { compareVersions, parseVersion, type Version } from "../../src/core/python/version.ts";
import { rangeContains, rangeOf } from "../../src/core/python/version-range.ts";

const rounds = 7;
const texts = versionTexts(5000);
const specifiers = [
  ">=1.0,<2.0",
  "~=1.4.2",
  "==1.2.*",
  ">=1.0,!=1.5.*,<3",
  ">1.0.post1",
  "==1.2.3",
  "<=2.0rc1",
  "!=1.5",
];

/** Versions as a large project's index page has them: mostly finals, some of every other kind. */
function versionTexts(count: number): string[] {
  const tails = ["", "", "", "", "rc1", "a2", ".dev3", ".post1", "+cu121", "b1.post2.dev4"];
  return Array.from(
    { length: count },
    (_, i) => `${i % 4}.${(i >> 2) % 31}.${(i >> 7) % 9}${tails[(i * 7) % tails.length]}`,
  );
}

interface Measured {
  readonly name: string;
  readonly own: number;
  readonly other: number;
}

/** Nanoseconds an item takes, in the best of the rounds; the two take turns, so that both meet the same machine. */
function measure(name: string, items: number, own: () => unknown, other: () => unknown): Measured {
  let [bestOwn, bestOther] = [Infinity, Infinity];
  for (let round = 0; round < rounds; round += 1) {
    bestOwn = Math.min(bestOwn, elapsed(own) / items);
    bestOther = Math.min(bestOther, elapsed(other) / items);
  }
  return { name, own: bestOwn, other: bestOther };
}

function elapsed(work: () => unknown): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start);
}

const versions = texts.map((text) => parseVersion(text) as Version);
const sets = specifiers.map((text) => {
  const read = parseSpecifierSet(text);
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
});
const ranges = sets.map(rangeOf);
const pairs = texts.length * specifiers.length;

// No round meets a text of another one, so that nothing is found in the cache of versions.
const fresh = Array.from({ length: rounds * 2 }, (_, round) => texts.map((text) => [round + 10, text].join(".")));
let round = 0;

const results = [
  measure(
    "parse a version that was not met before",
    texts.length,
    () => fresh[round++ % fresh.length]?.map(parseVersion),
    () => fresh[round++ % fresh.length]?.map((text) => renovate.parse(text)),
  ),
  measure(
    "parse a version that was met before",
    texts.length,
    () => texts.map(parseVersion),
    () => texts.map((text) => renovate.parse(text)),
  ),
  measure(
    "sort versions, from text",
    texts.length,
    () => texts.map((text) => parseVersion(text) as Version).sort(compareVersions),
    () => texts.toSorted((a, b) => renovate.compare(a, b)),
  ),
  measure(
    "match versions and specifiers, from text",
    pairs,
    () => {
      const parsed = texts.map((text) => parseVersion(text) as Version);
      return sets.map((set) => parsed.filter((version) => specifierSetContains(set, version, { prereleases: true })));
    },
    () =>
      specifiers.map((specifier) => texts.filter((text) => renovate.satisfies(text, specifier, { prereleases: true }))),
  ),
  measure(
    "match parsed versions and ranges, as the solver does",
    pairs,
    () => ranges.map((range) => versions.filter((version) => rangeContains(range, version))),
    () =>
      specifiers.map((specifier) => texts.filter((text) => renovate.satisfies(text, specifier, { prereleases: true }))),
  ),
];

console.log(
  `node ${process.version}, ${texts.length} versions, ${specifiers.length} specifiers, best of ${rounds} rounds`,
);
for (const { name, own, other } of results) {
  console.log(
    `${name}: ${own.toFixed(0)} ns, @renovatebot/pep440 ${other.toFixed(0)} ns, ratio ${(other / own).toFixed(1)}`,
  );
}

const table = process.argv[2];
if (table !== undefined && existsSync(table)) compareAnswers(JSON.parse(readFileSync(table, "utf8")) as Pep440Tables);

/** How many rows of the table each answers otherwise than expected; the first few of the library are shown. */
function compareAnswers(tables: Pep440Tables): void {
  const rows = tables.contains.filter((row) => row.installed !== true);
  tell(
    "contains",
    rows,
    (row) => row.expected,
    (row) => {
      const read = parseSpecifierSet(row.spec);
      return (
        read.ok &&
        specifierSetContains(read.value, row.version, { prereleases: row.prereleases ?? row.spec_prereleases ?? null })
      );
    },
    (row) => {
      const prereleases = row.prereleases ?? row.spec_prereleases;
      return renovate.satisfies(row.version, row.spec, prereleases === undefined ? {} : { prereleases });
    },
    (row) => `${row.version} in ${row.spec}, prereleases ${row.prereleases ?? row.spec_prereleases ?? "by default"}`,
  );

  const explicit = rows.filter((row) => (row.prereleases ?? row.spec_prereleases) === true);
  tell(
    "contains, pre-releases allowed",
    explicit,
    (row) => row.expected,
    (row) => {
      const read = parseSpecifierSet(row.spec);
      return read.ok && specifierSetContains(read.value, row.version, { prereleases: true });
    },
    (row) => renovate.satisfies(row.version, row.spec, { prereleases: true }),
    (row) => `${row.version} in ${row.spec}`,
  );

  const texts = tables.versions.filter((row) => typeof row.version === "string");
  tell(
    "versions",
    texts,
    (row) => row["normalized"] ?? null,
    (row) => parseVersion(row.version as string)?.text ?? null,
    (row) => renovate.clean(row.version as string),
    (row) => JSON.stringify(row.version),
  );

  const ordering = tables.ordering.map((row) => row[0] as string);
  const steps = ordering.slice(1).map((text, i) => [ordering[i] as string, text] as const);
  tell(
    "ordering",
    steps,
    () => -1,
    ([a, b]) => Math.sign(compareVersions(parseVersion(a) as Version, parseVersion(b) as Version)),
    ([a, b]) => Math.sign(renovate.compare(a, b)),
    ([a, b]) => `${a} before ${b}`,
  );

  tell(
    "specifiers",
    tables.specifiers,
    (row) => row.valid,
    (row) => parseSpecifierSet(row.spec).ok,
    (row) => renovate.validRange(row.spec),
    (row) => row.spec,
  );
}

function tell<Row>(
  name: string,
  rows: readonly Row[],
  expected: (row: Row) => unknown,
  own: (row: Row) => unknown,
  other: (row: Row) => unknown,
  show: (row: Row) => string,
): void {
  const guarded = (row: Row): unknown => {
    try {
      return other(row);
    } catch (error) {
      return `throws ${String(error)}`;
    }
  };
  const ownWrong = rows.filter((row) => own(row) !== expected(row));
  const otherWrong = rows.filter((row) => guarded(row) !== expected(row));
  console.log(
    `${name}: of ${rows.length} rows ${ownWrong.length} differ here, ${otherWrong.length} in @renovatebot/pep440`,
  );
  for (const row of otherWrong.slice(0, 6))
    console.log(`  ${show(row)}: expected ${String(expected(row))}, it says ${String(guarded(row))}`);
}
