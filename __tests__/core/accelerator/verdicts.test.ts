import { describe, expect, it } from "@jest/globals";
import { codeVerdict } from "../../../src/core/accelerator/code-verdict.ts";
import { containerGateVerdict } from "../../../src/core/accelerator/container-gate.ts";
import { parseCuda } from "../../../src/core/accelerator/cuda-version.ts";
import { driverFloor, driverVerdict } from "../../../src/core/accelerator/driver-verdict.ts";
import { forwardCompatibility } from "../../../src/core/accelerator/forward-compatibility.ts";
import { gpuDriverVerdict } from "../../../src/core/accelerator/gpu-driver-verdict.ts";
import type { WheelCode } from "../../../src/core/accelerator/wheel-code.ts";
import type { DriverVersion } from "../../../src/core/target/driver.ts";
import { parseDriver } from "../../../src/core/target/driver.ts";
import type { Gpu, OperatingSystem } from "../../../src/core/target/target.ts";
import { fc } from "../../support/fast-check.ts";
import { tables } from "./served.ts";

function driver(text: string): DriverVersion {
  const parsed = parseDriver(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function cuda(text: string): NonNullable<ReturnType<typeof parseCuda>> {
  const parsed = parseCuda(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}

/** A verdict in one word, with the driver's CUDA or the floor where there is one. */
function onDriver(version: string, wanted: string, os: OperatingSystem = "linux"): string {
  const verdict = driverVerdict(tables, { driver: driver(version), os, cuda: cuda(wanted) });
  if (verdict.kind === "ok") return `ok ${verdict.driverCuda ?? "?"}`;
  if (verdict.kind === "limited") return `limited ${verdict.driverCuda} from ${verdict.floor}`;
  return verdict.kind === "fail" ? `fail ${verdict.floor}` : "unknown";
}

describe("driverVerdict", () => {
  it.each([
    ["535.183.01", "12.2", "ok 12.2"],
    ["535.183.01", "11.8", "ok 12.2"],
    ["535.183.01", "12.8", "limited 12.2 from 525.60.13"],
    ["535.183.01", "13.0", "fail 580"],
    ["525.60.11", "12.1", "fail 525.60.13"],
    ["525.60.13", "12.1", "limited 12.0 from 525.60.13"],
    ["565.57.01", "12.8", "limited 12.7 from 525.60.13"],
    ["450.51.06", "11.4", "fail 450.80.02"],
    ["450.36.06", "11.0", "ok 11.0"],
    ["440.33.01", "10.2", "ok 10.2"],
    ["418.87.00", "10.2", "fail 440.33"],
    ["396.44", "10.2", "fail 440.33"],
    ["580", "13.2", "limited 13.0 from 580"],
    ["525", "12.1", "unknown"],
    ["525", "12.0", "ok 12.0"],
    ["900.10", "13.4", "ok ?"],
    ["900.10", "14.0", "unknown"],
    ["580.95.05", "14.0", "unknown"],
    ["535.183.01", "12", "ok 12.2"],
    ["515.48.07", "12", "fail 525.60.13"],
    ["580.95.05", "12", "ok 13.0"],
  ])("driver %s and CUDA %s: %s", (version, wanted, verdict) => {
    expect(onDriver(version, wanted)).toBe(verdict);
  });

  it("has floors of its own for Windows, whose numbers lie between the branches", () => {
    expect(onDriver("527.41", "12.1", "windows")).toBe("fail 528.33");
    expect(onDriver("537.13", "12.8", "windows")).toBe("ok ?");
    expect(onDriver("551.78", "12.4", "windows")).toBe("ok ?");
  });

  it("never gives a newer driver a worse answer", () => {
    const branches = fc.constantFrom(...tables.driverBranches.map(({ branch }) => branch));
    const rank = { fail: 0, unknown: 1, limited: 2, ok: 3 };
    fc.assert(
      fc.property(branches, branches, fc.constantFrom("11.8", "12.1", "12.8", "13.0", "13.2"), (one, other, wanted) => {
        const kindOf = (branch: number): keyof typeof rank =>
          driverVerdict(tables, { driver: driver(`${branch}.200.01`), os: "linux", cuda: cuda(wanted) }).kind;
        const [older, newer] = [Math.min(one, other), Math.max(one, other)];
        expect(rank[kindOf(newer)]).toBeGreaterThanOrEqual(rank[kindOf(older)]);
      }),
    );
  });

  it("has no floor on macOS", () => {
    expect(driverFloor(tables, "macos", cuda("12.8"))).toBeNull();
  });
});

const listed = (sm: readonly string[], ptx: readonly string[] | null = []): WheelCode => ({
  kind: "listed",
  sm,
  ptx,
  evidence: [],
});

describe("codeVerdict", () => {
  const ask = (
    code: WheelCode,
    capability: string,
    driverPtxIsa: string | null = "9.0",
    wheelPtxIsa: string | null = "9.0",
  ): string => {
    const verdict = codeVerdict(code, { capability, driverPtxIsa, wheelPtxIsa });
    if (verdict.kind === "ok" || verdict.kind === "limited") return `${verdict.kind} ${verdict.code ?? ""}`.trim();
    return verdict.kind === "fail" ? `fail ${verdict.reason}` : "unknown";
  };

  it.each([
    [listed(["80", "86"]), "8.9", "ok sm_86"],
    [listed(["80", "86"]), "8.0", "ok sm_80"],
    [listed(["86"]), "8.0", "fail no-code"],
    [listed(["90"]), "10.0", "fail no-code"],
    [listed(["100"]), "12.0", "fail no-code"],
    [listed(["120"]), "10.0", "fail no-code"],
    [listed(["100"]), "10.3", "ok sm_100"],
    [listed(["120"]), "12.1", "ok sm_120"],
    [listed(["90a"]), "9.0", "ok sm_90a"],
    [listed(["100a"]), "10.3", "fail no-code"],
    [listed(["100f"]), "10.3", "ok sm_100f"],
    [listed(["120f"]), "10.0", "fail no-code"],
    [listed(["90"], ["90"]), "12.0", "limited compute_90"],
    [listed(["60"], ["90"]), "8.0", "fail no-code"],
    [listed(["75"], ["90a"]), "12.0", "fail no-code"],
    [listed(["75"], ["60", "90"]), "12.0", "limited compute_90"],
    [listed(["75"], null), "12.0", "unknown"],
    [listed(["75"]), "nonsense", "unknown"],
  ] as const)("%j on %s: %s", (code, capability, verdict) => {
    expect(ask(code, capability)).toBe(verdict);
  });

  it("needs a driver that loads the PTX", () => {
    const code = listed(["75"], ["90"]);
    expect(ask(code, "12.0", "8.7", "9.0")).toBe("fail ptx-newer-than-driver");
    expect(ask(code, "12.0", null, "9.0")).toBe("unknown");
    expect(ask(code, "12.0", "9.0", null)).toBe("unknown");
  });

  it("goes by what a project documents where no list is known", () => {
    expect(ask({ kind: "minimum", capability: "8.0", evidence: [] }, "7.5")).toBe("fail below-minimum");
    expect(ask({ kind: "minimum", capability: "8.0", evidence: [] }, "12.0")).toBe("ok");
    expect(ask({ kind: "fails-on", capabilities: ["12.0"], evidence: [] }, "12.0")).toBe("fail reported");
    expect(ask({ kind: "fails-on", capabilities: ["12.0"], evidence: [] }, "8.0")).toBe("unknown");
  });
});

describe("gpuDriverVerdict", () => {
  it.each([
    ["3.7", "470.57.02", "ok"],
    ["3.7", "495.29.05", "fail dropped 470"],
    ["7.0", "580.95.05", "ok"],
    ["7.0", "590.48.01", "fail dropped 580"],
    ["12.0", "565.57.01", "fail too-old 570"],
    ["10.3", "570.124.06", "fail too-old 575"],
    ["7.5", "615.10", "ok"],
    ["7.5", "700.10", "unknown"],
    ["7.0", "700.10", "fail dropped 580"],
    ["19.9", "580.95.05", "unknown"],
  ])("capability %s on %s: %s", (capability, version, wanted) => {
    const verdict = gpuDriverVerdict(tables, capability, driver(version));
    const bound =
      verdict.kind === "fail"
        ? ` ${verdict.reason} ${verdict.reason === "dropped" ? verdict.lastBranch : verdict.firstBranch}`
        : "";
    expect(`${verdict.kind}${bound}`).toBe(wanted);
  });
});

describe("containerGateVerdict", () => {
  it.each([
    ["580.65.06", "13.0", "geforce", "ok"],
    ["545.23.08", "12.6.3", "tesla", "fail"],
    ["535.183.01", "12.6.3", "tesla", "ok"],
    ["535.183.01", "12.6.3", "geforce", "fail"],
    ["470.57.02", "12.4.1", "geforce", "ok"],
    ["535.183.01", "12.6.3", null, "unknown"],
    ["700.10", "13.0", "tesla", "ok"],
    ["537.13", "12.6", "tesla", "unknown"],
    ["535.183.01", "13.3", "tesla", "unknown"],
    ["535.183.01", "latest", "tesla", "unknown"],
  ])("driver %s, image of CUDA %s, brand %s: %s", (version, imageCuda, brand, wanted) => {
    expect(containerGateVerdict(tables, { driver: driver(version), imageCuda, brand }).kind).toBe(wanted);
  });
});

describe("forwardCompatibility", () => {
  const dataCenter: Gpu = { name: "NVIDIA T4", computeCapability: "7.5", class: "data-center" };
  const question = {
    driver: driver("535.183.01"),
    os: "linux",
    gpus: [dataCenter],
    cuda: cuda("13.0"),
    imageCuda: "13.0.1",
  } as const;

  it("lets a listed branch run what the image's package brings", () => {
    expect(forwardCompatibility(tables, question)?.package).toBe("cuda-compat-13-0");
    expect(forwardCompatibility(tables, { ...question, imageCuda: "13.2.0" })?.package).toBe("cuda-compat-13-2");
  });

  it.each([
    ["the image's CUDA is older", { imageCuda: "12.8.1" }],
    ["there is no such image", { imageCuda: null }],
    ["the branch is not listed", { driver: driver("550.54.15") }],
    ["the driver is newer than the package", { driver: driver("580.95.05") }],
    ["one GPU is no data center GPU", { gpus: [dataCenter, { ...dataCenter, class: "consumer" }] as const }],
    ["the GPUs are not known", { gpus: [] }],
    ["it is Windows", { os: "windows" }],
  ] as const)("does not where %s", (_why, change) => {
    expect(forwardCompatibility(tables, { ...question, ...change })).toBeNull();
  });
});
