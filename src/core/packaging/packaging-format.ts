import type { Reading } from "../manifest/reading.ts";
import { buildsBentoImage, readBentoService } from "./bentoml/read-bento-service.ts";
import { buildsBento, readBentofile, readBentoPyproject } from "./bentoml/read-bentofile.ts";
import { deploysToCloud, readCloudCalls } from "./cloud/read-cloud-calls.ts";
import { readCog } from "./cog/read-cog.ts";
import { isModelConfig, readModelConfig } from "./huggingface/read-model-config.ts";
import { looksLikeSpace, readSpace } from "./huggingface/read-space.ts";
import { readMlmodel } from "./mlflow/read-mlmodel.ts";
import { namesEnvironment, readMlproject } from "./mlflow/read-mlproject.ts";
import type { PackagingReading } from "./packaging-reading.ts";
import { looksLikeRayServe, readRayServe } from "./ray/read-ray-serve.ts";
import { topLevelKeys } from "./top-level-keys.ts";
import { looksLikeTorchserve, readModelArchive, readTorchserveConfig } from "./torchserve/read-torchserve.ts";
import { isPythonModel, readTriton } from "./triton/read-triton.ts";
import { looksLikeTruss, readTruss } from "./truss/read-truss.ts";

/** A kind of file by which a tool packages one model. A new one is a reader and one entry here. */
export interface PackagingFormat {
  /** Stable, as the output names it. */
  readonly id: string;
  readonly tool: string;
  /** Whether a file of this path may be one. `path` is in lower case. */
  mayBe(path: string): boolean;
  /** Whether it is, by its content. */
  is(text: string): boolean;
  /** True where it makes its folder a model, with no requirements beside it. */
  readonly standalone: boolean;
  read(path: string): Reading<PackagingReading>;
}

const always = (): boolean => true;
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const named = (...names: readonly string[]): ((path: string) => boolean) => {
  const known = new Set(names);
  return (path) => known.has(nameOf(path));
};
const keysOf = (test: (keys: ReadonlySet<string>) => boolean): ((text: string) => boolean) => {
  return (text) => test(topLevelKeys(text));
};
const isYaml = (path: string): boolean => path.endsWith(".yaml") || path.endsWith(".yml");
/** Python files are many: only those are looked into whose name says that they serve or deploy. */
const isServingScript = (path: string): boolean =>
  path.endsWith(".py") && /(?:service|serve|serving|bento|deploy|sagemaker|vertex|endpoint)/.test(nameOf(path));

/** In the order in which they are asked. */
export const packagingFormats: readonly PackagingFormat[] = [
  { id: "mlflow", tool: "MLflow", mayBe: named("mlmodel"), is: always, standalone: true, read: readMlmodel },
  {
    id: "mlproject",
    tool: "MLflow",
    mayBe: named("mlproject"),
    is: namesEnvironment,
    standalone: true,
    read: readMlproject,
  },
  { id: "cog", tool: "Cog", mayBe: named("cog.yaml"), is: always, standalone: true, read: readCog },
  {
    id: "bentofile",
    tool: "BentoML",
    mayBe: named("bentofile.yaml", "bentofile.yml"),
    is: always,
    standalone: true,
    read: readBentofile,
  },
  {
    id: "bento-pyproject",
    tool: "BentoML",
    mayBe: named("pyproject.toml"),
    is: buildsBento,
    standalone: true,
    read: readBentoPyproject,
  },
  {
    id: "truss",
    tool: "Truss",
    mayBe: named("config.yaml", "config.yml"),
    is: keysOf(looksLikeTruss),
    standalone: true,
    read: readTruss,
  },
  {
    id: "space",
    tool: "Hugging Face Spaces",
    mayBe: named("readme.md"),
    is: looksLikeSpace,
    standalone: true,
    read: readSpace,
  },
  {
    id: "model-config",
    tool: "transformers",
    mayBe: named("config.json"),
    is: isModelConfig,
    standalone: false,
    read: readModelConfig,
  },
  {
    id: "triton",
    tool: "Triton",
    mayBe: named("config.pbtxt"),
    is: isPythonModel,
    standalone: false,
    read: readTriton,
  },
  {
    id: "torchserve",
    tool: "TorchServe",
    mayBe: named("model-config.yaml", "model_config.yaml"),
    is: keysOf(looksLikeTorchserve),
    standalone: false,
    read: readTorchserveConfig,
  },
  {
    id: "torchserve-archive",
    tool: "TorchServe",
    mayBe: (path) => path.endsWith("mar-inf/manifest.json"),
    is: always,
    standalone: false,
    read: readModelArchive,
  },
  {
    id: "bento-service",
    tool: "BentoML",
    mayBe: isServingScript,
    is: buildsBentoImage,
    standalone: true,
    read: readBentoService,
  },
  {
    id: "cloud-script",
    tool: "SageMaker or Vertex AI",
    mayBe: isServingScript,
    is: deploysToCloud,
    standalone: false,
    read: readCloudCalls,
  },
  { id: "ray-serve", tool: "Ray Serve", mayBe: isYaml, is: looksLikeRayServe, standalone: true, read: readRayServe },
];
