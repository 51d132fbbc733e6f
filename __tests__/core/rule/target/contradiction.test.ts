import { describe, expect, it } from "@jest/globals";
import { driverTooOld } from "../../../../src/core/rule/accelerator/driver-too-old.ts";
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

  it("makes a finding of what two sources say of the target", () => {
    expect(contradictionFinding({ what: "Python version of target `prod`", why: "a, and b." })).toMatchObject({
      rule: "target/contradiction",
      message: "Python version of target `prod`: a, and b.",
      key: "target/contradiction Python version of target `prod`",
    });
  });
});
