import { describe, expect, it } from "@jest/globals";
import { readCompose } from "../../../src/core/packaging/container/read-compose.ts";
import { readWorkflow } from "../../../src/core/packaging/container/read-workflow.ts";
import { looksLikeKubernetes, readKubernetes } from "../../../src/core/packaging/kubernetes/read-kubernetes.ts";
import type { ServingPlace } from "../../../src/core/packaging/serving-place.ts";
import { readFiles } from "../../support/read-files.ts";

const read = (text: string): readonly ServingPlace[] =>
  readFiles(readKubernetes("k8s/a.yaml"), { "k8s/a.yaml": text }).places;

const deployment = (pod: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: asr, labels: {app: speech}}
spec:
  template:
    spec:
${pod.replace(/^/gm, "      ")}
`;

describe("manifests of Kubernetes", () => {
  it("state the GPU and the driver by the labels of GPU feature discovery", () => {
    const [place] = read(
      deployment(`nodeSelector:
  nvidia.com/gpu.product: NVIDIA-A100-SXM4-40GB
  nvidia.com/cuda.driver.major: "535"
  nvidia.com/cuda.driver.minor: "183"
  nvidia.com/cuda.driver.rev: "01"
  kubernetes.io/arch: amd64
containers:
- name: server
  image: ghcr.io/example/asr:1.2`),
    );
    expect(place).toMatchObject({ tool: "Kubernetes", name: "Deployment asr", aliases: ["asr", "speech", "server"] });
    expect(place?.images).toEqual(["ghcr.io/example/asr:1.2"]);
    expect(place?.target.gpus?.value).toEqual(["NVIDIA-A100-SXM4-40GB"]);
    expect(place?.target.driver).toMatchObject({
      value: "535.183.01",
      source: { from: "`nvidia.com/cuda.driver.major` in k8s/a.yaml:9" },
    });
    expect(place?.target.platform?.value).toMatchObject({ os: "linux", arch: "x86_64" });
    expect(place?.target.image?.value).toBe("ghcr.io/example/asr:1.2");
  });

  it("take every GPU that the node affinity allows, and the lowest driver", () => {
    const [place] = read(
      deployment(`affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
      - matchExpressions:
        - {key: cloud.google.com/gke-accelerator, operator: In, values: [nvidia-tesla-t4, nvidia-l4]}
        - {key: nvidia.com/cuda.driver.major, operator: Gt, values: ["524"]}
        - {key: zone, operator: NotIn, values: [a]}`),
    );
    expect(place?.target.gpus?.value).toEqual(["nvidia-tesla-t4", "nvidia-l4"]);
    expect(place?.target.driver?.value).toBe("525");
  });

  it("take the capability, and the instance type, where no GPU is named", () => {
    const labels = 'nodeSelector: {nvidia.com/gpu.compute.major: "7", nvidia.com/gpu.compute.minor: "5"}';
    expect(read(deployment(labels))[0]?.target.gpus?.value).toEqual(["7.5"]);
    const instance = "nodeSelector: {node.kubernetes.io/instance-type: g5.2xlarge}";
    expect(read(deployment(instance))[0]?.target.gpus?.value).toEqual(["g5.2xlarge"]);
    const plain = "nodeSelector: {node.kubernetes.io/instance-type: m5.large}";
    expect(read(deployment(plain))[0]?.target.gpus).toBeNull();
  });

  it("read KServe, Seldon, Ray and lists of several documents", () => {
    const text = `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: sklearn}
spec:
  predictor:
    nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    model: {modelFormat: {name: sklearn}}
---
apiVersion: machinelearning.seldon.io/v1
kind: SeldonDeployment
metadata: {name: iris}
spec:
  predictors:
  - componentSpecs:
    - spec:
        containers: [{name: c, image: example/iris:1}]
---
apiVersion: v1
kind: List
items:
- apiVersion: ray.io/v1
  kind: RayService
  metadata: {name: llm}
  spec:
    rayClusterConfig:
      headGroupSpec: {template: {spec: {containers: [{name: h, image: rayproject/ray:2.9.0}]}}}
      workerGroupSpecs: [{template: {spec: {nodeSelector: {cloud.google.com/gke-accelerator: nvidia-h100-80gb}}}}]
---
apiVersion: v1
kind: Service
metadata: {name: not-a-pod}
spec: {selector: {app: a}}
`;
    expect(looksLikeKubernetes(text)).toBe(true);
    expect(looksLikeKubernetes("apiVersion: v1\nkind: ConfigMap\n")).toBe(false);
    expect(read(text).map(({ tool, name, target }) => [tool, name, target.gpus?.value ?? null])).toEqual([
      ["KServe", "InferenceService sklearn", ["nvidia-l4"]],
      ["Seldon", "SeldonDeployment iris", null],
      ["Ray Serve", "RayService llm", ["nvidia-h100-80gb"]],
    ]);
  });

  it("say of a template that it is not rendered", () => {
    const { problems } = readFiles(readKubernetes("t.yaml"), {
      "t.yaml": "apiVersion: apps/v1\nkind: Deployment\nspec: {{- include }}\n  {{ x }}: [\n",
    });
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([["kubernetes/template", "not-assessed"]]);
  });
});

it("a compose file says what each service is built from or runs, and on which platform", () => {
  const text = `services:
  asr:
    build: {context: ../models/asr, dockerfile: docker/Dockerfile.gpu}
    image: ghcr.io/example/asr:dev
    platform: linux/arm64
  triton:
    image: nvcr.io/nvidia/tritonserver:24.05-py3
  outside: {build: ../../elsewhere}
`;
  const { places, builds } = readFiles(readCompose("deploy/compose.yaml"), { "deploy/compose.yaml": text });
  expect(places.map(({ name, builtFrom, dockerfile }) => [name, builtFrom, dockerfile])).toEqual([
    ["service asr", "models/asr", "models/asr/docker/Dockerfile.gpu"],
    ["service triton", null, null],
    ["service outside", null, null],
  ]);
  expect(places[0]?.target).toMatchObject({ platform: { value: { arch: "aarch64" } }, image: null });
  expect(places[1]?.target.image?.value).toBe("nvcr.io/nvidia/tritonserver:24.05-py3");
  expect(builds).toEqual([
    { images: ["ghcr.io/example/asr:dev"], folder: "models/asr", dockerfile: "models/asr/docker/Dockerfile.gpu" },
  ]);
});

it("a workflow tells nothing of a bake: which folder it builds stands in files that are not read", () => {
  const text = `jobs: {a: {steps: [{uses: docker/bake-action@v6, with: {files: models/asr/docker-bake.hcl, targets: asr}}]}}`;
  const path = ".github/workflows/bake.yml";
  expect(readFiles(readWorkflow(path), { [path]: text })).toMatchObject({ places: [], builds: [], problems: [] });
});

it("a workflow says which folder an image is built from, and under which names", () => {
  const text = `on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: docker/build-push-action@v6
        with:
          context: models/asr
          platforms: linux/amd64
          tags: |
            ghcr.io/example/asr:latest
            ghcr.io/example/asr:\${{ github.sha }}
`;
  const path = ".github/workflows/image.yml";
  const { places, builds } = readFiles(readWorkflow(path), { [path]: text });
  expect(builds).toEqual([
    {
      images: ["ghcr.io/example/asr:latest", "ghcr.io/example/asr"],
      folder: "models/asr",
      dockerfile: null,
    },
  ]);
  expect(places[0]?.target.platform?.value).toMatchObject({ arch: "x86_64" });
});
