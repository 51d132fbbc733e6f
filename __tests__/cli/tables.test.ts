import { describe, expect, it } from "@jest/globals";
import { tablesExplainCommand, tablesMatrixCommand } from "../../src/cli/commands/tables-explain.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import type { PinExplanation } from "../../src/core/accelerator/explain-pin.ts";
import type { Matrix } from "../../src/core/accelerator/matrix.ts";

/** A terminal that keeps what is printed. */
function keeping(): { readonly terminal: Terminal; readonly text: () => string } {
  let kept = "";
  const terminal: Terminal = {
    async result(text) {
      kept += text;
    },
    note() {},
    error(error) {
      throw error;
    },
    during: (_what, work) => work,
  };
  return { terminal, text: () => kept };
}

async function explained(
  pin: string,
  said: Readonly<Partial<Record<"driver" | "gpu" | "image" | "platform" | "glibc", string>>>,
): Promise<{ readonly code: number; readonly explanation: PinExplanation }> {
  const { terminal, text } = keeping();
  const { gpu, ...rest } = said;
  const code = await tablesExplainCommand(
    pin,
    { ...rest, ...(gpu !== undefined && { gpu: [gpu] }), format: "json", offline: true },
    terminal,
  );
  return { code, explanation: JSON.parse(text()) as PinExplanation };
}

describe("pinwarden tables explain", () => {
  it.each([
    ["torch==2.8.0", "P100", "535.183.01", { driver: "limited", "driver-supports-gpu": "ok", gpu: "fail" }, "12.2"],
    ["torch==2.14.1", "GB300", "580.95.05", { driver: "ok", "driver-supports-gpu": "ok", gpu: "ok" }, "13.0"],
    ["torch==2.15.0", "H100", "580.65.06", { driver: "limited", "driver-supports-gpu": "ok", gpu: "ok" }, "13.0"],
    ["torch==2.11.0", "RTX 4090", "550.54.14", { driver: "fail", "driver-supports-gpu": "ok", gpu: "ok" }, "12.4"],
    ["torch==2.10.0", "GTX 1080 Ti", "570.124.06", { driver: "ok", "driver-supports-gpu": "ok", gpu: "fail" }, "12.8"],
    ["torch==2.9.1", "A10", "565.57.01", { driver: "limited", "driver-supports-gpu": "ok", gpu: "ok" }, "12.7"],
    ["torch==2.10.0", "V100", "590.44.01", { driver: "ok", "driver-supports-gpu": "fail", gpu: "ok" }, "13.1"],
    ["torch==99.0.0", "V100", "580.65.06", {}, null],
  ] as const)("%s on %s with driver %s", async (pin, gpu, driver, verdicts, driverCuda) => {
    const { explanation } = await explained(pin, { gpu, driver });
    for (const [question, verdict] of Object.entries(verdicts))
      expect([question, explanation.steps.find((step) => step.question === question)?.verdict]).toEqual([
        question,
        verdict,
      ]);
    expect(explanation.driverCuda).toBe(driverCuda);
  });

  it("names the machine code that a GPU loads", async () => {
    const { explanation } = await explained("torch==2.15.0", { gpu: "H100", driver: "580.65.06" });
    expect(explanation.steps.find(({ question }) => question === "gpu")?.detail).toBe("machine code sm_90");
  });

  it.each([
    [
      "tensorflow==2.18.0",
      "it is built with CUDA 12.5, which it takes from its image or from packages beside it, and neither was named",
    ],
    ["xformers==0.0.28", "its CUDA is that of torch beside it, which was not named"],
    ["bitsandbytes==0.45.0", "the compatibility tables do not tell with which CUDA it runs"],
  ])("does not say that %s runs where nothing tells with which CUDA", async (pin, detail) => {
    const { code, explanation } = await explained(pin, { gpu: "T4", driver: "450.80.02" });
    expect([code, explanation.verdict]).toEqual([0, "unknown"]);
    expect(explanation.steps[0]).toMatchObject({ question: "cuda", verdict: "unknown", detail });
    const elsewhere = await explained(pin, {});
    expect(elsewhere.explanation.steps.map(({ question }) => question)).not.toContain("cuda");
  });

  it("takes the CUDA of a name where the tables say no more, and a build for the CPU for none", async () => {
    const named = await explained("cupy-cuda11x==13.3.0", { gpu: "T4", driver: "440.33.01" });
    expect(named.explanation.steps.find(({ question }) => question === "driver")?.verdict).toBe("fail");
    const cpu = await explained("torch==2.4.1+cpu", { gpu: "T4", driver: "550.54.15" });
    expect(cpu.explanation.steps.map(({ question }) => question)).toEqual(["glibc"]);
    expect(cpu.code).toBe(1);
  });

  it("says unknown of what is newer than the tables, and ends with 0", async () => {
    const { code, explanation } = await explained("torch==99.0.0", { gpu: "V100", driver: "580.65.06" });
    expect([code, explanation.verdict, explanation.notAssessed.length > 0]).toEqual([0, "unknown", true]);
  });

  it("gives every step its sources, and the releases that are fine", async () => {
    const { terminal, text } = keeping();
    const place = { gpu: ["V100"], driver: "550.54.15", image: "nvidia/cuda:12.4.1-runtime-ubuntu22.04" };
    const code = await tablesExplainCommand("torch==2.11.0", { ...place, format: "text" }, terminal);
    expect(code).toBe(1);
    for (const part of [
      "torch==2.11.0: fail",
      "torch 2.11.0 (CUDA 13.0) on driver 550.54.15: driver 580 or newer is needed",
      "https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html",
      "accelerator/no-kernel-image (critical)",
      "Fine there: 2.10.0, 2.11.0+cu126",
    ])
      expect(text()).toContain(part);
  });

  it.each([
    ["nvidia/cuda:13.0", "geforce", "580.65.06", "ok", "the driver brings CUDA 13.0, and the image has 13.0"],
    [
      "nvidia/cuda:12.6.3-base-ubuntu22.04",
      "T4",
      "545.23.08",
      "fail",
      "the image asks for a driver of CUDA 12.6 or a listed branch",
    ],
    ["nvidia/cuda:12.4.1-base-ubuntu22.04", "T4", "470.82.01", "ok", "its branch is in the image's list"],
    ["nvidia/cuda:12.6.3-base-ubuntu22.04", "geforce", "535.183.01", "fail", "the driver brings CUDA 12.2"],
  ] as const)("says whether %s starts with a %s GPU on driver %s", async (image, gpu, driver, verdict, detail) => {
    const { code, explanation } = await explained(image, { gpu, driver });
    expect([explanation.pin, explanation.verdict, code]).toEqual([image, verdict, verdict === "fail" ? 1 : 0]);
    expect(explanation.steps.find(({ question }) => question === "start")?.detail).toContain(detail);
  });

  it("says what an image brings, and that nothing is known of one", async () => {
    const { explanation } = await explained("redhat/ubi9:9.4", {});
    expect(explanation.steps.map(({ detail }) => detail)).toEqual(["it brings ubi9, glibc 2.34"]);
    expect((await explained("registry.example.org/team/serving:1", {})).explanation.verdict).toBe("unknown");
  });

  it("holds the glibc of an image against a package that carries no CUDA of its own", async () => {
    const { explanation } = await explained("vllm==0.20.2", { image: "redhat/ubi9" });
    expect(explanation.steps.find(({ question }) => question === "glibc")).toMatchObject({
      verdict: "fail",
      detail: "glibc 2.35 or newer is needed",
    });
  });

  it("holds a build that was made on a newer platform than its release against that platform's glibc", async () => {
    const onGlibc = async (pin: string): Promise<string> =>
      (await explained(pin, { glibc: "2.26" })).explanation.verdict;
    expect([await onGlibc("torch==2.6.0+cu126"), await onGlibc("torch==2.6.0+cu124")]).toEqual(["fail", "ok"]);
  });

  it("refuses what is no pin", async () => {
    await expect(explained("torch", {})).rejects.toThrow("Expected a package with its version");
  });
});

