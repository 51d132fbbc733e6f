import type { Reading } from "../../manifest/reading.ts";
import { parsePythonVersion } from "../../target/python-version.ts";
import { booleanAt, type DocumentValue, itemsAt, scalarAt, valueAt } from "../document-value.ts";
import { openYaml } from "../open-yaml.ts";
import type { PackagingCollector } from "../packaging-collector.ts";
import type { PackagingReading } from "../packaging-reading.ts";
import { addRequirementItems } from "../requirement-items.ts";
import { addShellInstalls } from "../shell-installs.ts";

/**
 * Reads a cog.yaml: `build.python_packages`, `python_requirements`, `run`, `python_version`, `cuda` and `gpu`. Files of before 2021 have
 * `environment` in place of `build`.
 *
 * Format: cog's own documentation, docs/yaml.md.
 */
export function* readCog(path: string): Reading<PackagingReading> {
  const { collector, root } = yield* openYaml(path, "Cog", "cog");
  collector.decides = true;
  const build = valueAt(root, "build") ?? valueAt(root, "environment");
  if (build === null) {
    if (root !== null && valueAt(root, "image") === null)
      collector.notAssessed(root, "no-build", "The file has no `build`, so what Cog installs is not known.", null);
    return collector.reading();
  }
  readRequirements(collector, build);
  collector.target.python = collector.parse(scalarAt(build, "python_version"), "python_version", parsePythonVersion);
  readGpu(collector, build);
  return collector.reading();
}

function readRequirements(collector: PackagingCollector, build: DocumentValue): void {
  addRequirementItems(collector, valueAt(build, "python_packages"));
  const named = scalarAt(build, "python_requirements");
  if (named !== null) collector.manifest(named.text, "requirement", named);
  for (const key of ["run", "pre_install"]) {
    for (const step of itemsAt(build, key)) {
      const command = step.kind === "scalar" ? step : scalarAt(step, "command");
      if (command !== null) addShellInstalls(collector, command);
    }
  }
}

/** Without `gpu` Cog builds for the CPU; `cuda` says which toolkit the image has, whatever the driver. */
function readGpu(collector: PackagingCollector, build: DocumentValue): void {
  const cuda = scalarAt(build, "cuda");
  if (cuda !== null) {
    const origin = collector.originOf(cuda);
    collector.base.cuda.push({ version: cuda.text, statedBy: "cuda", role: "runtime", origin });
  }
  const gpu = scalarAt(build, "gpu");
  if (booleanAt(build, "gpu") === true || cuda !== null) return;
  collector.target.gpus = collector.stated([], "gpu", gpu ?? build, gpu === null ? "default" : "stated");
}
