import { describe, expect, it } from "@jest/globals";
import type { Finding } from "../../../../src/core/rule/finding.ts";
import { type SharedHost, sharedHostFindings } from "../../../../src/core/rule/target/shared-host.ts";
import { factsOf, resolutionOf, targetOf, torch, type Wanted } from "../../accelerator/served.ts";

type Said = Parameters<typeof targetOf>[0];
type Member = readonly [string, readonly (Wanted | string)[], Said];

const target: SharedHost = { kind: "target", name: "prod" };
const host: SharedHost = { kind: "host", name: "box" };

function found(shared: SharedHost, ...members: readonly Member[]): readonly Finding[] {
  return sharedHostFindings(
    shared,
    members.map(([model, pins, said]) => ({ ...factsOf(targetOf(said), resolutionOf(...pins)), model })),
  );
}

describe("target/shared-host", () => {
  const old = ["torch==1.12.1"];
  const flash = [...torch("2.1.2"), "flash-attn==2.8.3"];
  const driver = { driver: "535.183.01" };

  it("tells models of one target that no GPU has code for both", () => {
    const [finding, ...more] = found(target, ["speech", old, driver], ["vision", flash, driver]);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ rule: "target/shared-host", severity: "moderate", package: null, fixedIn: [] });
    expect(finding?.message).toBe(
      "`speech` and `vision` are served on one target `prod`, and no GPU suits them all: `speech` has code for compute capability 5.0 to 7.5 alone and is served on driver 535.183.01, `vision` has code for compute capability 8.0 to 9.0 alone and is served on driver 535.183.01. What helps: a machine for each of them.",
    );
    expect(finding?.evidence.map(({ fact }) => fact)).toContain(
      "torch 1.12.1 holds machine code for sm_37, sm_50, sm_60, sm_70 and no PTX",
    );
  });

  it("is silent where one kind of GPU has code for both, and where that of one is not known", () => {
    expect(found(target, ["speech", old, driver], ["vision", torch("2.1.2"), driver])).toEqual([]);
    expect(found(target, ["speech", old, driver], ["vision", torch("9.9.0"), driver])).toEqual([]);
  });

  it("leaves to other rules what runs nowhere by itself", () => {
    const k80 = { gpu: ["K80"] };
    expect(found(host, ["speech", torch("1.13.1"), k80], ["vision", torch("2.11.0"), k80])).toEqual([]);
  });

  it("tells groups of models once, by those that ask the same", () => {
    const many = Array.from({ length: 5 }, (_, at): Member => [`m${at}`, torch("2.11.0"), { gpu: ["T4"] }]);
    const findings = found(host, ["speech", ["torch==1.13.1"], { gpu: ["K80"] }], ...many);
    expect(findings.map(({ severity }) => severity)).toEqual(["high"]);
    expect(findings[0]?.message).toContain("`speech` and `m0`, `m1`, `m2` and 2 more share the host `box`");
  });

  it("counts on the image's own libraries where NVIDIA lets a newer CUDA run on an older driver", () => {
    const image = "nvidia/cuda:13.0.0-runtime-ubuntu24.04";
    const oldest = (gpu: string): Member => ["speech", ["torch==1.13.1"], { driver: "535.183.01", gpu: [gpu] }];
    const newest = (said: Said): Member => ["vision", torch("2.11.0"), said];
    expect(found(host, oldest("T4"), newest({ gpu: ["T4"], image }))).toEqual([]);
    expect(found(host, oldest("T4"), newest({ gpu: ["RTX 4090"], image }))).toHaveLength(1);
    expect(found(host, oldest("T4"), newest({ gpu: ["T4"] }))).toHaveLength(1);
  });

  it("is about two models at least", () => {
    expect(found(host)).toEqual([]);
    expect(found(host, ["speech", torch("2.11.0"), { gpu: ["T4"] }])).toEqual([]);
  });
});
