import { fileName, manifestFormat } from "../format.ts";
import type { Reading } from "../reading.ts";
import type { ManifestReading } from "../requirement.ts";
import { readDockerfile } from "./read-dockerfile.ts";
import { type InstallOptions, readInstalls } from "./read-installs.ts";

/** Reads a Dockerfile as a manifest: what its final image installs. What it says of the image itself is `readDockerfile`'s. */
export function* readDockerfileInstalls(path: string, options: InstallOptions = {}): Reading<ManifestReading> {
  const { installs, files, problems } = yield* readDockerfile(path, options.image);
  const reading = yield* readInstalls(path, installs, options);
  // What is wrong with the file itself is why something may be missing here; what it leaves unknown of the image is not.
  const own = problems.filter(({ severity }) => severity === "error");
  return { ...reading, files: [...files, ...reading.files], problems: [...own, ...reading.problems] };
}

export const dockerfile = manifestFormat({
  id: "dockerfile",
  title: "Dockerfile, Containerfile",
  files: ["Dockerfile*", "*.Dockerfile", "Containerfile*"],
  reads:
    "`FROM` through stages, `ARG` and `ENV` expanded; `pip`, `uv pip`, `uv sync`, `poetry`, `pdm`, `pipenv`, `pixi`, `conda` and `mamba` commands of `RUN` with heredocs, continuations, `cd`, `export`, `PIP_*` and `UV_*`; the manifests that they name, through `COPY` and bind mounts; installs of a stage whose environment is copied",
  edits: "the version clauses of a requirement on a command; quotation marks are added where the shell needs them",
  infers: "the base image, its platform and variables of CUDA; Python from `apt-get install python3.x`",
  notAssessed:
    "installs under a condition of the shell; words that a build computes; files whose place in the repository cannot be told; scripts that are run; `poetry add`, `xargs pip install` and other ways to install",
  test: "__tests__/core/manifest/dockerfile/read-installs.test.ts",
  matches: (path) =>
    /^(?:(?:Dockerfile|Containerfile)(?:[-_.].*)?|.*\.(?:Dockerfile|Containerfile))$/i.test(fileName(path)) &&
    !/\.dockerignore$/i.test(path),
  read: readDockerfileInstalls,
});
