import { describe, expect, it } from "@jest/globals";
import type { StatedCuda } from "../../../../src/core/manifest/requirement.ts";
import { driverTooOld } from "../../../../src/core/rule/accelerator/driver-too-old.ts";
import type { Facts } from "../../../../src/core/rule/rule.ts";
import { contradictionFinding, targetContradiction } from "../../../../src/core/rule/target/contradiction.ts";
import { factsOf, resolutionOf, targetOf, torch } from "../../accelerator/served.ts";

describe("target/contradiction", () => {
  const image = "nvidia/cuda:11.8.0-runtime-ubuntu22.04";

  it("tells an image, a driver and wheels that were not chosen for one another", () => {
    const facts = factsOf(targetOf({ driver: "450.80.02", image }), resolutionOf(...torch("2.11.0")));
    const [finding, ...more] = targetContradiction.check(facts).findings;
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: "target/contradiction",
      severity: "info",
      package: "torch",
      version: "2.11.0",
    });
    expect(finding?.message).toBe(
      "Image `nvidia/cuda:11.8.0-runtime-ubuntu22.04` brings CUDA 11.8.0, the wheels are built for CUDA 13, and the driver is 450.80.02: these were not chosen for one another.",
    );
    expect(finding?.evidence[0]?.source).not.toBe("");
    // That it cannot run is the other rule's matter.
    expect(driverTooOld.check(facts).findings[0]?.severity).toBe("critical");
  });

  it.each([
    ["an image of the same major", "nvidia/cuda:13.0.0-runtime-ubuntu24.04"],
    ["an image without CUDA", "python:3.11-slim-bookworm"],
    ["an image that is not known", "example/own:1"],
  ])("is silent on %s", (_, other) => {
    const facts = factsOf(targetOf({ driver: "580.65", image: other }), resolutionOf(...torch("2.11.0")));
    expect(targetContradiction.check(facts).findings).toEqual([]);
  });

  it("is silent without wheels of CUDA", () => {
    expect(targetContradiction.check(factsOf(targetOf({ image }), resolutionOf("numpy==2.0.0"))).findings).toEqual([]);
  });

  const stated = (version: string, role: StatedCuda["role"] = "runtime"): StatedCuda => ({
    version,
    statedBy: role === "runtime" ? "cudatoolkit" : "system-requirements.cuda",
    role,
    origin: { file: "m/environment.yml", line: 5, column: 3, endColumn: 20 },
  });
  const messages = (facts: Facts): readonly string[] =>
    targetContradiction.check(facts).findings.map(({ message }) => message);

  it("tells a manifest's CUDA and wheels of another major, in its place", () => {
    const facts = factsOf(targetOf({ driver: "580.65" }), resolutionOf(...torch("2.11.0")));
    const { findings } = targetContradiction.check({ ...facts, statedCuda: [stated("11.8"), stated("11.8")] });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      severity: "info",
      package: "torch",
      location: { file: "m/environment.yml", line: 5 },
      message:
        "`cudatoolkit` 11.8 in m/environment.yml:5 is the environment's CUDA, and the wheels are built for CUDA 13: these were not chosen for one another.",
    });
  });

  it.each(["13.0", ">=12.1", ">=12,<14", "11.8|13.0", "<14", "any"])(
    "finds nothing in CUDA %s beside wheels of CUDA 13",
    (version) => {
      const facts = factsOf(targetOf({ driver: "580.65" }), resolutionOf(...torch("2.11.0")));
      expect(messages({ ...facts, statedCuda: [stated(version)] })).toEqual([]);
    },
  );

  it.each([">=12.1,<13", "=12.4", "12.*", "~=12.4"])("finds that CUDA %s excludes wheels of CUDA 13", (version) => {
    const facts = factsOf(targetOf({ driver: "580.65" }), resolutionOf(...torch("2.11.0")));
    expect(messages({ ...facts, statedCuda: [stated(version)] })).toHaveLength(1);
  });

  it("holds a manifest's CUDA against the driver where no wheel brings one", () => {
    const facts = factsOf(targetOf({ driver: "450.80.02" }), resolutionOf("numpy==2.0.0"));
    expect(messages({ ...facts, statedCuda: [stated("12.4")] })[0]).toMatch(
      /is the environment's CUDA, which needs driver 525\.60\.13 or newer, and the driver is 450\.80\.02\.$/,
    );
    expect(messages({ ...facts, statedCuda: [stated("11.0")] })).toEqual([]);
    const unknown = factsOf(targetOf({}), resolutionOf("numpy==2.0.0"));
    expect(messages({ ...unknown, statedCuda: [stated("12.4"), stated("12.4", "driver")] })).toEqual([]);
  });

  it("tells a driver that brings less CUDA than a manifest asks of it", () => {
    const facts = factsOf(targetOf({ driver: "525.125.06" }), resolutionOf("numpy==2.0.0"));
    expect(messages({ ...facts, statedCuda: [stated(">=12.4", "driver")] })).toEqual([
      "`system-requirements.cuda` >=12.4 in m/environment.yml:5 asks for a driver with CUDA 12.4, and driver 525.125.06 brings CUDA 12.0.",
    ]);
    expect(messages({ ...facts, statedCuda: [stated("12.0", "driver")] })).toEqual([]);
  });

  it("makes a finding of what two sources say of the target", () => {
    expect(contradictionFinding({ what: "Python version of target `prod`", why: "a, and b." })).toMatchObject({
      rule: "target/contradiction",
      message: "Python version of target `prod`: a, and b.",
      key: "target/contradiction Python version of target `prod`",
    });
  });
});
