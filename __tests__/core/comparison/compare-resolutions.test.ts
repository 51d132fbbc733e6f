import { describe, expect, it } from "@jest/globals";
import { compareResolutions } from "../../../src/core/comparison/compare-resolutions.ts";
import type { Change } from "../../../src/core/comparison/comparison.ts";
import { resolutionOf } from "../../support/resolution-text.ts";

/** One line a change, as a reader would write it down. */
function golden(base: string, head: string): string {
  return compareResolutions(resolutionOf(base), resolutionOf(head)).map(lineOf).join("\n");
}

function lineOf({ kind, name, from, to, via, swap, pairedWith }: Change): string {
  const versions = [from, to].filter((version) => version !== null).join(" to ");
  const source = swap === undefined ? "" : ` (${swap.from} to ${swap.to})`;
  const pair = pairedWith === undefined ? "" : ` (pairs with ${pairedWith})`;
  return `${kind} ${name} ${versions}${source}${pair}, via ${via.join(" > ")}`;
}

describe("compareResolutions", () => {
  it("tells what a move of torch moves with it, and why", () => {
    const base = `
      torch 2.10.0 <- requirements.txt:3 torch==2.10.0
      nvidia-cublas-cu12 12.8.4 <- torch: nvidia-cublas-cu12==12.8.4
      nvidia-nccl-cu12 2.27.5 <- torch: nvidia-nccl-cu12==2.27.5
      triton 3.6.0 <- torch: triton==3.6.0
      numpy 2.1.0 <- requirements.txt:1 numpy
      six 1.17.0 <- numpy: six`;
    const head = `
      torch 2.11.0 <- requirements.txt:3 torch==2.11.0
      cuda-toolkit 13.0.2 <- torch: cuda-toolkit[cublas]==13.0.2; platform_system == "Linux"
      nvidia-cublas 13.1.0 <- cuda-toolkit: nvidia-cublas==13.1.*
      nvidia-nccl-cu13 2.28.9 <- torch: nvidia-nccl-cu13==2.28.9
      triton 3.5.9 <- torch: triton<3.6
      numpy 2.1.0 <- requirements.txt:1 numpy`;
    expect(golden(base, head)).toBe(
      [
        "added cuda-toolkit 13.0.2, via requirements.txt:3 torch==2.11.0 > cuda-toolkit[cublas]==13.0.2",
        "added nvidia-cublas 13.1.0 (pairs with nvidia-cublas-cu12), via requirements.txt:3 torch==2.11.0 > cuda-toolkit[cublas]==13.0.2 > nvidia-cublas==13.1.*",
        "removed nvidia-cublas-cu12 12.8.4 (pairs with nvidia-cublas), via requirements.txt:3 torch==2.10.0 > nvidia-cublas-cu12==12.8.4",
        "removed nvidia-nccl-cu12 2.27.5 (pairs with nvidia-nccl-cu13), via requirements.txt:3 torch==2.10.0 > nvidia-nccl-cu12==2.27.5",
        "added nvidia-nccl-cu13 2.28.9 (pairs with nvidia-nccl-cu12), via requirements.txt:3 torch==2.11.0 > nvidia-nccl-cu13==2.28.9",
        "removed six 1.17.0, via requirements.txt:1 numpy > six",
        "upgraded torch 2.10.0 to 2.11.0, via requirements.txt:3 torch==2.11.0",
        "downgraded triton 3.6.0 to 3.5.9, via requirements.txt:3 torch==2.11.0 > triton<3.6",
      ].join("\n"),
    );
  });

  it("orders versions as PEP 440 does", () => {
    expect(golden("a 1.9 <- r:1 a", "a 1.10 <- r:1 a")).toBe("upgraded a 1.9 to 1.10, via r:1 a");
    expect(golden("a 1.0 <- r:1 a", "a 1.0rc1 <- r:1 a")).toBe("downgraded a 1.0 to 1.0rc1, via r:1 a");
    expect(golden("a 2024.1 <- r:1 a", "a 1!1.0 <- r:1 a")).toBe("upgraded a 2024.1 to 1!1.0, via r:1 a");
    expect(golden("a 2.1.0+cu121 <- r:1 a", "a 2.2.0+cu118 <- r:1 a")).toBe(
      "upgraded a 2.1.0+cu121 to 2.2.0+cu118, via r:1 a",
    );
  });

  it("calls another build, index or source of one version a swap", () => {
    expect(golden("a 2.1.0+cu118 <- r:1 a", "a 2.1.0+cu121 <- r:1 a")).toBe(
      "swapped a 2.1.0+cu118 to 2.1.0+cu121, via r:1 a",
    );
    expect(golden("a 2.1.0 <- r:1 a", "a 2.1.0+cpu <- r:1 a")).toBe("swapped a 2.1.0 to 2.1.0+cpu, via r:1 a");
    expect(golden("a 1 <- r:1 a @ https://one.test", "a 1 <- r:1 a @ https://two.test")).toBe(
      "swapped a 1 to 1 (https://one.test to https://two.test), via r:1 a",
    );
    expect(golden("a 1 <- r:1 a @ https://one.test", "a 1 <- r:1 a @ https://one.test .tar.gz")).toBe(
      "swapped a 1 to 1 (https://one.test to https://one.test (source distribution)), via r:1 a",
    );
  });

  it("says nothing of what is the same, however it is asked for", () => {
    expect(golden("a 1.0 <- r:1 a", "a 1.0 <- r:7 a>=1")).toBe("");
  });

  it("pairs nothing where it cannot tell which became which", () => {
    const base = "nvidia-nccl-cu11 1 <- r:1 nvidia-nccl-cu11\nnvidia-nccl-cu12 1 <- r:2 nvidia-nccl-cu12";
    expect(golden(base, "nvidia-nccl 1 <- r:1 nvidia-nccl")).not.toContain("pairs with");
  });
});
