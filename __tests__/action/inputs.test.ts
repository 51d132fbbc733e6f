import { describe, expect, it } from "@jest/globals";
import { loadInputs } from "../../src/action/inputs.ts";

const load = (inputs: Record<string, string>) =>
  loadInputs(Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])));

describe("inputs", () => {
  it("leave everything to the configuration where they are empty", () => {
    expect(load({ "repo-token": "t", "fail-on-severity": "", "comment-summary-in-pr": "  " })).toEqual({
      token: "t",
      mode: "auto",
      baseRef: null,
      headRef: null,
      comment: null,
      check: {
        configFile: null,
        failOnSeverity: null,
        warnOnly: null,
        allowGhsas: [],
        offline: false,
        excludeNewer: null,
        indexUrl: null,
        extraIndexUrls: [],
      },
      withoutEffect: [],
    });
  });

  it("are typed", () => {
    const { check, comment } = load({
      "config-file": "./.github/other.yml",
      "fail-on-severity": "Critical",
      "warn-only": "TRUE",
      "allow-ghsas": "GHSA-aaaa-bbbb-cccc, PYSEC-2024-1\nCVE-2025-1",
      "comment-summary-in-pr": "on-failure",
      "extra-index-url": "https://a.example/simple https://b.example/simple",
    });
    expect(check).toMatchObject({
      configFile: ".github/other.yml",
      failOnSeverity: "critical",
      warnOnly: true,
      allowGhsas: ["GHSA-aaaa-bbbb-cccc", "PYSEC-2024-1", "CVE-2025-1"],
      extraIndexUrls: ["https://a.example/simple", "https://b.example/simple"],
    });
    expect(comment).toBe("on-failure");
  });

  it.each([
    ["7", "7"],
    ["7.5", "7.5"],
    ["10", "10"],
    ["low", "low"],
  ])("take %s as a severity", (given, read) => {
    expect(load({ "fail-on-severity": given }).check.failOnSeverity).toBe(read);
  });

  it.each([
    ["fail-on-severity", "11"],
    ["fail-on-severity", "medium"],
    ["comment-summary-in-pr", "sometimes"],
    ["mode", "scan"],
    ["offline", "1"],
    ["config-file", "/etc/passwd"],
    ["config-file", "a/../../b"],
    ["config-file", "a\\b"],
    ["allow-ghsas", "a`b"],
  ])("refuse %s: %s", (name, value) => {
    expect(() => load({ [name]: value })).toThrow(expect.objectContaining({ code: "input/invalid" }));
  });

  it("know the older spelling of when to comment", () => {
    expect(load({ "comment-summary-in-pr": "true" }).comment).toBe("always");
    expect(load({ "comment-summary-in-pr": "false" }).comment).toBe("never");
  });

  it("name those of dependency-review-action that do nothing here", () => {
    expect(load({ "deny-licenses": "GPL-3.0", "allow-ghsas": "GHSA-1" }).withoutEffect).toEqual(["deny-licenses"]);
  });
});
