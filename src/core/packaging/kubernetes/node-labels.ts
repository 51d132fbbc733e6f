import { parsed, unparsed } from "../../python/parsed.ts";
import { parseDriver } from "../../target/driver.ts";
import { parsePlatform } from "../../target/platform.ts";
import { nothingStated, type Stated, type StatedTarget } from "../../target/stated-target.ts";
import { joinGpus } from "../accelerator-text.ts";
import type { DocumentScalar } from "../document-value.ts";
import type { PackagingCollector } from "../packaging-collector.ts";

/** A label that nodes must have, with the values that do. Of several, nodes of each may be chosen. */
export interface NodeLabel {
  readonly key: string;
  readonly values: readonly DocumentScalar[];
  /** `above`: the label is a number greater than the value, `Gt` of a node affinity. */
  readonly relation: "in" | "above";
}

type OpenTarget = { -readonly [Field in keyof StatedTarget]: StatedTarget[Field] };

/** Labels whose value is a GPU's name, as GPU feature discovery, GKE, Karpenter and EKS Auto Mode write it. */
const gpuLabels = new Set([
  "nvidia.com/gpu.product",
  "cloud.google.com/gke-accelerator",
  "karpenter.k8s.aws/instance-gpu-name",
  "eks.amazonaws.com/instance-gpu-name",
  "gpu.nvidia.com/class",
]);
const instanceLabels = new Set([
  "node.kubernetes.io/instance-type",
  "beta.kubernetes.io/instance-type",
  "karpenter.k8s.aws/instance-family",
  "eks.amazonaws.com/instance-family",
  "cloud.google.com/machine-family",
]);

/**
 * What the labels of its nodes say of a workload: GPU, compute capability, driver and architecture.
 *
 * Source: NVIDIA's k8s-device-plugin, "GPU Feature Discovery", Generated Labels; the clouds' own documentation.
 */
export function targetOfLabels(collector: PackagingCollector, labels: readonly NodeLabel[]): StatedTarget {
  const target: OpenTarget = { ...nothingStated };
  for (const label of labels) {
    const [first] = label.values;
    if (first === undefined) continue;
    const names = label.values.map((value) => value.text);
    if (label.relation === "in" && gpuLabels.has(label.key)) {
      // A product label of GPU feature discovery may end in how the GPU is shared.
      const products = names.map((name) => name.replace(/-(?:SHARED|MIG-\d+g\.\d+gb)$/, ""));
      target.gpus = joinGpus(target.gpus, collector.stated(products, label.key, first));
    }
    if (label.relation === "in" && instanceLabels.has(label.key) && target.gpus === null)
      target.gpus = gpusOfInstances(collector, label.key, names, first);
    if (label.key === "kubernetes.io/arch" || label.key === "beta.kubernetes.io/arch")
      target.platform = platformOf(collector, label.key, first, label.values.length);
  }
  target.gpus ??= gpusOfCapability(collector, labels);
  target.driver = driverOf(collector, labels);
  return target;
}

/** Only families that have GPUs name any: what another is made of does not matter here. */
function gpusOfInstances(
  collector: PackagingCollector,
  key: string,
  names: readonly string[],
  at: DocumentScalar,
): Stated<readonly string[]> | null {
  const accelerated = names.filter((name) => /^(?:g|p)\d|^a[234]-|^g[24]-|^Standard_N/i.test(name));
  return accelerated.length === 0 ? null : collector.stated(accelerated, key, at, "follows");
}

function gpusOfCapability(
  collector: PackagingCollector,
  labels: readonly NodeLabel[],
): Stated<readonly string[]> | null {
  const major = onlyValue(labels, ["nvidia.com/gpu.compute.major"]);
  const minor = onlyValue(labels, ["nvidia.com/gpu.compute.minor"]);
  if (major === null || minor === null || !/^\d{1,2}$/.test(major.text) || !/^\d$/.test(minor.text)) return null;
  return collector.stated([`${major.text}.${minor.text}`], "nvidia.com/gpu.compute.major", major);
}

/** The lowest driver that the labels allow. Newer releases of GPU feature discovery write `cuda.driver-version` too. */
function driverOf(collector: PackagingCollector, labels: readonly NodeLabel[]): Stated<string> | null {
  const full = onlyValue(labels, ["nvidia.com/cuda.driver-version.full"]);
  if (full !== null)
    return collector.parse(full, "nvidia.com/cuda.driver-version.full", (text) => {
      const driver = parseDriver(text);
      return driver.ok ? parsed(driver.value.text) : driver;
    });
  const majors = labels.filter(
    ({ key }) => key === "nvidia.com/cuda.driver.major" || key === "nvidia.com/cuda.driver-version.major",
  );
  const lowest = majors
    .flatMap(({ values, relation }) =>
      values.map((value) => ({ value, number: Number(value.text) + (relation === "above" ? 1 : 0), relation })),
    )
    .filter(({ number }) => Number.isInteger(number) && number >= 300 && number < 10_000)
    .toSorted((left, right) => left.number - right.number)[0];
  if (lowest === undefined) return null;
  const minor = onlyValue(labels, ["nvidia.com/cuda.driver.minor", "nvidia.com/cuda.driver-version.minor"]);
  const rev = onlyValue(labels, ["nvidia.com/cuda.driver.rev", "nvidia.com/cuda.driver-version.revision"]);
  const parts = [String(lowest.number), minor?.text, minor === null ? undefined : rev?.text];
  const exact = lowest.relation === "in" && majors.length === 1 && majors[0]?.values.length === 1;
  const text = exact ? parts.filter((part) => part !== undefined && part !== "").join(".") : String(lowest.number);
  const at = lowest.value;
  return collector.parse({ ...at, text }, majors[0]?.key ?? "", (written) => {
    const driver = parseDriver(written);
    return driver.ok ? parsed(driver.value.text) : unparsed(driver.problem.message);
  });
}

function platformOf(
  collector: PackagingCollector,
  key: string,
  at: DocumentScalar,
  count: number,
): StatedTarget["platform"] {
  if (count !== 1) return null;
  const platform = parsePlatform(`linux/${at.text}`);
  return platform.ok ? collector.stated(platform.value, key, at) : null;
}

function onlyValue(labels: readonly NodeLabel[], keys: readonly string[]): DocumentScalar | null {
  const found = labels.find(
    ({ key, values, relation }) => keys.includes(key) && values.length === 1 && relation === "in",
  );
  return found?.values[0] ?? null;
}