describe("pinwarden tables matrix", () => {
  const printed = async (format: "markdown" | "html" | "json", gpu = ["V100", "T4"]): Promise<string> => {
    const { terminal, text } = keeping();
    await tablesMatrixCommand("torch", { driver: "550.54.15", gpu, format }, terminal);
    return text();
  };

  it("has a row for each release and a column for each GPU", async () => {
    const matrix = JSON.parse(await printed("json")) as Matrix;
    expect(matrix.gpus).toEqual(["NVIDIA V100", "NVIDIA T4"]);
    const cells = new Map(matrix.rows.map(({ release, cells: row }) => [release, row.map(({ verdict }) => verdict)]));
    expect(cells.get("2.11.0")).toEqual(["fail", "fail"]);
    expect(cells.get("2.10.0")).toEqual(["limited", "limited"]);
    expect(cells.get("2.6.0")).toEqual(["ok", "ok"]);
  });

  it("is a table of Markdown, and a page that loads nothing", async () => {
    expect(await printed("markdown")).toContain("| 2.11.0 | 13.0 | ⛔ driver 580 or newer is needed |");
    const page = await printed("html");
    expect(page).toContain("<th>2.11.0</th>");
    expect(page).not.toMatch(/<script|src=|href=/);
  });

  it("escapes what comes from the command line", async () => {
    expect(await printed("html", ["<b>T4"])).not.toContain("<b>T4");
  });

  it("names the packages that it knows where it does not know one", async () => {
    await expect(tablesMatrixCommand("numpy", { format: "json" }, keeping().terminal)).rejects.toThrow(
      "do not have `numpy`",
    );
  });
});
