import { quoted } from "../../manifest/quoted.ts";
import { type DocumentValue, itemsAt, scalarAt, valueAt } from "../document-value.ts";
import type { PackagingCollector } from "../packaging-collector.ts";
import { addRequirementItems, addRequirementText } from "../requirement-items.ts";

/**
 * Reads a `runtime_env`: `pip` and `uv` as a list, a file, or a table of `packages`; `conda` as a table with a `pip:` part; the
 * container image.
 *
 * Format: Ray's documentation, "Environment Dependencies", `ray.runtime_env.RuntimeEnv`.
 */
export function readRuntimeEnvironment(collector: PackagingCollector, environment: DocumentValue | null): void {
  for (const key of ["pip", "uv"]) readPackages(collector, valueAt(environment, key));
  const conda = valueAt(environment, "conda");
  if (conda?.kind === "scalar" && conda.type === "text" && /\.ya?ml$/.test(conda.text))
    collector.manifest(conda.text, "requirement", conda);
  for (const item of itemsAt(conda, "dependencies")) {
    const pip = valueAt(item, "pip");
    if (pip !== null) addRequirementItems(collector, pip);
    else if (item.kind === "scalar")
      collector.notAssessed(
        item,
        "conda-package",
        `${quoted(item.text)} is a package of conda, which is not assessed.`,
        "List what has to be checked under `pip`.",
      );
  }
  const image = scalarAt(environment, "image_uri") ?? scalarAt(environment, "container", "image");
  if (image !== null) collector.target.image = collector.stated(image.text, "image_uri", image);
}

function readPackages(collector: PackagingCollector, value: DocumentValue | null): void {
  if (value === null) return;
  collector.decides = true;
  if (value.kind === "list") addRequirementItems(collector, value);
  else if (value.kind === "table") readPackages(collector, valueAt(value, "packages"));
  else if (/\.(?:txt|in)$/.test(value.text)) collector.manifest(value.text, "requirement", value);
  else if (value.type === "text") addRequirementText(collector, value);
}
