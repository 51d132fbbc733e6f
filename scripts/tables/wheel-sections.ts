import type { Tables } from "../../src/core/accelerator/tables.ts";
import { codeText, driversOf } from "./build-text.ts";
import { grid, rangeText, sourcesText } from "./grid.ts";

export function torchSection(tables: Tables): string {
  const rows = [...tables.torchReleases.values()].reverse().map((release) => {
    const build = tables.builds
      .get("torch")
      ?.find((row) => row.platform === "linux-x86_64" && row.default && row.from === release.torch);
    const glibc = tables.glibcFloors
      .get("torch")
      ?.find((row) => row.variant === undefined && within(release.torch, row.from, row.through));
    return [
      release.torch,
      release.uploaded ?? "",
      `${release.default} (CUDA ${build?.cuda ?? "?"})`,
      driversOf(tables, build),
      codeText(build),
      glibc?.needs ?? "?",
      `${release.python[0]}–${release.python[1]}`,
      release.torchvision ?? "",
      release.torchaudio ?? "",
      release.triton ?? "",
      release.cudnn ?? "",
      release.confidence,
    ];
  });
  const variants = (tables.builds.get("torch") ?? []).filter((row) => !row.default).reverse();
  return [
    "## torch",
    "",
    "What the public index serves for Linux x86_64. *Driver* is the oldest that runs it at all, then the branch that brings all of its CUDA.",
    "",
    grid(
      [
        "torch",
        "uploaded",
        "build",
        "driver",
        "GPU code",
        "glibc",
        "Python",
        "torchvision",
        "torchaudio",
        "triton",
        "cuDNN",
        "confidence",
      ],
      rows,
    ),
    "",
    "### Other variants of torch on Linux x86_64",
    "",
    "From PyTorch's own index, `https://download.pytorch.org/whl/<variant>`.",
    "",
    grid(
      ["torch", "variant", "driver", "GPU code", "confidence", "confidence of the code", "sources"],
      variants.map((row) => [
        row.from,
        row.variant ?? "",
        driversOf(tables, row),
        codeText(row),
        row.confidence,
        row.codeConfidence ?? "",
        sourcesText(row),
      ]),
    ),
    "",
    "### torch on other platforms",
    "",
    grid(
      ["torch", "platform", "build", "driver", "GPU code", "confidence", "sources"],
      (tables.builds.get("torch") ?? [])
        .filter((row) => row.platform !== "linux-x86_64")
        .map((row) => [
          rangeText(row),
          row.platform,
          row.variant ?? "",
          driversOf(tables, row),
          codeText(row),
          row.confidence,
          sourcesText(row),
        ]),
    ),
    "",
    "### PyTorch Geometric extensions",
    "",
    grid(
      ["torch", "variants", "sources"],
      [...tables.pyg.values()].map((row) => [row.torch, row.variants.join(", "), sourcesText(row)]),
    ),
  ].join("\n");
}

export function buildsSection(tables: Tables): string {
  const rows = [...tables.builds].filter(([name]) => name !== "torch").flatMap(([, builds]) => builds);
  return [
    "## Other accelerated packages",
    "",
    "*Libraries* says where CUDA comes from: nvidia-* wheels, the wheel itself (bundled), the image, or whatever the package that it follows uses (shared).",
    "",
    grid(
      ["package", "releases", "variant", "CUDA", "libraries", "driver", "GPU code", "confidence", "sources"],
      rows.map((row) => [
        row.package,
        rangeText(row),
        row.variant ?? "",
        row.follows === undefined ? (row.cuda ?? "none") : `that of ${row.follows}`,
        row.libraries,
        driversOf(tables, row),
        codeText(row),
        row.confidence,
        sourcesText(row),
      ]),
    ),
  ].join("\n");
}

export function glibcSection(tables: Tables): string {
  return [
    "## glibc",
    "",
    grid(
      ["package", "releases", "build", "tag says", "needs", "confidence", "sources"],
      [...tables.glibcFloors.values()]
        .flat()
        .map((row) => [
          row.package,
          rangeText(row),
          row.variant ?? "",
          row.tag,
          row.needs,
          row.confidence,
          sourcesText(row),
        ]),
    ),
    "",
    grid(
      ["platform tag", "also called", "glibc", "GLIBCXX", "sources"],
      tables.manylinux.map((row) => [row.tag, row.aliases.join(", "), row.glibc, row.glibcxx, sourcesText(row)]),
    ),
  ].join("\n");
}

function within(version: string, from: string, through: string): boolean {
  const order = (left: string, right: string): number => left.localeCompare(right, "en", { numeric: true });
  return order(version, from) >= 0 && order(version, through) <= 0;
}
