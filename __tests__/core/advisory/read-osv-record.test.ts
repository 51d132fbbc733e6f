import { describe, expect, it } from "@jest/globals";
import { readOsvRecord } from "../../../src/core/advisory/read-osv-record.ts";
import { fc } from "../../support/fast-check.ts";
import { osvJson } from "../../support/osv-records.ts";

describe("readOsvRecord", () => {
  it("keeps what is used", () => {
    const value = osvJson({
      id: "GHSA-aaaa-bbbb-cccc",
      aliases: ["CVE-2026-1", "GHSA-aaaa-bbbb-cccc"],
      package: "De_Mo",
      range: "introduced 0, fixed 1.2",
      versions: ["1.0"],
      summary: "Something bad",
      severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
      database_specific: { severity: "MODERATE" },
    });
    expect(readOsvRecord(value)).toEqual({
      kind: "record",
      record: {
        id: "GHSA-aaaa-bbbb-cccc",
        modified: "2026-01-01T00:00:00Z",
        withdrawn: null,
        aliases: ["CVE-2026-1"],
        summary: "Something bad",
        severities: [{ type: "CVSS_V3", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
        label: "moderate",
        affected: [
          {
            name: "de-mo",
            versions: ["1.0"],
            ranges: [
              {
                events: [
                  { kind: "introduced", version: "0" },
                  { kind: "fixed", version: "1.2" },
                ],
              },
            ],
          },
        ],
      },
    });
  });

  it("ignores fields, labels and severity types that it does not know", () => {
    const value = osvJson({
      id: "PYSEC-1",
      schema_version: "1.9.0",
      x_unknown: { a: [1] },
      severity: [
        { type: "FUTURE_V9", score: "9:X" },
        { type: "Ubuntu", score: "high" },
      ],
      database_specific: { severity: "APOCALYPTIC" },
    });
    expect(readOsvRecord(value)).toMatchObject({ kind: "record", record: { severities: [], label: null } });
  });

  it("collects severities of affected packages, each once", () => {
    const vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    const severity = [{ type: "CVSS_V3", score: vector }];
    const affected = [{ package: { ecosystem: "PyPI", name: "demo" }, versions: ["1"], severity }];
    const read = readOsvRecord(osvJson({ id: "PYSEC-1", affected, severity }));
    expect(read).toMatchObject({ record: { severities: [{ type: "CVSS_V3", vector }] } });
  });

  it.each<[string, unknown, string]>([
    ["no object", [], "it is no JSON object"],
    ["no id", { id: 3 }, "`id` is not an OSV id"],
    ["an id with a space", { id: "GHSA 1" }, "`id` is not an OSV id"],
    [
      "another major",
      osvJson({ id: "A-1", schema_version: "2.0.0" }),
      '`schema_version` is `"2.0.0"`; 1.x was expected',
    ],
    [
      "a version that is no text",
      osvJson({ id: "A-1", schema_version: 1 }),
      "`schema_version` is `1`; 1.x was expected",
    ],
    ["a bad moment", osvJson({ id: "A-1", modified: "yesterday" }), "`modified` is no moment in UTC"],
    [
      "aliases of another shape",
      osvJson({ id: "A-1", aliases: [{}] as never }),
      "`aliases` holds something that is no short text",
    ],
    [
      "an unknown range type",
      osvJson({ id: "A-1", affected: [{ package: { ecosystem: "PyPI", name: "a" }, ranges: [{ type: "NEW" }] }] }),
      "`ranges[].type` is `NEW`",
    ],
    ["a bad name", osvJson({ id: "A-1", package: "../../etc" }), "`affected[].package.name` is no PyPI name"],
    [
      "too many aliases",
      osvJson({ id: "A-1", aliases: Array(1_001).fill("B-1") }),
      "`aliases` has more than 1000 entries",
    ],
    [
      "a long version",
      osvJson({ id: "A-1", versions: ["1".repeat(300)] }),
      "`affected[].versions` holds something that is no short text",
    ],
  ])("refuses %s", (_, value, reason) => {
    expect(readOsvRecord(value)).toMatchObject({ kind: "refused", reason });
  });

  it("never throws, whatever it is handed", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom("affected", "aliases", "severity", "database_specific"),
        (value, field) => {
          expect(["record", "refused"]).toContain(readOsvRecord(value).kind);
          expect(["record", "refused"]).toContain(readOsvRecord({ ...osvJson({ id: "A-1" }), [field]: value }).kind);
        },
      ),
    );
  });
});
