import { describe, expect, it } from "@jest/globals";
import type { Advisory } from "../../../src/core/advisory/advisory.ts";
import { groupByAlias } from "../../../src/core/advisory/alias-groups.ts";
import { judgeReturned } from "../../../src/core/advisory/judge-record.ts";
import { mergeRecords } from "../../../src/core/advisory/merge-records.ts";
import { matcherOf } from "../../../src/core/advisory/osv-matching.ts";
import type { OsvRecord } from "../../../src/core/advisory/osv-record.ts";
import { readOsvRecord } from "../../../src/core/advisory/read-osv-record.ts";
import { normalizeName } from "../../../src/core/python/name.ts";
import { parseVersion } from "../../../src/core/python/version.ts";
import { fc } from "../../support/fast-check.ts";
import { osvJson, type RecordParts } from "../../support/osv-records.ts";

const demo = normalizeName("demo");

function record(parts: RecordParts): OsvRecord {
  const read = readOsvRecord(osvJson({ range: "introduced 0", ...parts }));
  if (read.kind !== "record") throw new Error(read.reason);
  return read.record;
}

function merged(version: string, ...parts: readonly RecordParts[]): readonly Advisory[] {
  const asked = parseVersion(version);
  if (asked === null) throw new Error(version);
  const hits = parts.map(record).map((each) => ({ record: each, matches: matcherOf(each), note: null }));
  return mergeRecords(demo, asked, hits, []);
}

const v3 = (score: string) => ({ severity: [{ type: "CVSS_V3", score }] });
const critical = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"; // 9.8
const moderate = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N"; // 5.9
const v4high = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N"; // 8.7
const nothing = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"; // 0

describe("alias groups", () => {
  it("merges PYSEC, GHSA and CVE twins into one advisory, shown by the GHSA", () => {
    const found = merged("1.0", { id: "PYSEC-1", aliases: ["CVE-1", "GHSA-a"] }, { id: "GHSA-a", aliases: ["CVE-1"] });
    expect(found).toMatchObject([{ id: "GHSA-a", aliases: ["CVE-1", "PYSEC-1"] }]);
  });

  it("merges through an alias that is no record, transitively", () => {
    const groups = groupByAlias([
      record({ id: "A-1", aliases: ["X"] }),
      record({ id: "B-1", aliases: ["Y"] }),
      record({ id: "C-1", aliases: ["X", "Y"] }),
      record({ id: "D-1" }),
    ]);
    expect(groups.map((group) => group.ids.join(" "))).toEqual(["A-1 B-1 C-1 X Y", "D-1"]);
  });

  it("does not merge by related and upstream", () => {
    expect(merged("1.0", { id: "A-1", related: ["B-1"], upstream: ["B-1"] }, { id: "B-1" })).toHaveLength(2);
  });

  it("shows GHSA before PYSEC before CVE before others", () => {
    const shown = (...ids: string[]) => merged("1.0", { id: ids[0] ?? "", aliases: ids.slice(1) })[0]?.id;
    expect(shown("OSV-1", "CVE-1", "PYSEC-1", "GHSA-a")).toBe("GHSA-a");
    expect(shown("OSV-1", "CVE-1", "PYSEC-1")).toBe("PYSEC-1");
    expect(shown("OSV-1", "CVE-1")).toBe("CVE-1");
    expect(shown("OSV-1", "ABC-1")).toBe("OSV-1");
    expect(shown("GHSA-b", "GHSA-a")).toBe("GHSA-b");
  });

  it("does not let a hub with many aliases make one group of many", () => {
    const many = Array.from({ length: 40 }, (_, at) => `CVE-${at}`);
    const found = merged(
      "1.0",
      { id: "HUB-1", aliases: many },
      { id: "PYSEC-1", aliases: ["CVE-1"] },
      { id: "PYSEC-2", aliases: ["CVE-2"] },
    );
    expect(found.map(({ id }) => id)).toEqual(["CVE-0", "PYSEC-1", "PYSEC-2"]);
  });

  it("groups as connected components do, in any order", () => {
    const ids = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, ids), { maxLength: 12 }), (links) => {
        const records = links.map(([, to], at) =>
          record({ id: `R-${at}`, aliases: [`X-${to}`, `X-${links[at]?.[0]}`] }),
        );
        const one = groupByAlias(records).map((group) => group.ids.join(" "));
        expect(groupByAlias([...records].reverse()).map((group) => group.ids.join(" "))).toEqual(one);
        // No id is in two groups, and every record is in one.
        const all = groupByAlias(records).flatMap((group) => group.ids);
        expect(new Set(all).size).toBe(all.length);
        for (const { id } of records) expect(all).toContain(id);
      }),
    );
  });
});

