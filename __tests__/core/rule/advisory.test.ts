import { describe, expect, it } from "@jest/globals";
import type { Advisory, AdvisoryAnswers } from "../../../src/core/advisory/advisory.ts";
import { answersOf } from "../../../src/core/advisory/advisory-answers.ts";
import { packageAdvisoryQueries } from "../../../src/core/advisory/queries.ts";
import { normalizeName } from "../../../src/core/python/name.ts";
import { advisory } from "../../../src/core/rule/advisory.ts";
import type { Facts } from "../../../src/core/rule/rule.ts";
import { resolutionOf } from "../../support/resolution-text.ts";

const resolution = resolutionOf(`
  torch 2.10.0+cu128 <- requirements.txt:3 torch==2.10.0
  jinja2 3.1.2 <- torch: jinja2; python_version > "3"`);

const found: Advisory = {
  id: "GHSA-a",
  aliases: ["CVE-1", "PYSEC-1"],
  summary: "A bad\n  thing",
  severity: "high",
  score: 8.8,
  severitySource: "GHSA label",
  fixedIn: ["3.1.5"],
  disagreements: ["CVSS 3 scores 8.8 (high), CVSS 4 scores 5.4 (moderate)."],
  malicious: false,
  modified: "2026-01-01T00:00:00Z",
  detailsUnavailable: false,
};

const check = (advisories: AdvisoryAnswers) => advisory.check({ resolution, advisories } as Facts);
const answering = (byPair: Record<string, readonly Advisory[]>, parts: Partial<Parameters<typeof answersOf>[0]> = {}) =>
  answersOf({ source: "test", asOf: null, byPair: new Map(Object.entries(byPair)), failure: null, ...parts });

describe("the advisory rule", () => {
  it("makes a finding of each group, with the line that brings the package in", () => {
    const { findings, notAssessed } = check(answering({ "torch 2.10.0": [], "jinja2 3.1.2": [found] }));
    expect(notAssessed).toEqual([]);
    expect(findings).toEqual([
      {
        rule: "advisory",
        severity: "high",
        score: 8.8,
        package: "jinja2",
        version: "3.1.2",
        message: "jinja2 3.1.2 is affected: A bad thing.",
        advisory: { id: "GHSA-a", aliases: ["CVE-1", "PYSEC-1"], url: "https://github.com/advisories/GHSA-a" },
        fixedIn: ["3.1.5"],
        location: { file: "requirements.txt", line: 3, column: 1, endColumn: 14 },
        evidence: [
          {
            fact: "GHSA-a: high by GHSA label, CVSS 8.8.",
            source: "https://github.com/advisories/GHSA-a",
            date: "2026-01-01T00:00:00Z",
          },
          {
            fact: "GHSA-a: CVSS 3 scores 8.8 (high), CVSS 4 scores 5.4 (moderate).",
            source: "https://github.com/advisories/GHSA-a",
            date: "2026-01-01T00:00:00Z",
          },
        ],
        via: ["torch", "jinja2"],
        key: "advisory jinja2 GHSA-a",
      },
    ]);
  });

  it("shows the version as it is pinned, with its local part", () => {
    const { findings } = check(answering({ "torch 2.10.0": [{ ...found, id: "PYSEC-9" }], "jinja2 3.1.2": [] }));
    expect(findings).toMatchObject([
      { package: "torch", version: "2.10.0+cu128", advisory: { url: "https://osv.dev/vulnerability/PYSEC-9" } },
    ]);
  });

  it("says what it knows of malice and of missing details", () => {
    const messages = (parts: Partial<Advisory>) =>
      check(answering({ "torch 2.10.0": [], "jinja2 3.1.2": [{ ...found, ...parts }] })).findings.map(
        ({ message }) => message,
      );
    expect(messages({ malicious: true, summary: null })).toEqual(["jinja2 3.1.2 is reported as malicious."]);
    expect(messages({ summary: null })).toEqual(["jinja2 3.1.2 is affected."]);
    expect(messages({ detailsUnavailable: true })).toEqual([
      "jinja2 3.1.2 is named by GHSA-a, whose details could not be had.",
    ]);
    expect(messages({ summary: "x".repeat(500) })[0]).toHaveLength("jinja2 3.1.2 is affected: ".length + 161);
  });

  it("assesses nothing that was not answered, and says so", () => {
    const failed = check(answering({ "torch 2.10.0": [] }, { failure: "the service is down" }));
    expect(failed.notAssessed).toEqual([
      { what: "advisories", why: "the service is down; without an answer: jinja2 3.1.2" },
    ]);
    const silent = check(answering({ "torch 2.10.0": [] }));
    expect(silent.notAssessed).toEqual([{ what: "advisories", why: "without an answer: jinja2 3.1.2" }]);
  });

  it("passes on doubts about what is installed, and no others", () => {
    const notes = ["jinja2", "other"].map((name) => ({ name: normalizeName(name), text: "A doubt." }));
    const { notAssessed } = check(answering({ "torch 2.10.0": [], "jinja2 3.1.2": [] }, { notes }));
    expect(notAssessed).toEqual([{ what: "advisories of jinja2", why: "A doubt." }]);
  });
});

describe("packageAdvisoryQueries", () => {
  it("asks for each public version once", () => {
    const other = resolutionOf("torch 2.10.0+cpu <- r:1 torch\ntorch 2.10.0 <- r:1 torch\nabc 1.0 <- r:1 abc");
    expect(packageAdvisoryQueries([resolution, other])).toEqual([
      { name: "abc", version: "1.0" },
      { name: "jinja2", version: "3.1.2" },
      { name: "torch", version: "2.10.0" },
    ]);
  });
});
