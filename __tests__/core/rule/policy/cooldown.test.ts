import { describe, expect, it } from "@jest/globals";
import type { Cooldown } from "../../../../src/core/config/config.ts";
import { parsePackageUrl } from "../../../../src/core/config/package-url.ts";
import type { Resolution } from "../../../../src/core/resolution/resolution.ts";
import type { Finding } from "../../../../src/core/rule/finding.ts";
import { cooldownAnswer } from "../../../../src/core/rule/policy/cooldown.ts";
import { findingOf } from "../../../support/findings.ts";
import { resolutionOf } from "../../../support/resolution-text.ts";

const now = "2026-11-21T12:00:00Z";
const origin = { file: ".github/pinwarden.yml", line: 9, column: 3, endColumn: 20 };
const week: Cooldown = { days: 7, exempt: [], origin };

/** `uploaded`: times by package; others have none. */
function dated(text: string, uploaded: Readonly<Record<string, string>>): Resolution {
  const resolution = resolutionOf(text);
  return {
    ...resolution,
    packages: resolution.packages.map((one) => ({
      ...one,
      file: { ...one.file, uploadTime: uploaded[one.name] ?? null },
    })),
  };
}
const affected = (version: string, id: string): Finding =>
  findingOf({ package: "images", version, advisory: { id, aliases: [], url: null } });
const judged = (resolution: Resolution, findings: readonly Finding[] = []) => ({ resolution, findings });

const base = dated("images 2.0 <- r.txt:1 images", { images: "2026-01-01T00:00:00Z" });
const young = dated("images 2.1 <- r.txt:1 images", { images: "2026-11-19T12:00:00Z" });
const rulesOf = (...args: Parameters<typeof cooldownAnswer>) =>
  cooldownAnswer(...args).findings.map(({ rule }) => rule);

describe("cooldownAnswer", () => {
  it("finds a release that is younger than policy waits", () => {
    expect(cooldownAnswer(judged(base), judged(young), week, now)).toMatchObject({
      findings: [
        {
          rule: "policy/cooldown",
          severity: "moderate",
          package: "images",
          version: "2.1",
          message: "images 2.1 was uploaded 2 days ago and policy waits 7 days.",
          location: { file: "r.txt", line: 1 },
        },
      ],
      notAssessed: [],
    });
  });

  it("says nothing of what is old enough, was there before, is exempt, or where policy does not wait", () => {
    const old = dated("images 2.1 <- r.txt:1 images", { images: "2026-11-14T12:00:00Z" });
    expect(rulesOf(judged(base), judged(old), week, now)).toEqual([]);
    expect(rulesOf(judged(young), judged(young), week, now)).toEqual([]);
    expect(rulesOf(judged(base), judged(young), null, now)).toEqual([]);
    const pattern = parsePackageUrl("pkg:pypi/im*");
    const exempt = { ...week, exempt: pattern === null ? [] : [pattern] };
    expect(rulesOf(judged(base), judged(young), exempt, now)).toEqual([]);
  });

  it("lets what clears an advisory pass by, and nothing else", () => {
    expect(rulesOf(judged(base, [affected("2.0", "GHSA-1")]), judged(young), week, now)).toEqual([]);
    const both = judged(young, [affected("2.1", "GHSA-1")]);
    expect(rulesOf(judged(base, [affected("2.0", "GHSA-1")]), both, week, now)).toEqual(["policy/cooldown"]);
    const another = findingOf({ package: "other", advisory: { id: "GHSA-1", aliases: [], url: null } });
    expect(rulesOf(judged(base, [another]), judged(young), week, now)).toEqual(["policy/cooldown"]);
  });

  it("looks at everything where there is no base, and only warns", () => {
    expect(cooldownAnswer(null, judged(young), week, now).findings).toMatchObject([
      { rule: "policy/cooldown", warns: true },
    ]);
  });

  it("names what the index gives no time for", () => {
    const undated = dated("images 2.1 <- r.txt:1 images", {});
    expect(cooldownAnswer(judged(base), judged(undated), week, now)).toEqual({
      findings: [],
      notAssessed: [{ what: "age of releases", why: "the index gives no upload time for images 2.1" }],
    });
  });
});