describe("severity", () => {
  it.each<[string, readonly RecordParts[], string, number | null, string | null]>([
    [
      "a label before any vector",
      [{ id: "GHSA-a", database_specific: { severity: "LOW" }, ...v3(critical) }],
      "low",
      9.8,
      "GHSA label",
    ],
    [
      "the highest of two labels",
      [
        { id: "GHSA-a", aliases: ["GHSA-b"], database_specific: { severity: "LOW" } },
        { id: "GHSA-b", database_specific: { severity: "HIGH" } },
      ],
      "high",
      null,
      "GHSA label",
    ],
    [
      "CVSS 3 before CVSS 4",
      [
        {
          id: "PYSEC-1",
          severity: [
            { type: "CVSS_V4", score: v4high },
            { type: "CVSS_V3", score: moderate },
          ],
        },
      ],
      "moderate",
      5.9,
      `CVSS_V3 ${moderate}`,
    ],
    [
      "the highest CVSS 3 of twins",
      [
        { id: "PYSEC-1", aliases: ["PYSEC-2"], ...v3(moderate) },
        { id: "PYSEC-2", ...v3(critical) },
      ],
      "critical",
      9.8,
      `CVSS_V3 ${critical}`,
    ],
    [
      "CVSS 4 where there is no CVSS 3",
      [{ id: "PYSEC-1", severity: [{ type: "CVSS_V4", score: v4high }] }],
      "high",
      8.7,
      `CVSS_V4 ${v4high}`,
    ],
    [
      "CVSS 4 where CVSS 3 is a placeholder",
      [
        {
          id: "PYSEC-1",
          severity: [
            { type: "CVSS_V3", score: nothing },
            { type: "CVSS_V4", score: v4high },
          ],
        },
      ],
      "high",
      8.7,
      `CVSS_V4 ${v4high}`,
    ],
    [
      "CVSS 2 where there is nothing else",
      [{ id: "PYSEC-1", severity: [{ type: "CVSS_V2", score: "AV:N/AC:L/Au:N/C:C/I:C/A:C" }] }],
      "high",
      10,
      "CVSS_V2 AV:N/AC:L/Au:N/C:C/I:C/A:C",
    ],
    ["unknown where nothing rates it", [{ id: "PYSEC-1" }], "unknown", null, null],
    ["unknown for a placeholder alone", [{ id: "PYSEC-1", ...v3(nothing) }], "unknown", null, null],
    ["unknown for a broken vector", [{ id: "PYSEC-1", ...v3("CVSS:3.1/AV:N/AC:L") }], "unknown", null, null],
    [
      "critical for malice",
      [{ id: "MAL-2026-1", aliases: ["GHSA-a"], database_specific: { severity: "LOW" } }],
      "critical",
      null,
      "malicious package",
    ],
  ])("is %s", (_, parts, severity, score, severitySource) => {
    expect(merged("1.0", ...parts)).toMatchObject([{ severity, score, severitySource }]);
  });

  it("tells where vectors and labels differ", () => {
    const [both] = merged("1.0", {
      id: "PYSEC-1",
      severity: [
        { type: "CVSS_V3", score: moderate },
        { type: "CVSS_V4", score: v4high },
      ],
    });
    expect(both?.disagreements).toEqual(["CVSS 3 scores 5.9 (moderate), CVSS 4 scores 8.7 (high)."]);
    const [twins] = merged(
      "1.0",
      { id: "GHSA-a", aliases: ["PYSEC-1"], ...v3(moderate) },
      { id: "PYSEC-1", ...v3(critical) },
    );
    expect(twins?.disagreements).toEqual(["By CVSS 3, GHSA-a scores 5.9 (moderate), PYSEC-1 scores 9.8 (critical)."]);
    const [label] = merged("1.0", { id: "GHSA-a", database_specific: { severity: "HIGH" }, ...v3(moderate) });
    expect(label?.disagreements).toEqual(["GHSA labels it high; CVSS 3 of GHSA-a scores 5.9 (moderate)."]);
  });
});

