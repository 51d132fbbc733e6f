import type { Tables } from "../../src/core/accelerator/tables.ts";
import { branchText, grid, sourcesText } from "./grid.ts";

export function gpuSection(tables: Tables): string {
  const support = [...tables.smSupport.values()];
  const gpus = [...new Set(tables.gpus.values())];
  return [
    "## GPUs",
    "",
    grid(
      [
        "compute capability",
        "architecture",
        "toolkits",
        "driver branches",
        "PTX ISA from",
        "GPUs",
        "confidence",
        "sources",
      ],
      support.map((row) => [
        row.computeCapability,
        row.architecture,
        `${row.firstCuda} to ${row.lastCuda ?? "now"}`,
        `${branchText(row.firstBranch) || "any"} to ${branchText(row.lastBranch) || "now"}`,
        row.firstPtxIsa,
        gpus
          .filter((gpu) => gpu.computeCapability === row.computeCapability)
          .map(({ name, confidence }) => (confidence === "low" ? `${name} (low)` : name))
          .join(", "),
        row.confidence,
        sourcesText(row),
      ]),
    ),
  ].join("\n");
}

export function driverSection(tables: Tables): string {
  return [
    "## Drivers",
    "",
    "Machine code of a CUDA major runs on every driver from its floor on (minor version compatibility); PTX and the newest driver features need a branch that brings the CUDA itself.",
    "",
    grid(
      ["CUDA", "floor on Linux", "floor on Windows", "confidence", "sources"],
      [...tables.minorVersionFloors.values()].map((row) => [
        `${row.cudaMajor}.x`,
        row.driverLinux,
        row.driverWindows,
        row.confidence,
        sourcesText(row),
      ]),
    ),
    "",
    grid(
      ["branch", "brings CUDA", "loads PTX ISA", "designation", "end of life", "confidence", "sources"],
      [...tables.driverBranches]
        .reverse()
        .map((row) => [
          `R${row.branch}`,
          row.cuda,
          row.ptxIsa,
          row.designation ?? "",
          row.endOfLife ?? "",
          row.confidence,
          sourcesText(row),
        ]),
    ),
  ].join("\n");
}

export function toolkitSection(tables: Tables): string {
  return [
    "## CUDA toolkits",
    "",
    grid(
      ["CUDA", "branch", "driver on Linux", "driver on Windows", "PTX ISA", "confidence", "sources"],
      tables.toolkits.map((row) => [
        row.cuda,
        `R${row.branch}`,
        row.driverLinux ?? "",
        row.driverWindows ?? "",
        row.ptxIsa,
        row.confidence,
        sourcesText(row),
      ]),
    ),
  ].join("\n");
}

export function forwardSection(tables: Tables): string {
  return [
    "## Forward compatibility",
    "",
    "On data center GPUs and Linux, the package lets code of its CUDA run on these older branches.",
    "",
    grid(
      ["package", "of branch", "runs on", "confidence", "sources"],
      [...tables.forwardCompatibility.values()].map((row) => [
        row.package,
        branchText(row.ownBranch),
        row.branches.map(branchText).join(", "),
        row.confidence,
        sourcesText(row),
      ]),
    ),
  ].join("\n");
}

export function gateSection(tables: Tables): string {
  const { brandGroups, byCuda } = tables.containerGates;
  return [
    "## Container start",
    "",
    "NVIDIA's CUDA images start where the driver brings their CUDA, or where branch and brand are listed.",
    "",
    ...[...brandGroups].map(([name, brands]) => `- *${name}*: ${brands.join(", ")}`),
    "",
    grid(
      ["image's CUDA", "also starts on", "confidence", "sources"],
      [...byCuda.values()]
        .reverse()
        .map((row) => [
          row.cuda,
          row.branches.map(({ branch, brands }) => `R${branch} (${brands})`).join(", "),
          row.confidence,
          sourcesText(row),
        ]),
    ),
  ].join("\n");
}
