import { describe, expect, it } from "@jest/globals";
import { defaultConfig } from "../../../src/core/config/read-config.ts";
import { type Discovery, discoverModels } from "../../../src/core/discovery/discover-models.ts";
import { lookAt, mayBeLookedAt } from "../../../src/core/packaging/look.ts";

const discover = (files: Readonly<Record<string, string>>): Discovery => {
  const looks = Object.entries(files)
    .filter(([path]) => mayBeLookedAt(path))
    .map(([path, text]) => [path, lookAt(path, new TextEncoder().encode(text))] as const);
  const listed = Object.keys(files).map((path) => ({ path, kind: "file" as const }));
  return discoverModels(listed, defaultConfig(), new Map(looks));
};

const told = ({ models }: Discovery): unknown =>
  models.map(({ id, why, manifests, packaging }) => [
    id,
    why,
    manifests.map(({ path }) => path),
    packaging.map(({ format }) => format),
  ]);

describe("discovery by content", () => {
  it("takes a config.yaml for a model where it is a Truss, and for none where it is not", () => {
    const found = discover({
      "a/config.yaml": "model_name: A\nrequirements: [torch]\n",
      "b/config.yaml": "defaults:\n- model: resnet\n",
      "b/train.py": "",
    });
    expect(told(found)).toEqual([["a", "it holds config.yaml (Truss)", [], ["truss"]]]);
  });

  it("takes what a packaging file names, and says what it leaves", () => {
    const found = discover({
      "m/cog.yaml": "build:\n  python_requirements: requirements/serve.txt\n",
      "m/requirements.txt": "",
      "m/requirements/serve.txt": "",
    });
    expect(told(found)).toEqual([
      ["m", "it holds cog.yaml and requirements.txt", ["m/requirements/serve.txt"], ["cog"]],
    ]);
    expect(found.skipped).toEqual([
      { path: "m/requirements.txt", why: "m/cog.yaml says what is installed, and does not name it" },
    ]);
  });

  it("finds Spaces, image builders and Triton's Python models", () => {
    const found = discover({
      "README.md": "# A repository\n",
      "space/README.md": "---\nsdk: gradio\nsdk_version: 4.0.0\n---\n",
      "space/requirements.txt": "",
      "svc/service.py": "import bentoml\nx = bentoml.images.Image().python_packages('torch')\n",
      "repo/py/config.pbtxt": 'backend: "python"\n',
      "repo/py/requirements.txt": "",
      "repo/trt/config.pbtxt": 'platform: "tensorrt_plan"\n',
    });
    expect(told(found)).toEqual([
      ["repo/py", "it holds config.pbtxt and requirements.txt", ["repo/py/requirements.txt"], ["triton"]],
      ["space", "it holds README.md (Hugging Face Spaces) and requirements.txt", ["space/requirements.txt"], ["space"]],
      ["svc", "it holds service.py (BentoML)", [], ["bento-service"]],
    ]);
  });

  it("keeps the release that wrote a model's files", () => {
    const found = discover({
      "m/requirements.txt": "",
      "m/config.json": '{"transformers_version": "4.35.2"}',
    });
    expect(found.models[0]?.packaging[0]?.savedWith).toEqual([{ name: "transformers", version: "4.35.2" }]);
  });

  it("finds the files that say which Python is worked with, the nearest first", () => {
    const found = discover({ ".python-version": "", "a/b/requirements.txt": "", "a/b/runtime.txt": "" });
    expect(found.models[0]?.pythonFiles).toEqual(["a/b/runtime.txt", ".python-version"]);
  });
});

describe("serving places", () => {
  const deployment = (name: string, image: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {template: {spec: {containers: [{name: c, image: "${image}"}]}}}\n`;
  const two = { "models/asr/requirements.txt": "", "models/ocr/requirements.txt": "" };
  const attached = (files: Readonly<Record<string, string>>): unknown =>
    discover({ ...two, ...files }).models.flatMap(({ id, serving }) => serving.map(({ name, why }) => [id, name, why]));

  it("belong to the model in whose folder their file stands", () => {
    expect(attached({ "models/asr/k8s/deploy.yaml": deployment("server", "example/x:1") })).toEqual([
      ["models/asr", "Deployment server", "its file stands in `models/asr`"],
    ]);
  });

  it("belong to the model whose image they run, as a workflow builds it", () => {
    const workflow = `jobs:
  a:
    steps:
      - uses: docker/build-push-action@v6
        with: {context: models/ocr, tags: "ghcr.io/example/reader:1"}
`;
    const files = { ".github/workflows/i.yml": workflow, "deploy/d.yaml": deployment("d", "ghcr.io/example/reader:2") };
    expect(attached(files)).toEqual([
      ["models/ocr", "step docker/build-push-action@v6", "it is built from `models/ocr`"],
      [
        "models/ocr",
        "Deployment d",
        "it runs `ghcr.io/example/reader:2`, which .github/workflows/i.yml builds from `models/ocr`",
      ],
    ]);
  });

  it("belong to the only model of their name, and else to none, which is said", () => {
    expect(attached({ "deploy/a.yaml": deployment("asr", "example/x") })).toEqual([
      ["models/asr", "Deployment asr", "it is named `asr`"],
    ]);
    const left = discover({ ...two, "deploy/a.yaml": deployment("web", "example/web") });
    expect(left.unattached).toEqual([{ path: "deploy/a.yaml", line: 1, tool: "Kubernetes", name: "Deployment web" }]);
    const shared = { "a/asr/requirements.txt": "", "deploy/a.yaml": deployment("asr", "example/x") };
    expect(attached(shared)).toEqual([]);
  });

  it("of tests and examples serve nothing", () => {
    expect(attached({ "tests/a.yaml": deployment("asr", "x") })).toEqual([]);
  });
});
