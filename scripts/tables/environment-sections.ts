import type { Tables } from "../../src/core/accelerator/tables.ts";
import { grid, rangeText, sourcesText } from "./grid.ts";

/** Contradictions between releases, with what decides each of them. */
export function abiSection(tables: Tables): string {
  return [
    "## Contradictions that metadata does not state",
    "",
    "*Decided by* names the rule that finds it; its page is in [docs/rules](rules/README.md).",
    "",
    grid(
      ["id", "what", "when", "message", "remedy", "decided by", "confidence", "sources"],
      tables.abiBreaks.map((row) => [
        row.id,
        row.title,
        row.when.join(" and "),
        row.symptom ?? "",
        row.remedy.join("; "),
        row.decidedBy,
        row.confidence,
        sourcesText(row),
      ]),
    ),
    "",
    "### Compiled against NumPy 2",
    "",
    "Wheels of an older release were compiled against NumPy 1 and fail beside NumPy 2.",
    "",
    grid(
      ["package", "since", "confidence", "sources"],
      [...tables.numpyAbi.values()].map((row) => [row.package, row.since, row.confidence, sourcesText(row)]),
    ),
    "",
    "### Releases that belong together",
    "",
    "Beside those of torch above.",
    "",
    grid(
      ["package", "releases", "with", "accepts", "confidence", "sources"],
      [...tables.lockstep.values()]
        .flat()
        .map((row) => [
          row.package,
          row.releases,
          row.with,
          row.accepts === "same" ? `the same release, ${row.parts ?? 4} numbers of it` : row.accepts,
          row.confidence,
          sourcesText(row),
        ]),
    ),
    "",
    "### Which cuDNN a package loads",
    "",
    grid(
      ["package", "releases", "cuDNN", "confidence", "sources"],
      [...tables.cudnnMajors.values()]
        .flat()
        .map((row) => [row.package, rangeText(row), String(row.cudnn), row.confidence, sourcesText(row)]),
    ),
    "",
    "### Import packages that several distributions install",
    "",
    grid(
      ["import", "distributions", "confidence", "sources"],
      tables.importPackages.map((row) => [row.import, row.distributions.join(", "), row.confidence, sourcesText(row)]),
    ),
  ].join("\n");
}

/** What ends when, what processors are asked for, and what is compiled where it is installed. */
export function lifecycleSection(tables: Tables): string {
  return [
    "## Python and distributions",
    "",
    grid(
      ["Python", "security fixes until", "confidence", "sources"],
      [...tables.pythonReleases.values()]
        .reverse()
        .map((row) => [row.python, row.endOfLife, row.confidence, sourcesText(row)]),
    ),
    "",
    grid(
      ["distribution", "free security fixes until", "note", "confidence", "sources"],
      [...tables.osLifecycle.values()].map((row) => [
        tables.images.os.find(({ id }) => id === row.os)?.os ?? row.os,
        row.endOfLife,
        row.note ?? "",
        row.confidence,
        sourcesText(row),
      ]),
    ),
    "",
    "## Processors",
    "",
    grid(
      ["package", "releases", "processor", "needs", "message", "confidence", "sources"],
      [...tables.cpuBaselines.values()]
        .flat()
        .map((row) => [
          row.package,
          rangeText(row),
          row.arch,
          row.needs.join(", "),
          row.symptom ?? "",
          row.confidence,
          sourcesText(row),
        ]),
    ),
    "",
    "## Packages that compile CUDA code where they are installed from source",
    "",
    grid(
      ["package", "what", "without a compiler", "confidence", "sources"],
      [...tables.sourceBuilds.values()].map((row) => [
        row.package,
        row.what,
        row.prebuilt ?? "not at all",
        row.confidence,
        sourcesText(row),
      ]),
    ),
  ].join("\n");
}
