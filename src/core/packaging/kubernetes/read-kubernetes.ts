import type { Reading } from "../../manifest/reading.ts";
import { nothingStated, type StatedTarget } from "../../target/stated-target.ts";
import { type DocumentValue, itemsAt, textAt, valueAt } from "../document-value.ts";
import { openPackaging, type PackagingCollector } from "../packaging-collector.ts";
import type { ServingPlace, ServingReading } from "../serving-place.ts";
import { readYamlDocuments } from "../yaml-documents.ts";
import { targetOfLabels } from "./node-labels.ts";
import { containerNames, imagesOf, nodeLabelsOf } from "./pod-spec.ts";

/** Whether a YAML text holds a manifest of Kubernetes that runs something. */
export function looksLikeKubernetes(text: string): boolean {
  if (!text.includes("apiVersion:")) return false;
  const kinds = /^[ \t-]*["']?kind["']?:[ \t]*["']?(\w+)/gm;
  for (let found = kinds.exec(text); found !== null; found = kinds.exec(text)) {
    const kind = found[1] ?? "";
    if (podPaths.has(kind) || tools.has(kind)) return true;
  }
  return false;
}

function isKubernetes(root: DocumentValue | null): boolean {
  return textAt(root, "apiVersion") !== null && textAt(root, "kind") !== null;
}

/** Kinds that run pods, with the path to the pod's specification. */
const podPaths: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ["Pod", [["spec"]]],
  ["Deployment", [["spec", "template", "spec"]]],
  ["StatefulSet", [["spec", "template", "spec"]]],
  ["DaemonSet", [["spec", "template", "spec"]]],
  ["ReplicaSet", [["spec", "template", "spec"]]],
  ["Job", [["spec", "template", "spec"]]],
  ["Rollout", [["spec", "template", "spec"]]],
  ["CronJob", [["spec", "jobTemplate", "spec", "template", "spec"]]],
  // Knative and KServe write the pod's fields into the component itself.
  ["Service", [["spec", "template", "spec"]]],
  [
    "InferenceService",
    [
      ["spec", "predictor"],
      ["spec", "transformer"],
    ],
  ],
  ["ServingRuntime", [["spec"]]],
  ["ClusterServingRuntime", [["spec"]]],
  [
    "LLMInferenceService",
    [
      ["spec", "template"],
      ["spec", "worker"],
    ],
  ],
]);

const tools: ReadonlyMap<string, string> = new Map([
  ["InferenceService", "KServe"],
  ["ServingRuntime", "KServe"],
  ["ClusterServingRuntime", "KServe"],
  ["LLMInferenceService", "KServe"],
  ["SeldonDeployment", "Seldon"],
  ["Model", "Seldon"],
  ["RayService", "Ray Serve"],
  ["RayCluster", "Ray Serve"],
]);

/**
 * Reads a file of Kubernetes manifests: what runs, on which nodes, in which image. The fields of KServe, Seldon and Ray are those of
 * their own resources.
 */
export function* readKubernetes(path: string): Reading<ServingReading> {
  const collector = yield* openPackaging(path, "Kubernetes", "kubernetes");
  const { documents, faults } = readYamlDocuments(collector.source.text);
  // A template of Helm is no YAML until it is rendered: what it says is not known, and it is no fault.
  const template = collector.source.text.includes("{{");
  for (const fault of faults) {
    if (template) collector.notAssessed(fault, "template", "The file is a template, which is not rendered.", null);
    else collector.fault(fault);
    if (template) break;
  }
  const places = documents.flatMap((document) => placesOf(collector, document));
  const { problems, files } = collector.base.reading();
  return { places, builds: [], problems, files };
}

function placesOf(collector: PackagingCollector, document: DocumentValue): readonly ServingPlace[] {
  if (!isKubernetes(document)) return [];
  const kind = textAt(document, "kind") ?? "";
  if (kind === "List") return itemsAt(document, "items").flatMap((item) => placesOf(collector, item));
  const pods = podsOf(kind, document);
  if (pods.length === 0) return [];
  const labels = pods.flatMap(nodeLabelsOf);
  const images = pods.flatMap(imagesOf);
  const name = textAt(document, "metadata", "name") ?? "";
  const label = (key: string): string | null => textAt(document, "metadata", "labels", key);
  const aliases = [name, label("app"), label("app.kubernetes.io/name"), ...pods.flatMap(containerNames)];
  return [
    {
      tool: tools.get(kind) ?? "Kubernetes",
      name: `${kind} ${name}`,
      aliases: aliases.filter((alias) => alias !== null && alias !== ""),
      images: images.map((image) => image.text),
      builtFrom: null,
      dockerfile: null,
      target: { ...targetOf(collector, labels), ...imageOf(collector, images) },
      origin: collector.originOf(document),
    } as ServingPlace,
  ];
}

function podsOf(kind: string, document: DocumentValue): readonly DocumentValue[] {
  if (kind === "SeldonDeployment") {
    return itemsAt(document, "spec", "predictors").flatMap((predictor) =>
      itemsAt(predictor, "componentSpecs").flatMap((component) => valueAt(component, "spec") ?? []),
    );
  }
  if (kind === "RayService" || kind === "RayCluster") {
    const cluster = kind === "RayService" ? valueAt(document, "spec", "rayClusterConfig") : valueAt(document, "spec");
    const workers = itemsAt(cluster, "workerGroupSpecs").map((group) => valueAt(group, "template", "spec"));
    return [valueAt(cluster, "headGroupSpec", "template", "spec"), ...workers].filter((pod) => pod !== null);
  }
  return (podPaths.get(kind) ?? []).flatMap((path) => valueAt(document, ...path) ?? []);
}

function targetOf(collector: PackagingCollector, labels: Parameters<typeof targetOfLabels>[1]): StatedTarget {
  return labels.length === 0 ? nothingStated : targetOfLabels(collector, labels);
}

/** The image of the only container; of several, which one serves is not told. */
function imageOf(
  collector: PackagingCollector,
  images: ReturnType<typeof imagesOf>,
): Pick<StatedTarget, "image"> | Record<string, never> {
  const [only, second] = images;
  if (only === undefined || second !== undefined || !isReference(only.text)) return {};
  return { image: collector.stated(only.text, "image", only) };
}

const isReference = (text: string): boolean => /^[\w./:@-]{1,300}$/.test(text);
