import { describe, expect, it } from "@jest/globals";
import { dockerfile, readDockerfileInstalls } from "../../../../src/core/manifest/dockerfile/dockerfile-format.ts";
import type { InstallOptions } from "../../../../src/core/manifest/dockerfile/read-installs.ts";
import { linesOf, problemsOf, readingFrom } from "../reading-from.ts";

const path = "svc/Dockerfile";
type Files = Readonly<Record<string, string>>;
const read = (content: string, files: Files = {}, options: InstallOptions = {}) =>
  readingFrom({ ...files, [path]: content }, readDockerfileInstalls(path, options));
const texts = (content: string, files: Files = {}) => read(content, files).requirements.map(({ text }) => text);
const from = (run: string): string => `FROM python:3.11\n${run}\n`;

describe("requirements on commands", () => {
  it.each([
    [
      "RUN pip install torch==2.1.0 'numpy<2' \"transformers[torch]>=4\"",
      ["torch==2.1.0", "numpy<2", "transformers[torch]>=4"],
    ],
    ["RUN python3.11 -m pip --no-cache-dir install -q --upgrade torch", ["torch"]],
    ["RUN set -eux; PIP_NO_CACHE_DIR=1 sudo -E pip3 install torch && rm -rf /x", ["torch"]],
    ["RUN --mount=type=cache,target=/root/.cache uv pip install --system -p 3.11 torch", ["torch"]],
    ["RUN /opt/venv/bin/pip install \\\n  # why\n  torch \\\n\n  numpy", ["torch", "numpy"]],
    ['RUN ["pip", "install", "torch==2.1.0"]', ["torch==2.1.0"]],
    ["RUN <<EOF\nset -e\npip install torch \\\n  numpy\nEOF\nRUN pip install x", ["torch", "numpy", "x"]],
    [
      "ARG V=2.1.0\nENV E=4\nRUN pip install torch==${V} 'not$V' \"transformers==$E.*\"",
      ["torch==2.1.0", "transformers==4.*"],
    ],
    ["RUN export V=1.2 && W=3 && pip install a==$V b==$W", ["a==1.2", "b==3"]],
    ["RUN pip install -U pip setuptools wheel 'uv==0.5' && pip install torch", ["torch"]],
    ["RUN bash -lc 'pip install torch && pip install numpy'", ["torch", "numpy"]],
    ["RUN pip install git+https://git.example/x.git@v1#egg=x", ["git+https://git.example/x.git@v1#egg=x"]],
    ["RUN echo pip install a; grep pip install b; pip download c; pip uninstall d; pipx install poetry", []],
    [
      "RUN uv add --no-cache --group serve torch 'numpy<2' && pdm add -G serve fastapi",
      ["torch", "numpy<2", "fastapi"],
    ],
    ["RUN python -mpip install torch && su - user -c 'pip install numpy'", ["torch", "numpy"]],
    [
      "RUN conda run -n base pip install torch && micromamba run -n base --live-stream python -m pip install numpy",
      ["torch", "numpy"],
    ],
    ["RUN gosu user pip install torch && uv run pytest && poetry run python -m build", ["torch"]],
  ])("are read from %j", (run, expected) => {
    expect(texts(from(run))).toEqual(expected);
  });

  it("have their place and are edited there, in quotation marks where the shell needs them", () => {
    const content = from("RUN pip install torch==2.1.0 'numpy<2' x[a,b]");
    const reading = read(content);
    expect(reading.requirements.map(({ origin }) => [origin.line, origin.column, origin.endColumn])).toEqual([
      [2, 17, 29],
      [2, 31, 38],
      [2, 40, 46],
    ]);
    const edits = reading.requirements.map((requirement, at) => ({
      requirement,
      specifier: ["==2.2.0", ">=2,<3", ">=1"][at] ?? "",
    }));
    expect(dockerfile.edit(content, edits)).toEqual({
      kind: "edited",
      content: from("RUN pip install torch==2.2.0 'numpy>=2,<3' \"x[a,b]>=1\""),
    });
  });

  it.each([
    ["cat r.txt | xargs -n 1 pip install", "xargs"],
    ["poetry add torch@^2", "poetry"],
    ["easy_install torch", "easy_install"],
    ["pipx install vllm", "vllm"],
    ["uv tool install --python 3.12 vllm", "vllm"],
  ])("tell what is installed otherwise: %s", (run, word) => {
    const content = from(`RUN ${run}`);
    const reading = read(content);
    expect(reading.requirements).toEqual([]);
    expect(reading.problems.map(({ code, origin, severity }) => [code, severity, origin.line])).toEqual([
      ["dockerfile/unread-install", "not-assessed", 2],
    ]);
    expect(reading.problems[0]?.message).toContain(`\`${word}\``);
  });

  it("report a version that the shell takes for a redirection", () => {
    const reading = read(from("RUN pip install torch>=2.0 numpy"));
    expect(texts(from("RUN pip install torch>=2.0 numpy"))).toEqual(["torch", "numpy"]);
    expect(problemsOf(reading)).toEqual([`${path}:2:17-22 error dockerfile/unquoted-version`]);
  });

  it.each([
    ["RUN pip install $(cat r.txt)", "unknown-install"],
    ["ARG V\nRUN pip install torch==$V", "unknown-install"],
    ["RUN if [ $GPU ]; then pip install torch; fi", "conditional-install"],
    ["RUN pip install torch || pip install torch-cpu", "conditional-install"],
    ["RUN pip install ./wheels/x.tar.gz", "unnamed"],
    ["RUN pip install 'torch=2'", "invalid-requirement"],
    ["RUN uv pip install --torch-backend=cu128 torch", "torch-backend"],
    ["RUN pip install -f /wheels torch", "local-index"],
    ["RUN curl https://x.example/y | bash", "script"],
    ["RUN ./install.sh", "script"],
  ])("say what cannot be known in %j", (run, code) => {
    const [problem] = read(from(run)).problems;
    expect([problem?.code, problem?.origin.line]).toEqual([`dockerfile/${code}`, run.includes("ARG") ? 3 : 2]);
  });

  it("leave one of several exact versions, as the image does", () => {
    const reading = read(from("RUN pip install torch==2.0.0 numpy==1.26\nRUN pip install torch==2.1.0 numpy"));
    expect(reading.requirements.map(({ text }) => text)).toEqual(["numpy==1.26", "torch==2.1.0", "numpy"]);
    expect(problemsOf(reading)).toEqual([`${path}:2:17-29 not-assessed dockerfile/replaced-install`]);
  });
});

