import type { PackageName } from "../python/name.ts";

/**
 * Packages that are released together or pin each other exactly, so that one of them seldom moves alone. By their names: `*` stands for
 * any ending. A package of no family is one of its own.
 */
const families: ReadonlyMap<string, readonly string[]> = new Map([
  // https://pytorch.org/get-started/locally and https://github.com/pytorch/vision#installation: one release of torch for each of them.
  ["torch", ["torch", "torchvision", "torchaudio", "torchtext", "torchdata", "triton", "nvidia-*", "cuda-toolkit"]],
  // https://docs.jax.dev/en/latest/installation.html: jax, jaxlib and the plugins carry one version.
  ["jax", ["jax", "jaxlib", "jax-cuda*", "jax-rocm*"]],
  // https://www.tensorflow.org/install/pip
  ["tensorflow", ["tensorflow", "tensorflow-*", "tf-keras", "keras", "tensorboard"]],
  // https://docs.rapids.ai/install: one release for all.
  [
    "rapids",
    ["cudf-*", "cuml-*", "cugraph-*", "cuspatial-*", "cuvs-*", "rmm-*", "raft-dask-*", "dask-cudf-*", "pylibraft-*"],
  ],
  ["onnxruntime", ["onnxruntime", "onnxruntime-*"]],
  // https://opentelemetry.io/docs/languages/python: API, SDK and exporters pin each other.
  ["opentelemetry", ["opentelemetry-*"]],
  // https://github.com/boto/boto3: each release pins the range of one release of botocore.
  ["boto3", ["boto3", "botocore", "aiobotocore", "s3transfer", "s3fs", "boto3-stubs", "botocore-stubs"]],
  ["pydantic", ["pydantic", "pydantic-core"]],
]);

export function familyOf(name: PackageName): string {
  for (const [family, members] of families) {
    if (members.some((member) => (member.endsWith("*") ? name.startsWith(member.slice(0, -1)) : name === member)))
      return family;
  }
  return name;
}
