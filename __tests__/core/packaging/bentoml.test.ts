import { describe, expect, it } from "@jest/globals";
import { buildsBentoImage, readBentoService } from "../../../src/core/packaging/bentoml/read-bento-service.ts";
import { buildsBento, readBentofile, readBentoPyproject } from "../../../src/core/packaging/bentoml/read-bentofile.ts";
import { editPackaging } from "../../../src/core/packaging/edit-packaging.ts";
import { editsOneVersion } from "../../support/edit-property.ts";
import { readFiles } from "../../support/read-files.ts";

describe("reading [tool.bentoml.build]", () => {
  const file = `[project]
name = "svc"
dependencies = ["fastapi==0.110.0"]

[tool.bentoml.build]
service = "service:S"

[tool.bentoml.build.python]
requirements_txt = "./requirements.txt"
packages = [
  "torch==2.4.0", # the model's
  'transformers>=4.40,<5',
]
index_url = "https://pypi.example.org/simple"

[tool.bentoml.build.docker]
python_version = "3.11"
cuda_version = "12.1.1"
`;

  it("takes what a bentofile.yaml says, and the project's own dependencies with it", () => {
    expect(buildsBento(file)).toBe(true);
    const reading = readFiles(readBentoPyproject("svc/pyproject.toml"), { "svc/pyproject.toml": file });
    expect(reading.requirements.map(({ text, origin }) => [text, origin.line, origin.column])).toEqual([
      ["torch==2.4.0", 11, 4],
      ["transformers>=4.40,<5", 12, 4],
      ["fastapi==0.110.0", 3, 18],
    ]);
    expect(reading.manifests.map(({ path }) => path)).toEqual(["svc/requirements.txt"]);
    expect(reading.options.indexUrl?.text).toBe("https://pypi.example.org/simple");
    expect(reading.target.python?.value).toMatchObject({ minor: 11 });
    expect(reading.cuda?.map(({ version }) => version)).toEqual(["12.1.1"]);
    expect(reading.decides).toBe(true);
    expect(reading.problems).toEqual([]);
  });

  it("changes one version and nothing else", () => {
    const [torch, , fastapi] = readFiles(readBentoPyproject("pyproject.toml"), { "pyproject.toml": file }).requirements;
    if (torch === undefined || fastapi === undefined) throw new Error("There are requirements.");
    const edits = [
      { requirement: torch, specifier: "==2.6.0" },
      { requirement: fastapi, specifier: "==0.115.0" },
    ];
    expect(editPackaging("pyproject.toml", file, edits)).toEqual({
      kind: "edited",
      content: file.replace("2.4.0", "2.6.0").replace("0.110.0", "0.115.0"),
    });
  });

  it.each([
    ["a project without it", '[project]\nname = "a"\n'],
    ["one that only names the service", '[tool.bentoml.build]\nservice = "a:b"\n'],
    ["a mention in a comment", '# tool.bentoml.build.python\n[project]\nname = "a"\n'],
    ["a file that is no TOML", "[tool.bentoml.build.python\n"],
  ])("leaves %s to the reader of projects", (_, text) => {
    expect(buildsBento(text)).toBe(false);
  });
});

describe("reading a bentofile.yaml", () => {
  const file = `service: "service:Summarizer"
python:
  requirements_txt: "./requirements.txt"
  packages:
    - "torch>=2.0"
  index_url: "https://user:secret@pypi.example.org/simple"
  extra_index_url:
    - https://download.example.org/whl/cu121
docker:
  python_version: "3.11"
  cuda_version: "12.1.1"
  base_image: example/base:1
conda:
  environment_yml: ./environment.yml
  dependencies: [ffmpeg]
  pip: [einops]
`;
  const reading = readFiles(readBentofile("svc/bentofile.yaml"), { "svc/bentofile.yaml": file });

  it("takes packages, files, indexes without credentials, Python, CUDA and image", () => {
    expect(reading.requirements.map(({ text }) => text)).toEqual(["torch>=2.0", "einops"]);
    expect(reading.manifests.map(({ path }) => path)).toEqual(["svc/requirements.txt", "svc/environment.yml"]);
    expect(reading.options.indexUrl?.text).toBe("https://pypi.example.org/simple");
    expect(reading.options.extraIndexUrls.map(({ text }) => text)).toEqual(["https://download.example.org/whl/cu121"]);
    expect(reading.target.python?.value).toMatchObject({ minor: 11 });
    expect(reading.target.image?.value).toBe("example/base:1");
    expect(reading.cuda?.map(({ version, role }) => [version, role])).toEqual([["12.1.1", "runtime"]]);
    expect(reading.problems.map(({ code }) => code)).toEqual(["bentoml/conda-package"]);
  });

  it("decides nothing where it says nothing of Python", () => {
    expect(readFiles(readBentofile("b.yaml"), { "b.yaml": "service: a\n" }).decides).toBe(false);
  });

  it("edits one version", () => {
    expect(editsOneVersion(readBentofile, "bentofile.yaml", file, "torch", "~=2.4")).toBe(
      file.replace("torch>=2.0", "torch~=2.4"),
    );
  });
});

