import { packagingFormats } from "../../src/core/packaging/packaging-format.ts";
import { servingFormats } from "../../src/core/packaging/serving-format.ts";
import { type Described, describeAll } from "./described.ts";

const folder = "__tests__/core/packaging";
const others = `${folder}/other-tools.test.ts`;
const clauses = "the version clauses of a requirement";
const computed = "what is no literal";

const packaging: Readonly<Record<string, Described>> = {
  mlflow: {
    title: "MLflow",
    files: ["MLmodel"],
    reads:
      "`requirements.txt`, `python_env.yaml` or `conda.yaml` beside it, the first that is there; the releases that saved the model",
    edits: `${clauses}, in those files`,
    infers: "Python",
    notAssessed: null,
    test: `${folder}/mlflow.test.ts`,
  },
  mlproject: {
    title: "MLflow project",
    files: ["MLproject"],
    reads: "the environment that `python_env` or `conda_env` names",
    edits: null,
    infers: "Python, the image",
    notAssessed: null,
    test: `${folder}/mlflow.test.ts`,
  },
  cog: {
    title: "Cog",
    files: ["cog.yaml"],
    reads: "`python_packages`, `python_requirements`, installs in `run` with their index options",
    edits: clauses,
    infers: "Python, CUDA, whether there is a GPU",
    notAssessed: "`system_packages`; commands of `run` that install otherwise",
    test: `${folder}/cog.test.ts`,
  },
  bentofile: {
    title: "BentoML",
    files: ["bentofile.yaml"],
    reads: "`python.packages`, `requirements_txt`, index options, `pip_args`, `conda.pip`",
    edits: clauses,
    infers: "Python, CUDA, the base image",
    notAssessed: "conda packages, by name; `setup_script` and `dockerfile_template`",
    test: `${folder}/bentoml.test.ts`,
  },
  "bento-pyproject": {
    title: "BentoML, `[tool.bentoml.build]`",
    files: ["pyproject.toml"],
    reads: "the same, with `project.dependencies`, where it says what is installed",
    edits: clauses,
    infers: "Python, CUDA, the base image",
    notAssessed: "conda packages, by name",
    test: `${folder}/bentoml.test.ts`,
  },
  truss: {
    title: "Truss",
    files: ["config.yaml"],
    reads: "`requirements`, `requirements_file`, installs in `build_commands`",
    edits: clauses,
    infers: "Python, the base image, the GPU",
    notAssessed: "commands that install otherwise",
    test: `${folder}/truss.test.ts`,
  },
  space: {
    title: "Hugging Face Space",
    files: ["README.md"],
    reads: "the kit at `sdk_version`, from the front matter",
    edits: "the version of the kit",
    infers: "Python, hardware that is suggested",
    notAssessed: "hardware that is a setting of the Space",
    test: others,
  },
  "model-config": {
    title: "transformers model",
    files: ["config.json"],
    reads: "`transformers_version`: it is told, and asks for nothing",
    edits: null,
    infers: null,
    notAssessed: "code of the model's own",
    test: others,
  },
  triton: {
    title: "Triton",
    files: ["config.pbtxt"],
    reads: "whether the model is Python code, or vLLM's",
    edits: null,
    infers: "that there is no GPU, where every instance says so",
    notAssessed: "packed environments",
    test: others,
  },
  torchserve: {
    title: "TorchServe",
    files: ["model-config.yaml"],
    reads: "`deviceType`",
    edits: null,
    infers: "that there is no GPU",
    notAssessed: null,
    test: others,
  },
  "torchserve-archive": {
    title: "TorchServe archive",
    files: ["MAR-INF/MANIFEST.json"],
    reads: "the requirements file that it names",
    edits: null,
    infers: null,
    notAssessed: null,
    test: others,
  },
  "bento-service": {
    title: "BentoML's image builder",
    files: ["*service*.py"],
    reads: "`.python_packages(…)`, `.requirements_file(…)` and installs in `.run(…)`, of literals",
    edits: clauses,
    infers: "Python, the base image, the GPU",
    notAssessed: computed,
    test: `${folder}/bentoml.test.ts`,
  },
  "cloud-script": {
    title: "SageMaker and Vertex AI scripts",
    files: ["*deploy*.py"],
    reads: "requirements.txt of `source_dir`",
    edits: null,
    infers: "Python, the image, the instance type, the GPU",
    notAssessed: computed,
    test: others,
  },
  "ray-serve": {
    title: "Ray Serve",
    files: [],
    reads: "`runtime_env`: `pip`, `uv`, `conda.pip`; also in a RayService's `serveConfigV2`",
    edits: clauses,
    infers: "the image, the accelerator",
    notAssessed: "a `serveConfigV2` that is no literal block",
    test: others,
  },
};

const places = `${folder}/serving-places.test.ts`;

const serving: Readonly<Record<string, Described>> = {
  compose: {
    title: "Compose",
    files: ["compose.yaml", "docker-compose*.yml"],
    reads: "the image of a service, or the folder that it is built from",
    edits: null,
    infers: "the platform, the image, the stage and the arguments that it is built with",
    notAssessed: null,
    test: places,
  },
  workflow: {
    title: "GitHub Actions",
    files: [".github/workflows/*.yml"],
    reads: "steps with docker/build-push-action: folder, Dockerfile, names",
    edits: null,
    infers: "the platform, where it is one; the stage and the arguments that the image is built with",
    notAssessed: "docker/bake-action, whose bake files are not read",
    test: places,
  },
  kubernetes: {
    title: "Kubernetes, KServe, Seldon, Ray",
    files: [],
    reads: "what runs pods, in which image, on which nodes",
    edits: null,
    infers: "the driver and the GPU by node labels, the image",
    notAssessed: "templates of Helm",
    test: places,
  },
};

export const packagingDescriptions = describeAll(
  packagingFormats.map(({ id }) => id),
  packaging,
);

export const servingDescriptions = describeAll(
  servingFormats.map(({ id }) => id),
  serving,
);
