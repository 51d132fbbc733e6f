import { describe, expect, it } from "@jest/globals";
import { scoreOf } from "../../../src/core/advisory/cvss.ts";
import type { OsvSeverity } from "../../../src/core/advisory/osv-record.ts";
import { fc } from "../../support/fast-check.ts";

describe("scoreOf", () => {
  // Examples of FIRST's specifications and user guides, with the scores given there.
  it.each<[OsvSeverity["type"], string, number, string]>([
    ["CVSS_V2", "AV:N/AC:L/Au:N/C:N/I:N/A:C", 7.8, "high"],
    ["CVSS_V2", "AV:L/AC:H/Au:N/C:C/I:C/A:C", 6.2, "moderate"],
    ["CVSS_V3", "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1, "moderate"],
    ["CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5, "high"],
    ["CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10, "critical"],
    ["CVSS_V4", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10, "critical"],
    ["CVSS_V4", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/E:X", 8.7, "high"],
  ])("scores %s %s", (type, vector, score, severity) => {
    expect(scoreOf({ type, vector })).toEqual({ type, vector, score, severity });
  });

  it.each<[string, OsvSeverity]>([
    ["an incomplete vector", { type: "CVSS_V4", vector: "CVSS:4.0/AV:N" }],
    ["a repeated metric", { type: "CVSS_V3", vector: "CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" }],
    ["a value that is none", { type: "CVSS_V3", vector: "CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" }],
    ["an unknown metric", { type: "CVSS_V3", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/ZZ:Y" }],
    ["another version's prefix", { type: "CVSS_V3", vector: "CVSS:9.9/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" }],
    [
      "a version 3 vector that says it is 4",
      { type: "CVSS_V4", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" },
    ],
    ["nothing", { type: "CVSS_V2", vector: "" }],
  ])("does not score %s", (_, severity) => {
    expect(scoreOf(severity)).toBeNull();
  });

  it("takes any text", () => {
    const types = fc.constantFrom<OsvSeverity["type"]>("CVSS_V2", "CVSS_V3", "CVSS_V4");
    const texts = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom("AV:N", "AC:L", "CVSS:3.1", "Au:N", "C:H", "::", "")).map((parts) => parts.join("/")),
    );
    fc.assert(
      fc.property(types, texts, (type, vector) => {
        const scored = scoreOf({ type, vector });
        expect(scored === null || (scored.score >= 0 && scored.score <= 10)).toBe(true);
      }),
    );
  });
});
