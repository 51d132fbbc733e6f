import { describe, expect, it } from "@jest/globals";
import { loadInputs } from "../../src/action/inputs.ts";
import { withStatedPolicy } from "../../src/core/config/policy-overlay.ts";
import { readConfig } from "../../src/core/config/read-config.ts";

const load = (inputs: Record<string, string>) => loadInputs((name) => inputs[name] ?? "");

describe("inputs", () => {
  it("leave everything to the configuration where they are empty", () => {
    expect(load({ "repo-token": "t", "fail-on-severity": "", "comment-summary-in-pr": "" })).toEqual({
      token: "t",
      mode: "auto",
      baseRef: null,
      headRef: null,
      comment: null,
      check: {
        configFile: null,
        failOn: null,
        warnOnly: null,
        allowGhsas: [],
        policy: null,
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
      failOn: { kind: "severity", severity: "critical" },
      warnOnly: true,
      allowGhsas: ["GHSA-aaaa-bbbb-cccc", "PYSEC-2024-1", "CVE-2025-1"],
      extraIndexUrls: ["https://a.example/simple", "https://b.example/simple"],
    });
    expect(comment).toBe("on-failure");
  });

  it("state a policy over the configuration's", () => {
    const stated = load({
      "allow-licenses": "MIT, Apache-2.0 WITH LLVM-exception",
      "deny-packages": "pkg:pypi/gym@0.26.2\npkg:pypi/acme-*",
    }).check.policy;
    const file = readConfig(
      "policy: { allow-licenses: [ISC], deny-licenses: [AGPL-3.0-only], warn-only: true }",
      "p.yml",
    );
    if (file.config === null) throw new Error("expected a configuration");
    const { policy, path } = withStatedPolicy({ config: file.config, origins: file.origins }, stated);
    expect(path).toBe("p.yml");
    expect(policy).toMatchObject({
      warnOnly: true,
      licences: { allowed: ["MIT", "Apache-2.0 WITH LLVM-exception"], denied: ["AGPL-3.0-only"] },
      denied: [{ pattern: { name: "gym" } }, { pattern: { name: "acme-", isPrefix: true } }],
    });
    expect(() => load({ "deny-packages": "gym" })).toThrow("Input `deny-packages`: Expected a package URL");
    expect(() => load({ "allow-licenses": "Apache 2" })).toThrow(
      "Input `allow-licenses`: Expected the id of a licence",
    );
  });

  it("take a CVSS score as a severity", () => {
    expect(load({ "fail-on-severity": "7.5" }).check.failOn).toEqual({ kind: "score", score: 7.5 });
  });

  it.each([
    ["fail-on-severity", "11"],
    ["fail-on-severity", "medium"],
    ["comment-summary-in-pr", "sometimes"],
    ["mode", "scam"],
    ["offline", "1"],
    ["exclude-newer", "yesterday"],
    ["exclude-newer", "2026-13-40"],
    ["config-file", "/etc/passwd"],
    ["config-file", "a/../../b"],
    ["config-file", "a\\b"],
    ["allow-ghsas", "a`b"],
  ])("refuse %s: %s", (name, value) => {
    expect(() => load({ [name]: value })).toThrow(expect.objectContaining({ code: "input/invalid" }));
  });

  it("take a day to its end", () => {
    expect(load({ "exclude-newer": "2026-11-01" }).check.excludeNewer).toBe("2026-11-02T00:00:00Z");
    expect(load({ "exclude-newer": "2026-11-01T12:00:00+02:00" }).check.excludeNewer).toBe("2026-11-01T12:00:00+02:00");
  });

  it("know the older spelling of when to comment", () => {
    expect(load({ "comment-summary-in-pr": "true" }).comment).toBe("always");
    expect(load({ "comment-summary-in-pr": "false" }).comment).toBe("never");
  });

  it("take a list of scopes that has what is served", () => {
    expect(load({ "fail-on-scopes": "runtime, development" }).withoutEffect).toEqual([]);
    expect(load({ "fail-on-scopes": "development" }).withoutEffect).toEqual(["fail-on-scopes"]);
  });

  it("name those of dependency-review-action that do nothing here", () => {
    expect(load({ "license-check": "true", "allow-ghsas": "GHSA-1" }).withoutEffect).toEqual(["license-check"]);
  });
});
