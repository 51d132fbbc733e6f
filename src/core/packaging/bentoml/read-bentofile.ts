import { stripCredentials } from "../../manifest/quoted.ts";
import type { Reading } from "../../manifest/reading.ts";
import { parsePythonVersion } from "../../target/python-version.ts";
import { booleanAt, type DocumentValue, itemsAt, scalarAt, valueAt } from "../document-value.ts";
import { openYaml } from "../open-yaml.ts";
import type { PackagingCollector } from "../packaging-collector.ts";
import type { PackagingReading } from "../packaging-reading.ts";
import { addRequirementItems } from "../requirement-items.ts";

/**
 * Reads a bentofile.yaml: `python` (packages, requirements_txt, index options), `docker` (python_version, cuda_version, base_image) and
 * `conda`.
 *
 * Format: BentoML's documentation, "Bento build options".
 */
export function* readBentofile(path: string): Reading<PackagingReading> {
  const { collector, root } = yield* openYaml(path, "BentoML", "bentoml");
  const python = valueAt(root, "python");
  const conda = valueAt(root, "conda");
  collector.decides = python !== null || conda !== null;
  readPython(collector, python);
  readDocker(collector, valueAt(root, "docker"));
  readConda(collector, conda);
  return collector.reading();
}

function readPython(collector: PackagingCollector, python: DocumentValue | null): void {
  const file = scalarAt(python, "requirements_txt");
  if (file !== null) collector.manifest(file.text, "requirement", file);
  addRequirementItems(collector, valueAt(python, "packages"));
  const { options } = collector.base;
  const index = scalarAt(python, "index_url");
  if (index !== null) options.indexUrl = { text: stripCredentials(index.text), origin: collector.originOf(index) };
  for (const key of ["extra_index_url", "find_links"] as const) {
    const one = scalarAt(python, key);
    for (const item of one === null ? itemsAt(python, key) : [one]) {
      if (item.kind !== "scalar" || item.type === "null") continue;
      const given = { text: stripCredentials(item.text), origin: collector.originOf(item) };
      if (key === "find_links") options.findLinks.push(given);
      else options.extraIndexUrls.push(given);
    }
  }
  if (booleanAt(python, "no_index") === true) options.noIndex = true;
  for (const wheel of itemsAt(python, "wheels"))
    collector.notAssessed(
      wheel,
      "local-wheel",
      "A wheel of the repository is installed, whose requirements are not read.",
      null,
    );
}

function readDocker(collector: PackagingCollector, docker: DocumentValue | null): void {
  collector.target.python = collector.parse(scalarAt(docker, "python_version"), "python_version", parsePythonVersion);
  const image = scalarAt(docker, "base_image");
  if (image !== null && image.text !== "") collector.target.image = collector.stated(image.text, "base_image", image);
  const cuda = scalarAt(docker, "cuda_version");
  if (cuda === null || cuda.text === "") return;
  const origin = collector.originOf(cuda);
  // `default` is the toolkit of BentoML's own choosing, which differs by its release.
  if (/^\d/.test(cuda.text))
    collector.base.cuda.push({ version: cuda.text, statedBy: "cuda_version", role: "runtime", origin });
}

function readConda(collector: PackagingCollector, conda: DocumentValue | null): void {
  const file = scalarAt(conda, "environment_yml");
  if (file !== null) collector.manifest(file.text, "requirement", file);
  addRequirementItems(collector, valueAt(conda, "pip"));
  for (const item of itemsAt(conda, "dependencies")) {
    if (item.kind === "scalar")
      collector.notAssessed(
        item,
        "conda-package",
        "A package of conda is not assessed.",
        "List it in an environment.yml.",
      );
  }
}
