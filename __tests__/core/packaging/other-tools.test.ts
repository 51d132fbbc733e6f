import { describe, expect, it } from "@jest/globals";
import { deploysToCloud, readCloudCalls } from "../../../src/core/packaging/cloud/read-cloud-calls.ts";
import { editPackaging } from "../../../src/core/packaging/edit-packaging.ts";
import { readModelConfig } from "../../../src/core/packaging/huggingface/read-model-config.ts";
import { looksLikeSpace, readSpace } from "../../../src/core/packaging/huggingface/read-space.ts";
import { looksLikeRayServe, readRayServe } from "../../../src/core/packaging/ray/read-ray-serve.ts";
import { readModelArchive, readTorchserveConfig } from "../../../src/core/packaging/torchserve/read-torchserve.ts";
import { isPythonModel, readTriton } from "../../../src/core/packaging/triton/read-triton.ts";
import { readFiles } from "../../support/read-files.ts";

describe("a Hugging Face Space", () => {
  const readme =
    "---\ntitle: Demo\nsdk: gradio\nsdk_version: 4.44.1\npython_version: 3.10\nsuggested_hardware: t4-small\n---\n# Demo\n";

  it.each([["\n"], ["\r\n"]])("states the kit, Python and the hardware, with line ends %j", (end) => {
    const reading = readFiles(readSpace("README.md"), { "README.md": readme.replaceAll("\n", end) });
    expect(reading.requirements.map(({ text, origin }) => [text, origin.line, origin.column])).toEqual([
      ["gradio==4.44.1", 4, 14],
    ]);
    expect(reading.requirements[0]?.site?.kind).toBe("span");
    expect(reading.target.python).toMatchObject({
      value: { minor: 10 },
      source: { from: "`python_version` in README.md:5" },
    });
    expect(reading.target.gpus?.value).toEqual(["t4-small"]);
  });

  it("knows hardware without a GPU", () => {
    const text = "---\nsdk: docker\nhardware: cpu-basic\n---\n";
    expect(readFiles(readSpace("README.md"), { "README.md": text }).target.gpus?.value).toEqual([]);
  });

  it("is told from a model card and from plain Markdown", () => {
    expect(looksLikeSpace(readme)).toBe(true);
    expect(looksLikeSpace("---\nlicense: mit\n---\nsdk: gradio\n")).toBe(false);
    expect(looksLikeSpace("# sdk: gradio\n")).toBe(false);
  });

  it("refuses a version that is none", () => {
    const text = "---\nsdk: gradio\nsdk_version: '4 ; rm'\n---\n";
    const reading = readFiles(readSpace("README.md"), { "README.md": text });
    expect(reading.requirements).toEqual([]);
    expect(reading.problems.map(({ code }) => code)).toEqual(["space/invalid-version"]);
  });
});

it("a transformers config.json tells what it was saved with, and that it has code of its own", () => {
  const text = '{"architectures": ["X"], "auto_map": {"AutoModel": "m.X"}, "transformers_version": "4.35.2"}';
  const reading = readFiles(readModelConfig("config.json"), { "config.json": text });
  expect(reading.savedWith.map(({ name, version }) => [name, version])).toEqual([["transformers", "4.35.2"]]);
  expect(reading.requirements).toEqual([]);
  expect(reading.problems.map(({ code }) => code)).toEqual(["model-config/remote-code"]);
});

describe("a Triton model", () => {
  const config = `name: "asr"
backend: "python"
instance_group [ { kind: KIND_CPU count: 2 } ]
parameters: { key: "EXECUTION_ENV_PATH" value: { string_value: "$$TRITON_MODEL_DIRECTORY/env.tar.gz" } }
`;

  it("is a model where it is Python, says where it runs, and that a packed environment is not read", () => {
    expect(isPythonModel(config)).toBe(true);
    expect(isPythonModel('platform: "tensorrt_plan"')).toBe(false);
    const reading = readFiles(readTriton("config.pbtxt"), { "config.pbtxt": config });
    expect(reading.target.gpus?.value).toEqual([]);
    expect(reading.problems.map(({ code, origin }) => [code, origin.line])).toEqual([["triton/packed-environment", 4]]);
  });

  it("leaves the GPU open where a group uses one", () => {
    const text = config.replace("KIND_CPU", "KIND_GPU");
    expect(readFiles(readTriton("config.pbtxt"), { "config.pbtxt": text }).target.gpus).toBeNull();
  });

  it("says where the file cannot be read", () => {
    const { problems } = readFiles(readTriton("config.pbtxt"), { "config.pbtxt": 'name: "a\nbackend {' });
    expect(problems.map(({ code, origin }) => [code, origin.line])).toEqual([["triton/invalid", 1]]);
  });
});

describe("TorchServe", () => {
  it("reads the device of model-config.yaml", () => {
    const text = "minWorkers: 1\nmaxWorkers: 4\ndeviceType: cpu\n";
    const reading = readFiles(readTorchserveConfig("model-config.yaml"), { "model-config.yaml": text });
    expect(reading.target.gpus?.value).toEqual([]);
  });

  it("reads what an archive installs", () => {
    const text = '{"model": {"modelName": "a", "requirementsFile": "requirements.txt"}}';
    const path = "a/MAR-INF/MANIFEST.json";
    expect(readFiles(readModelArchive(path), { [path]: text }).manifests.map((one) => one.path)).toEqual([
      "a/requirements.txt",
    ]);
  });
});

