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

  it("takes a folder with nothing but a Dockerfile for a model where that installs Python packages", () => {
    const found = discover({
      "asr/Dockerfile": "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install torch==2.4.0\n",
      "conda/Dockerfile": "FROM mambaorg/micromamba\nRUN micromamba install -y -n base numpy=1.26\n",
      "root/docker/Dockerfile": "FROM python:3.11\nRUN pip install torch\n",
      "web/Dockerfile": "FROM node:22\nRUN npm ci\n",
      "base/Dockerfile": "FROM python:3.11\nRUN pip install --upgrade pip setuptools\n",
      "dev/Dockerfile.dev": "FROM python:3.11\nRUN pip install torch\n",
      "tests/Dockerfile": "FROM python:3.11\nRUN pip install torch\n",
      "docs/Dockerfile": "FROM python:3.11\nRUN pip install sphinx\n",
    });
    expect(told(found)).toEqual([
      ["asr", "it holds Dockerfile, which installs Python packages", [], []],
      ["conda", "it holds Dockerfile, which installs Python packages", [], []],
      ["root", "it holds docker/Dockerfile, which installs Python packages", [], []],
    ]);
    expect(found.models.map(({ dockerfile }) => dockerfile)).toEqual([
      "asr/Dockerfile",
      "conda/Dockerfile",
      "root/docker/Dockerfile",
    ]);
  });

  it("takes settings of tools in a pyproject.toml for no manifest", () => {
    const settings = '[build-system]\nrequires = ["setuptools"]\n\n[tool.black]\nline-length = 100\n';
    const found = discover({
      "conda/pyproject.toml": settings,
      "conda/environment.yml": "dependencies: [numpy=1.26]\n",
      "old/pyproject.toml": settings,
      "old/setup.py": 'from setuptools import setup\nsetup(name="x", install_requires=["torch==2.1.0"])\n',
      "cfg/pyproject.toml": settings,
      "cfg/setup.cfg": "[options]\ninstall_requires =\n    torch==2.1.0\n",
      "image/pyproject.toml": settings,
      "image/Dockerfile": "FROM python:3.11\nRUN pip install torch\n",
      "pinned/pyproject.toml": settings,
      "pinned/requirements.txt": "torch==2.1.0\n",
      "tools/pyproject.toml": settings,
      "project/pyproject.toml": '[project]\nname = "x"\ndependencies = ["torch"]\n',
    });
    expect(told(found)).toEqual([
      ["cfg", "it holds setup.cfg", ["cfg/setup.cfg"], []],
      ["conda", "it holds environment.yml", ["conda/environment.yml"], []],
      ["image", "it holds Dockerfile, which installs Python packages", [], []],
      ["old", "it holds setup.py", ["old/setup.py"], []],
      ["pinned", "it holds requirements.txt", ["pinned/requirements.txt"], []],
      ["project", "it holds pyproject.toml", ["project/pyproject.toml"], []],
    ]);
  });

  it.each([
    ["project.name = 'x'", false],
    ["[ project ]\nname = 'x'", false],
    ["[dependency-groups]\nserve = []", false],
    ["[[tool.uv.index]]\nurl = 'u'", false],
    ["[tool.poetry]", false],
    ["tool = { poetry = {} }", false],
    ["[tool.ruff]\nsrc = ['project']", true],
    ["# [project]\n[tool.projects]", true],
  ])("tells a pyproject.toml that states something by its tables: %j", (text, settings) => {
    expect(lookAt("pyproject.toml", new TextEncoder().encode(text))).toEqual({
      kind: settings ? "settings" : "nothing",
    });
  });

  it("finds a script that says what it needs, and a lock that stands alone", () => {
    const block = '# /// script\n# dependencies = ["torch==2.1.0"]\n# ///\n';
    const found = discover({
      "script/serve.py": block,
      "plain/serve.py": "import torch\n",
      "tool/convert.py": block,
      "lock/pylock.toml": 'lock-version = "1.0"\n',
    });
    expect(told(found)).toEqual([
      ["lock", "it holds pylock.toml", [], []],
      ["script", "it holds serve.py", ["script/serve.py"], []],
    ]);
    expect(found.models[0]?.locks).toEqual([{ path: "lock/pylock.toml", format: "pylock" }]);
  });

  it("gives a deployment script to the model whose folder it uploads", () => {
    const script =
      'from sagemaker.pytorch import PyTorchModel\nm = PyTorchModel(source_dir="code", py_version="py310")\n';
    const found = discover({ "sm/deploy.py": script, "sm/code/requirements.txt": "torch\n", "b/requirements.txt": "" });
    expect(found.models.map(({ id, packaging }) => [id, packaging.map(({ path }) => path)])).toEqual([
      ["b", []],
      ["sm/code", ["sm/deploy.py"]],
    ]);
  });

  it("tells of a symlink that is all that a folder has", () => {
    const listed = [
      { path: "a/requirements.txt", kind: "symlink" as const },
      { path: "b/requirements.txt", kind: "file" as const },
    ];
    const { models, notAssessed } = discoverModels(listed, defaultConfig());
    expect(models.map(({ id }) => id)).toEqual(["b"]);
    expect(notAssessed.map(({ what, why }) => [what, why.split(".")[0]])).toEqual([
      ["a/requirements.txt", "Not read: it is a symlink, which is not followed"],
    ]);
  });

  it("lists what packages a model and is left out", () => {
    const found = discover({ "examples/a/cog.yaml": "build: {}\n", "tests/environment.yml": "dependencies: []\n" });
    expect(found.skipped).toEqual([
      { path: "examples/a/cog.yaml", why: "it stands in examples" },
      { path: "tests/environment.yml", why: "it stands in tests" },
    ]);
  });

  it("takes an image that installs from files alone for a model, unless it stands below one", () => {
    const image = "FROM python:3.11\nCOPY shared/list.txt .\nRUN pip install -r list.txt\n";
    const found = discover({
      "lone/Dockerfile": image,
      "m/requirements.txt": "",
      "m/serving/Dockerfile": image,
      "m/other/Dockerfile": "FROM python:3.11\nRUN pip install vllm\n",
    });
    expect(found.models.map(({ id }) => id)).toEqual(["lone", "m", "m/other"]);
  });

  it("takes of several Dockerfiles the one that installs, and tells where nothing tells which", () => {
    const found = discover({
      "a/Dockerfile": "FROM nginx\n",
      "a/Dockerfile.model": "FROM python:3.11\nRUN pip install torch\n",
      "b/Dockerfile.cpu": "FROM python:3.11\nRUN pip install torch\n",
      "b/Dockerfile.gpu": "FROM python:3.11\nRUN pip install torch\n",
    });
    expect(found.models.map(({ id, dockerfile }) => [id, dockerfile])).toEqual([
      ["a", "a/Dockerfile.model"],
      ["b", null],
    ]);
    expect(found.notAssessed.map(({ what }) => what)).toEqual(["Requirements of `b`"]);
  });

  it("keeps a project a model beside images below it", () => {
    const found = discover({
      "pyproject.toml": "[project]\nname = 'a'\nversion = '1'\n",
      "docker/Dockerfile": "FROM python:3.11\nRUN pip install torch\n",
      "images/ci/Dockerfile": "FROM python:3.11\nRUN pip install pytest\n",
      "images/asr/Dockerfile": "FROM python:3.11\nRUN pip install torch\n",
    });
    expect(told(found)).toEqual([
      ["root", "it holds pyproject.toml", ["pyproject.toml"], []],
      ["images/asr", "it holds Dockerfile, which installs Python packages", [], []],
    ]);
  });

  it("takes a setup.py or setup.cfg alone for a model where it states requirements", () => {
    const found = discover({
      "a/setup.py": "from setuptools import setup\nsetup(name='a', install_requires=['torch'])\n",
      "b/setup.cfg": "[options]\ninstall_requires =\n  torch\n",
      "c/setup.cfg": "[flake8]\nmax-line-length = 100\n",
      "c/setup.py": "from setuptools import setup\nsetup(install_requires=['torch'])\n",
      "d/setup.cfg": "[flake8]\nmax-line-length = 100\n",
      "e/setup.py": "from setuptools import setup\nsetup(install_requires=read())\n",
      "f/setup.py": "from setuptools import setup\nsetup(name='f')\n",
    });
    expect(told(found)).toEqual([
      ["a", "it holds setup.py", ["a/setup.py"], []],
      ["b", "it holds setup.cfg", ["b/setup.cfg"], []],
      ["c", "it holds setup.py", ["c/setup.py"], []],
      ["e", "it holds setup.py", ["e/setup.py"], []],
    ]);
  });

  it("takes a setup script above models for the settings of what is below, and says so", () => {
    const found = discover({ "setup.py": "setup(install_requires=['torch'])\n", "m/requirements.txt": "" });
    expect(found.models.map(({ id }) => id)).toEqual(["m"]);
    expect(found.notAssessed.map(({ what }) => what)).toEqual(["setup.py"]);
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

  it("may say what is installed as well: a RayService is a model and where it runs", () => {
    const ray = `apiVersion: ray.io/v1
kind: RayService
metadata: {name: llm}
spec:
  serveConfigV2: |
    applications: [{name: a, import_path: "a:b", runtime_env: {pip: [torch==2.4.0]}}]
  rayClusterConfig:
    headGroupSpec: {template: {spec: {containers: [{name: c, image: "rayproject/ray:2.9.0"}]}}}
`;
    const [model] = discover({ "llm/ray.yaml": ray }).models;
    expect(model?.packaging.map(({ path, tool }) => [path, tool])).toEqual([["llm/ray.yaml", "Ray Serve"]]);
    expect(model?.serving.map(({ name }) => name)).toEqual(["RayService llm"]);
  });

  it("of tests and examples serve nothing", () => {
    expect(attached({ "tests/a.yaml": deployment("asr", "x") })).toEqual([]);
  });
});