const service = `import bentoml
from bentoml.images import Image

EXTRA = ["einops", "sentencepiece==0.2.0"]  # constants are followed
# bentoml.images.Image(python_version="3.8").python_packages("commented")
doc = "Image().python_packages('quoted')"

image = (
    bentoml.images.Image(python_version='3.11', base_image="nvidia/cuda:12.4.1-runtime-ubuntu22.04")
    .python_packages("torch==2.4.0", "transformers", f"computed=={VERSION}")
    .requirements_file("requirements.txt")
)

@bentoml.service(image=image, resources={"gpu": 1, "gpu_type": "nvidia-l4"})
class Summarizer:
    pass
`;

describe("reading BentoML's image builder", () => {
  const reading = readFiles(readBentoService("svc/service.py"), { "svc/service.py": service });

  it("takes literals out of the calls, and no text or comment", () => {
    expect(reading.requirements.map(({ text, origin }) => [text, origin.line])).toEqual([
      ["torch==2.4.0", 10],
      ["transformers", 10],
    ]);
    expect(reading.manifests.map(({ path }) => path)).toEqual(["svc/requirements.txt"]);
    expect(reading.target.python?.value).toMatchObject({ minor: 11 });
    expect(reading.target.image?.value).toBe("nvidia/cuda:12.4.1-runtime-ubuntu22.04");
    expect(reading.target.gpus?.value).toEqual(["nvidia-l4"]);
  });

  it("says what would have to be run to be known", () => {
    expect(reading.problems.map(({ code, origin }) => [code, origin.line])).toEqual([
      ["bentoml/computed-argument", 10],
    ]);
  });

  it("is told from other Python files", () => {
    expect(buildsBentoImage(service)).toBe(true);
    expect(buildsBentoImage("from PIL import Image\nImage.open(x)\n")).toBe(false);
  });

  it("edits one version in the code", () => {
    expect(editsOneVersion(readBentoService, "service.py", service, "torch", "==2.6.0")).toBe(
      service.replace("torch==2.4.0", "torch==2.6.0"),
    );
  });
});

describe("what BentoML installs besides", () => {
  it("is read from further arguments of pip and from steps of the image, and told where a script installs", () => {
    const file = `python:
  packages: [torch==2.4.0]
  pip_args: "--pre --extra-index-url https://x.example/simple"
docker:
  setup_script: ./setup.sh
conda:
  dependencies: [numpy=1.26]
`;
    const reading = readFiles(readBentofile("bentofile.yaml"), { "bentofile.yaml": file });
    expect(reading.options).toMatchObject({ prereleases: true });
    expect(reading.options.extraIndexUrls.map(({ text, origin }) => [text, origin.line, origin.column])).toEqual([
      ["https://x.example/simple", 3, 38],
    ]);
    expect(reading.problems.map(({ code, origin }) => [code, origin.line])).toEqual([
      ["bentoml/build-step", 5],
      ["bentoml/conda-package", 7],
    ]);
    expect(reading.problems[1]?.message).toContain("`numpy=1.26`");
  });

  it("is read from `.run` of the image builder, and from no other `run`", () => {
    const file = `import bentoml, subprocess
image = bentoml.images.Image().run("pip install foo==1.0").run_script("setup.sh")
subprocess.run("pip install bar", shell=True)
`;
    const reading = readFiles(readBentoService("service.py"), { "service.py": file });
    expect(reading.requirements.map(({ text, origin }) => [text, origin.line])).toEqual([["foo==1.0", 2]]);
    expect(reading.problems.map(({ code, origin }) => [code, origin.line])).toEqual([["bentoml/script", 2]]);
  });
});
