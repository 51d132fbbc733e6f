import type { Tables } from "../../src/core/accelerator/tables.ts";
import { grid, rangeText, sourcesText } from "./grid.ts";

export function imageSection(tables: Tables): string {
  const { os, nvidiaCuda, pytorch, tagged, floating } = tables.images;
  return [
    "## Images",
    "",
    grid(
      ["distribution", "libc", "image", "in other tags", "confidence", "sources"],
      os.map((row) => [
        row.os,
        row.glibc === null ? `musl ${row.musl}` : `glibc ${row.glibc}`,
        row.repositories[0] ?? "",
        row.suffixes.join(", "),
        row.confidence,
        sourcesText(row),
      ]),
    ),
    "",
    "### nvidia/cuda",
    "",
    grid(
      ["CUDA", "distributions", "cuDNN", "withdrawn", "sources"],
      [...nvidiaCuda]
        .reverse()
        .map((row) => [
          row.cuda,
          row.os.join(", "),
          Object.values(row.cudnn).join(", "),
          row.withdrawn ? "yes" : "",
          sourcesText(row),
        ]),
    ),
    "",
    "### pytorch/pytorch and python",
    "",
    grid(
      ["image", "distribution", "Python", "confidence", "sources"],
      [
        ...pytorch.map((row) => [
          `pytorch/pytorch ${rangeText(row)}`,
          row.os,
          row.python,
          row.confidence,
          sourcesText(row),
        ]),
        ...[...floating.values()].map((row) => [
          `${row.repository} whose tag names no distribution`,
          row.os,
          `${row.python[0]}–${row.python[1]}`,
          row.confidence,
          sourcesText(row),
        ]),
      ],
    ),
    "",
    "### By tag",
    "",
    grid(
      ["image", "distribution", "Python", "CUDA", "cuDNN", "confidence", "sources"],
      [...tagged.values()].map((row) => [
        `${row.repository}:${row.tag}`,
        row.os ?? "",
        row.python ?? "",
        row.cuda ?? "",
        row.cudnn ?? "",
        row.confidence,
        sourcesText(row),
      ]),
    ),
  ].join("\n");
}