describe("fixed versions", () => {
  const fixes = (version: string, ...parts: readonly RecordParts[]) => merged(version, ...parts)[0]?.fixedIn;

  it("are those above the asked version, lowest first", () => {
    const range = "introduced 0, fixed 1.10, introduced 2.0, fixed 2.9, introduced 3, fixed 3.1";
    expect(fixes("2.0", { id: "A-1", range })).toEqual(["2.9", "3.1"]);
    expect(fixes("1.9", { id: "A-1", range })).toEqual(["1.10", "2.9", "3.1"]);
  });

  it("are none where a record only knows the last affected one", () => {
    expect(fixes("1.0", { id: "A-1", range: "introduced 0, last_affected 1.2" })).toEqual([]);
  });

  it("clear every record of the group", () => {
    const parts = [
      { id: "PYSEC-1", aliases: ["GHSA-a"], range: "introduced 0, fixed 2.32.0" },
      { id: "GHSA-a", range: "introduced 0, fixed 2.32.2" },
    ];
    expect(fixes("2.31", ...parts)).toEqual(["2.32.2"]);
    expect(merged("2.31", ...parts)[0]?.disagreements).toEqual([
      "Fixed versions differ: GHSA-a names 2.32.2; PYSEC-1 names 2.32.0.",
      "GHSA-a still lists 2.32.0, which the group also names as fixed.",
    ]);
  });

  it("stay where one record says fixed and the other last affected", () => {
    const parts = [
      { id: "PYSEC-1", aliases: ["GHSA-a"], range: "introduced 0, fixed 0.0.132" },
      { id: "GHSA-a", range: "introduced 0, last_affected 0.0.131" },
    ];
    expect(fixes("0.0.100", ...parts)).toEqual(["0.0.132"]);
  });

  it("are read as PEP 440 has them", () => {
    expect(fixes("1.0", { id: "A-1", range: "introduced 0, fixed 1.0.post1" })).toEqual(["1.0.post1"]);
    expect(fixes("1!0.5", { id: "A-1", range: "introduced 0, fixed 1!1.0" })).toEqual(["1!1.0"]);
    expect(fixes("1.0", { id: "A-1", versions: ["1.0"], range: "introduced 0, fixed not-a-version" })).toEqual([]);
  });
});

describe("what a service returned", () => {
  const judged = (parts: RecordParts, version = "1.0") => {
    const each = record(parts);
    const asked = parseVersion(version);
    return asked === null ? null : judgeReturned(each, matcherOf(each), demo, asked);
  };

  it("is dropped when withdrawn, or when the record is read in full and says otherwise", () => {
    expect(judged({ id: "A-1", withdrawn: "2026-01-01T00:00:00Z" })).toBeNull();
    expect(judged({ id: "A-1", range: "introduced 2.0" })).toBeNull();
  });

  it("is kept, with the doubt said, when our own reading is not certain", () => {
    expect(judged({ id: "A-1", range: "introduced 0, last_affected 2.6.0-NA" })?.note).toBe(
      "A-1 has bounds that are not PEP 440 (last_affected 2.6.0-NA): that it applies is the advisory source's word.",
    );
    expect(judged({ id: "A-1", affected: [] })?.note).toBe(
      "A-1 does not say which versions of demo are affected: that it applies is the advisory source's word.",
    );
    expect(judged({ id: "A-1", range: "introduced 0" })?.note).toBeNull();
  });

  it("keeps an id whose record could not be had, unless a group has it", () => {
    const asked = parseVersion("1.0");
    if (asked === null) throw new Error("1.0");
    const each = record({ id: "PYSEC-1", aliases: ["GHSA-a"] });
    const hit = { record: each, matches: matcherOf(each), note: null };
    const unread = ["GHSA-a", "PYSEC-9", "MAL-1"].map((id) => ({ id, modified: null }));
    expect(mergeRecords(demo, asked, [hit], unread)).toMatchObject([
      { id: "GHSA-a", detailsUnavailable: false },
      { id: "MAL-1", detailsUnavailable: true, malicious: true, severity: "critical" },
      { id: "PYSEC-9", detailsUnavailable: true, severity: "unknown" },
    ]);
  });
});