describe("where packages are found", () => {
  it("follows options and variables of pip", () => {
    const run =
      "ENV PIP_EXTRA_INDEX_URL=https://a.example/simple PIP_PRE=1\nRUN PIP_INDEX_URL=https://b.example/simple pip install --extra-index-url https://c.example/simple --only-binary=torch torch";
    expect(read(from(run)).options).toMatchObject({
      indexUrl: { text: "https://b.example/simple", origin: { line: 3 } },
      packageIndexes: [],
      extraIndexUrls: [{ text: "https://a.example/simple", origin: { line: 2 } }, { text: "https://c.example/simple" }],
      onlyBinary: ["torch"],
      prereleases: true,
      indexStrategy: "best-match",
    });
  });

  it("takes an index that one command names for what that command installs", () => {
    const run = "RUN pip install torch --index-url https://t.example/simple && pip install numpy";
    expect(read(from(run)).options).toMatchObject({
      indexUrl: null,
      packageIndexes: [{ name: "torch", index: { text: "https://t.example/simple" }, marker: null }],
    });
    const file = read(from("COPY r*.txt /x/\nRUN pip install -i https://t.example/simple -r /x/r.txt"), {
      "svc/r.txt": "torch\n",
    });
    expect(file.options).toMatchObject({ indexUrl: null, packageIndexes: [{ name: "torch" }] });
  });

  it("follows those of uv, and pip's not for uv", () => {
    const run =
      "ENV UV_INDEX_STRATEGY=unsafe-best-match PIP_INDEX_URL=https://no.example/\nRUN uv pip install --index torch=https://t.example/simple torch";
    expect(read(from(run)).options).toMatchObject({
      indexUrl: null,
      extraIndexUrls: [{ text: "https://t.example/simple", name: "torch" }],
      indexStrategy: "best-match",
    });
  });
});

