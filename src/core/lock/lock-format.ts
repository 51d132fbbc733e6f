import type { Reading } from "../manifest/reading.ts";
import { readCondaLock } from "./conda-lock/read-conda-lock.ts";
import type { LockReading } from "./lock-reading.ts";
import { readPdmLock } from "./pdm/read-pdm-lock.ts";
import { readPipfileLock } from "./pipfile/read-pipfile-lock.ts";
import { readPixiLock } from "./pixi/read-pixi-lock.ts";
import { readPoetryLock } from "./poetry/read-poetry-lock.ts";
import { readPylock } from "./pylock/read-pylock.ts";
import { readUvLock } from "./uv/read-uv-lock.ts";

/** A kind of lock file. A new one is a folder with its reader and one entry in `lockFormats`. */
export interface LockFormat {
  /** Stable, as the output names it. */
  readonly id: string;
  readonly title: string;
  /** Names of the manifests, in the same folder, that such a lock is made from; empty where any can be. */
  readonly manifests: readonly string[];
  /** The command that writes it anew. */
  readonly command: string;
  /** Whether a file of this name is taken to be of the format. */
  matches(name: string): boolean;
  read(path: string): Reading<LockReading>;
}

const pyproject = ["pyproject.toml"];

export const lockFormats: readonly LockFormat[] = [
  {
    id: "uv-lock",
    title: "uv.lock",
    manifests: pyproject,
    command: "uv lock",
    matches: (name) => name === "uv.lock",
    read: readUvLock,
  },
  {
    id: "poetry-lock",
    title: "poetry.lock",
    manifests: pyproject,
    command: "poetry lock",
    matches: (name) => name === "poetry.lock",
    read: readPoetryLock,
  },
  {
    id: "pdm-lock",
    title: "pdm.lock",
    manifests: pyproject,
    command: "pdm lock",
    matches: (name) => name === "pdm.lock",
    read: readPdmLock,
  },
  {
    id: "pylock",
    title: "pylock.toml (PEP 751)",
    manifests: pyproject,
    command: "the tool that its `created-by` names",
    matches: (name) => name === "pylock.toml" || /^pylock\.[^.]+\.toml$/.test(name),
    read: readPylock,
  },
  {
    id: "pipfile-lock",
    title: "Pipfile.lock",
    manifests: ["Pipfile"],
    command: "pipenv lock",
    matches: (name) => name === "Pipfile.lock",
    read: readPipfileLock,
  },
  {
    id: "pixi-lock",
    title: "pixi.lock",
    manifests: ["pixi.toml", "pyproject.toml"],
    command: "pixi lock",
    matches: (name) => name === "pixi.lock",
    read: readPixiLock,
  },
  {
    id: "conda-lock",
    title: "conda-lock.yml",
    manifests: ["environment.yml", "environment.yaml"],
    command: "conda-lock",
    matches: (name) => /^(?:[^/]*\.)?conda-lock\.ya?ml$/.test(name),
    read: readCondaLock,
  },
];

/** The format of a file by its name; null where it is none of a lock. */
export function lockFormatOf(path: string): LockFormat | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return lockFormats.find((format) => format.matches(name)) ?? null;
}
