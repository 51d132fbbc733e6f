import { describe, expect, it } from "@jest/globals";
import type { LicencePolicy, Policy } from "../../../../src/core/config/config.ts";
import { parsePackageUrl } from "../../../../src/core/config/package-url.ts";
import { defaultPolicy } from "../../../../src/core/config/policy-section.ts";
import type { Resolution, StatedLicence } from "../../../../src/core/resolution/resolution.ts";
import { policyAnswer } from "../../../../src/core/rule/policy/policy-answer.ts";
import { resolutionOf } from "../../../support/resolution-text.ts";

const origin = { file: ".github/pinwarden.yml", line: 7, column: 5, endColumn: 9 };
const graph = `
  web 1.0 <- requirements.txt:2 web
  images 2.1 <- web: images>=2
  codecs 0.3 <- images: codecs
  nvidia-nvtx 13.0 <- requirements.txt:4 nvidia-nvtx
`;

function licensed(licences: Readonly<Record<string, string>>): Resolution {
  const resolution = resolutionOf(graph);
  const of = (name: string): StatedLicence => ({ expression: licences[name] ?? null, text: null, classifiers: [] });
  return {
    ...resolution,
    packages: resolution.packages.map((one) => (one.name === "codecs" ? one : { ...one, licence: of(one.name) })),
  };
}

const pattern = (text: string) => {
  const read = parsePackageUrl(text);
  if (read === null) throw new Error(`\`${text}\` is no package URL`);
  return read;
};
const denying = (...texts: string[]): Policy => ({
  ...defaultPolicy,
  denied: texts.map((text) => ({ pattern: pattern(text), reason: "replaced by ours", origin })),
});
const licences = (parts: Partial<LicencePolicy>): Policy => ({
  ...defaultPolicy,
  licences: { ...defaultPolicy.licences, ...parts },
});

describe("denied packages", () => {
  it("are found wherever they stand, with the chain that brings them", () => {
    expect(policyAnswer(resolutionOf(graph), denying("pkg:pypi/codecs")).findings).toMatchObject([
      {
        rule: "policy/denied-package",
        severity: "high",
        package: "codecs",
        message: "Policy denies codecs 0.3, which comes by requirements.txt:2 web → images>=2 → codecs.",
        location: { file: "requirements.txt", line: 2 },
        via: ["web", "images", "codecs"],
        evidence: [{ fact: "Policy denies pkg:pypi/codecs: replaced by ours", source: ".github/pinwarden.yml:7" }],
      },
    ]);
  });

  it.each([
    ["pkg:pypi/Images", true],
    ["pkg:pypi/images@2.1", true],
    ["pkg:pypi/images@2.1.0", true],
    ["pkg:pypi/images@2.2", false],
    ["pkg:pypi/image", false],
    ["pkg:pypi/im*", true],
  ])("by %s", (text, expected) => {
    const found = policyAnswer(resolutionOf("images 2.1+cu128 <- r.txt:1 images"), denying(text)).findings;
    expect(found.length === 1).toBe(expected);
  });

  it.each(["images", "pkg:npm/images", "pkg:pypi/images@new", "pkg:pypi/", "pkg:pypi/acme/images", "pkg:pypi/*"])(
    "are never meant by %s",
    (text) => {
      expect(parsePackageUrl(text)).toBeNull();
    },
  );
});

describe("licences", () => {
  const resolution = licensed({ web: "MIT", images: "AGPL-3.0-only", "nvidia-nvtx": "LicenseRef-NVIDIA-Proprietary" });

  it("are not looked at where policy says nothing of them", () => {
    expect(policyAnswer(resolution, defaultPolicy)).toEqual({ findings: [], notAssessed: [] });
  });

  it("that are not allowed are found, and those that nobody knows are named", () => {
    const { findings, notAssessed } = policyAnswer(resolution, licences({ allowed: ["MIT"] }));
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      "licence/not-allowed: images 2.1 is under AGPL-3.0-only, which is not among those that policy allows.",
      "licence/not-allowed: nvidia-nvtx 13.0 is under LicenseRef-NVIDIA-Proprietary, which is not among those that policy allows.",
    ]);
    expect(notAssessed).toEqual([{ what: "licence of codecs 0.3", why: "its metadata was not read" }]);
  });

  it("of exempt packages are not looked at", () => {
    const exempt = [pattern("pkg:pypi/nvidia-*"), pattern("pkg:pypi/codecs")];
    const answer = policyAnswer(resolution, licences({ denied: ["AGPL-3.0-only"], exempt }));
    expect(answer.findings.map(({ message }) => message)).toEqual([
      "images 2.1 is under AGPL-3.0-only, which policy denies.",
    ]);
    expect(answer.notAssessed).toEqual([]);
  });

  it.each([
    ["warn", { warns: true }],
    ["fail", {}],
  ] as const)("that nobody knows %s where policy says so", (unknown, expected) => {
    const { findings, notAssessed } = policyAnswer(resolution, licences({ denied: ["GPL-3.0-only"], unknown }));
    expect(findings).toEqual([expect.objectContaining({ rule: "licence/unknown", package: "codecs", ...expected })]);
    expect(findings[0]?.warns).toBe(unknown === "warn" ? true : undefined);
    expect(notAssessed).toEqual([]);
  });
});