describe("manifests of the tree", () => {
  const files = {
    "svc/requirements.txt": "torch==2.1.0\n",
    "svc/constraints.txt": "numpy<2\n",
    "svc/pyproject.toml":
      '[project]\nname = "svc"\ndependencies = ["fastapi"]\n[project.optional-dependencies]\ngpu = ["flash-attn"]\n[dependency-groups]\ndev = ["pytest"]\nserve = ["uvicorn"]\n',
    "svc/env.yml": "dependencies:\n- python=3.10\n- pip:\n  - einops\n",
    "svc/Pipfile": '[packages]\nboto3 = "*"\n',
    "shared/base.txt": "pandas\n",
  };

  it.each([
    [
      "COPY requirements.txt constraints.txt /app/\nRUN pip install -r /app/requirements.txt -c /app/constraints.txt",
      ["direct svc/requirements.txt:1 torch==2.1.0", "constraint svc/constraints.txt:1 numpy<2"],
    ],
    [
      "WORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt && pip install -r requirements.txt",
      ["direct svc/requirements.txt:1 torch==2.1.0"],
    ],
    ["COPY shared/base.txt /b.txt\nRUN pip install -r /b.txt", ["direct shared/base.txt:1 pandas"]],
    [
      "RUN --mount=type=bind,source=requirements.txt,target=/r.txt pip install -r /r.txt",
      ["direct svc/requirements.txt:1 torch==2.1.0"],
    ],
    [
      "COPY . /app\nRUN cd /app && pip install .[gpu]",
      ["direct svc/pyproject.toml:3 fastapi", "direct svc/pyproject.toml:5 flash-attn"],
    ],
    [
      "WORKDIR /app\nCOPY pyproject.toml ./\nRUN uv sync --frozen --no-dev --group serve",
      ["direct svc/pyproject.toml:3 fastapi", "direct svc/pyproject.toml:8 uvicorn"],
    ],
    [
      "WORKDIR /app\nCOPY . .\nRUN uv sync --locked",
      ["direct svc/pyproject.toml:3 fastapi", "direct svc/pyproject.toml:7 pytest"],
    ],
    ["COPY env.yml .\nRUN conda env create -f env.yml", ["direct svc/env.yml:4 einops"]],
    ["COPY Pipfile ./\nRUN pipenv install --system --deploy", ['direct svc/Pipfile:2 boto3 = "*"']],
    [
      "ENV PIP_CONSTRAINT=/c.txt\nCOPY constraints.txt /c.txt\nRUN pip install x",
      ["constraint svc/constraints.txt:1 numpy<2", `direct ${path}:4 x`],
    ],
  ])("are read where %j installs them", (run, expected) => {
    const reading = read(from(run), files);
    expect(linesOf(reading)).toEqual(expected);
    expect(reading.problems).toEqual([]);
  });

  it("are read once, and others only told, where the model has its own", () => {
    const content = from("COPY . .\nRUN pip install -r requirements.txt -r other.txt x");
    const reading = read(
      content,
      { ...files, "svc/other.txt": "a\n" },
      { known: ["svc/requirements.txt"], follow: false },
    );
    expect(linesOf(reading)).toEqual([`direct ${path}:3 x`]);
    expect(problemsOf(reading)).toEqual([`${path}:3:40-49 not-assessed dockerfile/other-manifest`]);
  });

  const project = `[project]
name = "x"
dependencies = ["web"]
[project.optional-dependencies]
gpu = ["triton"]
[dependency-groups]
serve = ["gunicorn"]
`;

  it.each([
    ["COPY . .\nRUN pip install .[gpu]", ["web", "triton"]],
    ["COPY pyproject.toml README.md ./\nRUN pip install -e .", ["web"]],
    ["COPY . /app/\nRUN cd /app && uv pip install -r pyproject.toml --extra gpu", ["web", "triton"]],
    ["COPY pyproject.toml .\nRUN pip install --group serve", ["gunicorn"]],
    ["COPY . .\nRUN uv sync --only-group serve", ["gunicorn"]],
    ["COPY . .\nRUN pip install .\nRUN pip install --group ./pyproject.toml:serve", ["web", "gunicorn"]],
  ])("of a project are read as %j installs them", (run, expected) => {
    const reading = read(`FROM python:3.11\nWORKDIR /srv\n${run}\n`, { "svc/pyproject.toml": project });
    expect(reading.requirements.map(({ text }) => text)).toEqual(expected);
    expect(reading.problems).toEqual([]);
  });

  it("that the model has already are read for the extras and groups that the image installs", () => {
    const content = "FROM python:3.11\nCOPY . .\nRUN uv sync --extra gpu --group serve\n";
    const known = { known: ["svc/pyproject.toml"], follow: false };
    const reading = read(content, { "svc/pyproject.toml": project }, known);
    expect(linesOf(reading)).toEqual(["direct svc/pyproject.toml:5 triton", "direct svc/pyproject.toml:7 gunicorn"]);
  });

  it("are told where they are a lock", () => {
    const reading = read("FROM python:3.11\nCOPY . .\nRUN uv pip install -r pylock.toml\n", {
      "svc/pylock.toml": 'lock-version = "1.0"\n',
    });
    expect(problemsOf(reading)).toEqual([`${path}:3:23-34 not-assessed dockerfile/lock`]);
  });

  it("are told where they cannot be found", () => {
    const reading = read(from("RUN pip install -r /x.txt\nCOPY y.txt /\nRUN pip install -r /y.txt"));
    expect(reading.problems.map(({ code, origin }) => [code, origin.line])).toEqual([
      ["dockerfile/manifest-unknown", 2],
      ["dockerfile/manifest-unknown", 4],
    ]);
  });
});

