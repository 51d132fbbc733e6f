import { expect, it } from "@jest/globals";
import { groupByAlias } from "../../src/core/advisory/alias-groups.ts";
import { scoreOf } from "../../src/core/advisory/cvss.ts";
import { severityOf } from "../../src/core/advisory/group-severity.ts";
import { matcherOf } from "../../src/core/advisory/osv-matching.ts";
import { readOsvRecord } from "../../src/core/advisory/read-osv-record.ts";
import { normalizeName } from "../../src/core/python/name.ts";
import { parseVersion } from "../../src/core/python/version.ts";
import { fc } from "../support/fast-check.ts";
import { fuzz, runsOf } from "../support/fuzz.ts";

const name = normalizeName("lib");
const versions = ["0", "1.0", "1.5rc1", "2.0+cu121"].map((text) => {
  const version = parseVersion(text);
  if (version === null) throw new Error(text);
  return version;
});

function judge(value: unknown): void {
  const reading = readOsvRecord(value);
  if (reading.kind === "refused") {
    expect(reading.reason).not.toBe("");
    return;
  }
  const matches = matcherOf(reading.record);
  for (const version of versions) matches(name, version);
  for (const group of groupByAlias([reading.record])) severityOf(group);
}

const seed = {
  schema_version: "1.6.0",
  id: "GHSA-aaaa-bbbb-cccc",
  modified: "2024-01-02T03:04:05Z",
  aliases: ["CVE-2024-1"],
  summary: "x",
  details: "y",
  severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
  affected: [
    {
      package: { ecosystem: "PyPI", name: "Lib", purl: "pkg:pypi/lib" },
      ranges: [
        {
          type: "ECOSYSTEM",
          events: [{ introduced: "0" }, { fixed: "1.5" }, { introduced: "2.0" }, { last_affected: "2.1" }],
        },
      ],
      versions: ["1.0", "not a version"],
      severity: [{ type: "CVSS_V4", score: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N" }],
    },
  ],
  database_specific: { severity: "HIGH" },
};

fuzz({
  name: "an OSV record as text",
  read(bytes) {
    let value: unknown;
    try {
      value = JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return;
    }
    judge(value);
  },
  seeds: [JSON.stringify(seed)],
  pieces: [
    '{"id":"PYSEC-2024-1",',
    '"affected":[',
    '{"package":{"ecosystem":"PyPI","name":"lib"},',
    '"ranges":[{"type":"ECOSYSTEM","events":[',
    '{"introduced":"0"},',
    '{"fixed":"1"}',
    "]}]}",
    "]",
    "}",
    ",",
    '"versions":["1",',
    "null",
    '"__proto__":{}',
  ],
});

/** A value of the record's own shape in which any part may be another's, missing, doubled or nonsense. */
function distorted(value: unknown): fc.Arbitrary<unknown> {
  const nonsense = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom("", "0", "1.0", "9".repeat(300), "\u0000", "*", "1.0.*", "v1", "1!0", -1, 1e308, [], {}),
  );
  const same: fc.Arbitrary<unknown> = Array.isArray(value)
    ? fc.tuple(...value.map(distorted)).chain((items) => fc.constantFrom(items, [...items, ...items], items.slice(1)))
    : typeof value === "object" && value !== null
      ? fc.record(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, distorted(part)])), {
          requiredKeys: [],
        })
      : fc.constant(value);
  return fc.oneof({ weight: 12, arbitrary: same }, { weight: 1, arbitrary: nonsense });
}

it("judges or refuses a record of any shape", () => {
  fc.assert(fc.property(distorted(seed), judge), runsOf(500));
});

fuzz({
  name: "a CVSS vector",
  read(bytes) {
    const vector = new TextDecoder().decode(bytes).slice(0, 512);
    for (const type of ["CVSS_V2", "CVSS_V3", "CVSS_V4"] as const) {
      const score = scoreOf({ type, vector });
      if (score !== null) expect(score.score >= 0 && score.score <= 10).toBe(true);
    }
  },
  seeds: [seed.severity[0]?.score ?? "", seed.affected[0]?.severity[0]?.score ?? "", "AV:N/AC:L/Au:N/C:P/I:P/A:P"],
  pieces: ["CVSS:3.1/", "CVSS:4.0/", "AV:N", "/", "AC:L", "C:H", ":", "E:X", "MAV:P", "__proto__:N", "S:U", "(", ")"],
});