it("Ray Serve installs what the runtime environments of its applications list", () => {
  const text = `applications:
- name: a
  import_path: a:app
  runtime_env:
    pip: [torch==2.4.0]
    working_dir: https://example.org/a.zip
  deployments:
  - name: D
    ray_actor_options: {num_gpus: 1, accelerator_type: L4}
- name: b
  import_path: b:app
  runtime_env: {pip: ./requirements.txt}
`;
  expect(looksLikeRayServe(text)).toBe(true);
  const reading = readFiles(readRayServe("serve/config.yaml"), { "serve/config.yaml": text });
  expect(reading.requirements.map((one) => one.text)).toEqual(["torch==2.4.0"]);
  expect(reading.manifests.map((one) => one.path)).toEqual(["serve/requirements.txt"]);
  expect(reading.target.gpus?.value).toEqual(["L4"]);
});

describe("a RayService of Kubernetes", () => {
  const file = `apiVersion: ray.io/v1
kind: RayService
metadata: {name: llm}
spec:
  serveConfigV2: |
    applications:
      - name: a
        import_path: a:app
        runtime_env:
          pip: ["torch==2.4.0", "fastapi>=0.110"]
        deployments:
          - name: D
            ray_actor_options: {accelerator_type: L4}
  rayClusterConfig:
    headGroupSpec: {template: {spec: {containers: [{name: c, image: "rayproject/ray:2.9.0"}]}}}
`;
  const read = (text: string) => readFiles(readRayServe("k8s/ray.yaml"), { "k8s/ray.yaml": text });

  it.each([["\n"], ["\r\n"]])(
    "installs what its Serve configuration lists, at its own place, with line ends %j",
    (end) => {
      const text = file.replaceAll("\n", end);
      expect(looksLikeRayServe(text)).toBe(true);
      const reading = read(text);
      expect(reading.problems).toEqual([]);
      expect(reading.requirements.map(({ text: line, origin }) => [line, origin.line, origin.column])).toEqual([
        ["torch==2.4.0", 10, 18],
        ["fastapi>=0.110", 10, 34],
      ]);
      expect(reading.target.gpus?.value).toEqual(["L4"]);
      const [torch] = reading.requirements;
      if (torch === undefined) throw new Error("There is a requirement.");
      expect(editPackaging("k8s/ray.yaml", text, [{ requirement: torch, specifier: "==2.6.0" }])).toEqual({
        kind: "edited",
        content: text.replace("2.4.0", "2.6.0"),
      });
    },
  );

  it("says so where the configuration is no literal block, and where it is no YAML", () => {
    const folded = read(file.replace("serveConfigV2: |", "serveConfigV2: >"));
    expect(folded.requirements).toEqual([]);
    expect(folded.problems.map(({ code, severity, origin }) => [code, severity, origin.line])).toEqual([
      ["ray/serve-config", "not-assessed", 5],
    ]);
    const broken = read(file.replace('pip: ["torch==2.4.0"', 'pip: ["torch'));
    expect(broken.problems.map(({ code }) => code)).toEqual(["ray/invalid"]);
    expect(broken.problems[0]?.origin.line).toBeGreaterThanOrEqual(10);
  });

  it("without a runtime environment is a place to serve, and no more", () => {
    expect(looksLikeRayServe(file.replace("runtime_env", "other"))).toBe(false);
  });
});

describe("deployment scripts", () => {
  it("of SageMaker state Python, the image, the instance and the uploaded requirements", () => {
    const text = `from sagemaker.pytorch import PyTorchModel
model = PyTorchModel(model_data=data, py_version="py310", framework_version="2.1", source_dir="code", entry_point="i.py")
model.deploy(instance_type="ml.g5.2xlarge", initial_instance_count=1)
`;
    expect(deploysToCloud(text)).toBe(true);
    const files = { "deploy.py": text, "code/requirements.txt": "torch\n" };
    const reading = readFiles(readCloudCalls("deploy.py"), files);
    expect(reading.tool).toBe("SageMaker");
    expect(reading.target.python?.value).toMatchObject({ minor: 10 });
    expect(reading.target.gpus?.value).toEqual(["ml.g5.2xlarge"]);
    expect(reading.manifests.map((one) => one.path)).toEqual(["code/requirements.txt"]);
  });

  it("of Vertex AI state the container and the accelerator", () => {
    const text = `from google.cloud import aiplatform
model = aiplatform.Model.upload(serving_container_image_uri="europe-docker.pkg.dev/vertex-ai/prediction/pytorch-gpu.2-1:latest")
model.deploy(machine_type="n1-standard-4", accelerator_type="NVIDIA_TESLA_T4")
`;
    const reading = readFiles(readCloudCalls("vertex.py"), { "vertex.py": text });
    expect(reading.tool).toBe("Vertex AI");
    expect(reading.target.image?.value).toBe("europe-docker.pkg.dev/vertex-ai/prediction/pytorch-gpu.2-1:latest");
    expect(reading.target.gpus?.value).toEqual(["NVIDIA_TESLA_T4"]);
  });
});

it("keeps the environments of Ray's applications apart", () => {
  const text = `applications:
- name: a
  import_path: a:app
  runtime_env: { pip: ["torch==2.0.1", "requests"] }
- name: b
  import_path: b:app
  runtime_env:
    pip:
    - torch==2.2.0
    - requests
    - fastapi
`;
  const reading = readFiles(readRayServe("serve.yaml"), { "serve.yaml": text });
  expect(reading.requirements.map(({ text: found }) => found)).toEqual([
    "torch==2.0.1",
    "requests",
    "requests",
    "fastapi",
  ]);
  expect(reading.problems.map(({ code, severity, origin }) => [code, severity, origin.line])).toEqual([
    ["ray/other-application", "not-assessed", 9],
  ]);
});