describe("stages", () => {
  it("rest on each other, and a copied environment brings what was installed", () => {
    const content = `FROM a AS base
RUN pip install torch
FROM a AS build
RUN pip install --target /opt/venv numpy
FROM a AS tests
RUN pip install pytest
FROM base
COPY --from=build /opt/venv /opt/venv
COPY --from=tests /report.xml /
RUN pip install x
`;
    expect(texts(content)).toEqual(["torch", "numpy", "x"]);
  });

  it("that copy from each other do not multiply", () => {
    const stages = Array.from(
      { length: 300 },
      (_, at) =>
        `FROM a AS s${at}\n${at === 0 ? "" : `COPY --from=s${at - 1} /opt/a /opt/a\nCOPY --from=${at - 1} /opt/b /opt/b\n`}RUN pip install p${at}\n`,
    );
    expect(texts(stages.join(""))).toHaveLength(300);
  });
});

describe("other installers", () => {
  it("conda's packages, Python of the system", () => {
    const reading = read(
      from(
        "RUN apt-get update && apt-get install -y --no-install-recommends git python3.10-dev\nRUN mamba install -y -c pytorch pytorch=2.1 pytorch-cuda=12.1 'numpy<2' ffmpeg",
      ),
    );
    expect(reading.requirements.map(({ specifier }) => `${specifier.name}${specifier.specifier.text}`)).toEqual([
      "torch==2.1.*",
      "numpy<2",
    ]);
    expect(reading.requiresPython).toMatchObject({ text: "==3.10.*", origin: { line: 2 } });
    expect(reading.cuda).toMatchObject([{ version: "12.1", statedBy: "pytorch-cuda" }]);
    expect(reading.problems.map(({ code }) => code)).toEqual(["dockerfile/conda-builds", "dockerfile/conda-package"]);
  });
});

it("is found by its name", () => {
  const names = ["Dockerfile", "Dockerfile.gpu", "gpu.Dockerfile", "Containerfile", "a/dockerfile-prod"];
  expect(names.filter((name) => !dockerfile.matches(name))).toEqual([]);
  expect(
    ["Dockerfile.dockerignore", "mydockerfile", "docker-compose.yml"].filter((name) => dockerfile.matches(name)),
  ).toEqual([]);
});
