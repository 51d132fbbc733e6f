import { lockFormats } from "../../src/core/lock/lock-format.ts";
import { type Described, describeAll } from "./described.ts";

const folder = "__tests__/core/lock";
const packages = "packages with version, files, hashes, source, markers and what they require";
const others = "packages from repositories and folders: what they hold is not looked at";

/** A lock is its tool's to write: none is edited. */
const locks: Readonly<Record<string, Described>> = {
  "uv-lock": {
    title: "uv.lock",
    files: ["uv.lock"],
    reads: `${packages}; forks, conflicts, members of the workspace, and what the manifest asked for when it was locked`,
    edits: null,
    infers: null,
    notAssessed: others,
    test: `${folder}/uv/read-uv-lock.test.ts`,
  },
  "poetry-lock": {
    title: "poetry.lock",
    files: ["poetry.lock"],
    reads: `${packages}; groups, extras, and the digest of the manifest`,
    edits: null,
    infers: null,
    notAssessed: others,
    test: `${folder}/poetry/read-poetry-lock.test.ts`,
  },
  "pdm-lock": {
    title: "pdm.lock",
    files: ["pdm.lock"],
    reads: `${packages}; groups, and the digest of the manifest`,
    edits: null,
    infers: null,
    notAssessed: others,
    test: `${folder}/pdm/read-pdm-lock.test.ts`,
  },
  pylock: {
    title: "pylock.toml (PEP 751)",
    files: ["pylock.toml", "pylock.*.toml"],
    reads: `${packages}; extras and dependency groups`,
    edits: null,
    infers: null,
    notAssessed: others,
    test: `${folder}/pylock/read-pylock.test.ts`,
  },
  "pipfile-lock": {
    title: "Pipfile.lock",
    files: ["Pipfile.lock"],
    reads: "packages with version, hashes, index and markers, by category; the digest of the manifest",
    edits: null,
    infers: null,
    notAssessed: others,
    test: `${folder}/pipfile/read-pipfile-lock.test.ts`,
  },
  "pixi-lock": {
    title: "pixi.lock",
    files: ["pixi.lock"],
    reads: "packages of the Python index, by environment and platform",
    edits: null,
    infers: null,
    notAssessed: `conda packages, by name; ${others}`,
    test: `${folder}/pixi/read-pixi-lock.test.ts`,
  },
  "conda-lock": {
    title: "conda-lock.yml",
    files: ["conda-lock.yml", "*.conda-lock.yml"],
    reads: "packages of the Python index, by category and platform",
    edits: null,
    infers: null,
    notAssessed: `conda packages, by name; ${others}`,
    test: `${folder}/conda-lock/read-conda-lock.test.ts`,
  },
};

export const lockDescriptions = describeAll(
  lockFormats.map(({ id }) => id),
  locks,
);
