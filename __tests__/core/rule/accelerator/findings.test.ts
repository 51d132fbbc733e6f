import { describe, expect, it } from "@jest/globals";
import type { PackageName } from "../../../../src/core/python/name.ts";
import type { Resolution } from "../../../../src/core/resolution/resolution.ts";
import { driverTooOld } from "../../../../src/core/rule/accelerator/driver-too-old.ts";
import { mixedCudaMajors } from "../../../../src/core/rule/accelerator/mixed-cuda-majors.ts";
import { acceleratorUnknown } from "../../../../src/core/rule/accelerator/unknown.ts";
import { demandPath } from "../../../../src/core/rule/demand-path.ts";
import { glibcTooOld } from "../../../../src/core/rule/platform/glibc-too-old.ts";
import { factsOf, resolutionOf, targetOf, torch } from "../../accelerator/served.ts";

describe("accelerator/driver-too-old", () => {
  const facts = factsOf(
    targetOf({ driver: "550.54.15", gpu: ["V100"] }),
    resolutionOf({ pin: "vllm==0.20.2", requires: ["torch"] }, ...torch("2.11.0")),
  );
  const [finding] = driverTooOld.check(facts).findings;

  it("says what is needed and what is there in one sentence", () => {
    expect(finding?.message).toBe(
      "torch 2.11.0 carries CUDA 13.0, which needs driver 580 or newer; the target has 550.54.15.",
    );
  });

  it("points at the manifest's line and the way from there", () => {
    expect(finding?.location).toMatchObject({ file: "requirements.txt", line: 1 });
    expect(finding?.via).toEqual(["vllm", "torch"]);
  });

  it("names the nearest versions that would be fine, and what came with the package", () => {
    expect(finding?.fixedIn).toEqual(["2.10.0", "2.11.0+cu126"]);
    expect(finding?.evidence.some(({ fact }) => fact.includes("cuda-toolkit 13.0.2"))).toBe(true);
    expect(finding?.evidence.some(({ source }) => source === ".github/pinwarden.yml:7")).toBe(true);
  });

  it("keeps its key when the version moves", () => {
    const later = factsOf(facts.target, resolutionOf(...torch("2.15.0")));
    expect(driverTooOld.check(later).findings[0]?.key).toBe(finding?.key);
  });
});

describe("accelerator/mixed-cuda-majors", () => {
  it("names both sides and what they write over each other", () => {
    const wanted = [
      ...torch("2.11.0"),
      { pin: "jax-cuda12-plugin==0.7.2", requires: ["nvidia-cuda-runtime-cu12", "nvidia-cudnn-cu12"] },
      "nvidia-cuda-runtime-cu12==12.9.79",
      "nvidia-cudnn-cu12==9.10.2.21",
    ];
    const [finding] = mixedCudaMajors.check(factsOf(targetOf(), resolutionOf(...wanted))).findings;
    expect(finding?.message).toBe(
      "Two CUDA majors are installed side by side: CUDA 12 by jax-cuda12-plugin 0.7.2, CUDA 13 by torch 2.11.0, and both write the files of cudnn.",
    );
  });

  it("is silent on one major, and on libraries that do not meet", () => {
    expect(mixedCudaMajors.check(factsOf(targetOf(), resolutionOf(...torch("2.11.0")))).findings).toEqual([]);
    const apart = resolutionOf("cuda-toolkit==13.0.2", "nvidia-nccl-cu12==2.27.5");
    expect(mixedCudaMajors.check(factsOf(targetOf(), apart)).findings).toEqual([]);
  });
});

describe("accelerator/unknown", () => {
  it("names the line of the configuration that would supply the fact", () => {
    const { notAssessed } = acceleratorUnknown.check(
      factsOf(targetOf({ gpu: ["T4"] }), resolutionOf(...torch("2.11.0"))),
    );
    expect(notAssessed).toEqual([
      {
        what: "NVIDIA driver of target `prod`",
        why: 'It is not declared; add `driver: "535.183.01"` to target `prod` in the configuration.',
      },
    ]);
  });
});

describe("platform/glibc-too-old", () => {
  it("finds a wheel whose tag says less than it needs", () => {
    const [finding] = glibcTooOld.check(
      factsOf(targetOf({ glibc: 28 }), resolutionOf({ pin: "vllm==0.8.5", platform: "manylinux1_x86_64" })),
    ).findings;
    expect(finding).toMatchObject({
      severity: "moderate",
      message: "vllm 0.8.5 needs glibc 2.31 or newer; the target has glibc 2.28.",
    });
  });

  it("takes the lowest of several tags, and no other platform's", () => {
    const facts = factsOf(
      targetOf({ glibc: 17 }),
      resolutionOf(
        { pin: "a==1", platform: "manylinux_2_28_x86_64.manylinux2014_x86_64" },
        { pin: "b==1", platform: "any" },
        { pin: "c==1", platform: "musllinux_1_2_x86_64" },
      ),
    );
    expect(glibcTooOld.check(facts).findings).toEqual([]);
  });
});

describe("demandPath", () => {
  const resolution = resolutionOf(
    { pin: "app==1", requires: ["a"] },
    { pin: "a==1", requires: ["torch"] },
    "torch==2.11.0",
  );
  const path = (from: Resolution, name: string): ReturnType<typeof demandPath> => demandPath(from, name as PackageName);

  it("leads from the manifest's line to the package", () => {
    expect(path(resolution, "torch")).toMatchObject({ location: { line: 1 }, via: ["app", "a", "torch"] });
  });

  it("is the package alone where nothing of a manifest asks for it", () => {
    const circle = resolutionOf({ pin: "x==1", requires: ["y"] }, { pin: "y==1", requires: ["x"] });
    expect(path(circle, "x")).toEqual({ location: null, via: ["x"] });
    expect(path(circle, "absent")).toEqual({ location: null, via: ["absent"] });
  });
});
