import type { Tables } from "../../src/core/accelerator/tables.ts";
import { driverSection, forwardSection, gateSection, gpuSection, toolkitSection } from "./driver-sections.ts";
import { abiSection, lifecycleSection } from "./environment-sections.ts";
import { cell, rawGrid } from "./grid.ts";
import { imageSection } from "./image-sections.ts";
import { instanceSection } from "./instance-section.ts";
import { buildsSection, glibcSection, torchSection } from "./wheel-sections.ts";

/** The tables as one page that people can read: what a maintainer looks up first stands first. */
export function renderTables(tables: Tables): string {
  const sections = [
    head(tables),
    torchSection(tables),
    buildsSection(tables),
    gpuSection(tables),
    instanceSection(tables),
    driverSection(tables),
    toolkitSection(tables),
    forwardSection(tables),
    gateSection(tables),
    glibcSection(tables),
    imageSection(tables),
    lifecycleSection(tables),
    abiSection(tables),
    sourceSection(tables),
  ];
  return `${sections.join("\n\n")}\n`;
}

function head(tables: Tables): string {
  return [
    "# Compatibility tables",
    "",
    "<!-- Written by `node scripts/tables.ts` from the files of `tables/`: change those, then run it. -->",
    "",
    `What Pinwarden knows of CUDA, drivers, GPUs, wheels and images, as of ${tables.date}. What is newer than a table is *unknown*, never an error.`,
    "Each row names its sources by id, see [Sources](#sources), and how sure it is: **high** is a vendor's own document, metadata or binary,",
    "or two sources that agree; **medium** is one secondary source, or inferred from a measured sibling; **low** is not verified and decides nothing",
    "but the names of GPUs.",
    "",
    "The same is asked by command: `pinwarden tables explain torch==2.11.0 --gpu V100 --driver 550.54.15` goes through the questions one by one,",
    "`pinwarden tables matrix --driver 550.54.15` prints releases by GPUs, and `pinwarden tables probe torch==2.11.0` reads a published wheel by",
    "ranges (less than 4 MB of it, or less than 2 % of a larger one) and holds it against these tables.",
  ].join("\n");
}

function sourceSection(tables: Tables): string {
  return [
    "## Sources",
    "",
    rawGrid(
      ["id", "source", "read"],
      [...tables.sources.values()].map(({ id, title, url, date }) => [cell(id), `[${cell(title)}](${url})`, date]),
    ),
  ].join("\n");
}
