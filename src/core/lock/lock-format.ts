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
  /** The name that the tool gives such a file. */
  readonly fileName: string;
  /** Names of the manifests, in the same folder, that such a lock is made from; empty where any can be. */
  readonly manifests: readonly string[];
  /** The command that writes it anew. */
  readonly command: string;
  /** Whether a file of this name is taken to be of the format, in whatever case it is written. */
  matches(name: string): boolean;
  read(path: string): Reading<LockReading>;
}

const pyproject = ["pyproject.toml"];

const named =
  (expected: string) =>
  (name: string): boolean =>
    name.toLowerCase() === expected.toLowerCase();

export const lockFormats: readonly LockFormat[] = [
  {
    id: "uv-lock",
    title: "uv.lock",
    fileName: "uv.lock",
    manifests: pyproject,
    command: "uv lock",
    matches: named("uv.lock"),
    read: readUvLock,
  },
  {
    id: "poetry-lock",
    title: "poetry.lock",
    fileName: "poetry.lock",
    manifests: pyproject,
    command: "poetry lock",
    matches: named("poetry.lock"),
    read: readPoetryLock,
  },
  {
    id: "pdm-lock",
    title: "pdm.lock",
    fileName: "pdm.lock",
    manifests: pyproject,
    command: "pdm lock",
    matches: named("pdm.lock"),
    read: readPdmLock,
  },
  {
    id: "pylock",
    title: "pylock.toml (PEP 751)",
    fileName: "pylock.toml",
    manifests: pyproject,
    command: "the tool that its `created-by` names",
    matches: (name) => /^pylock(?:\.[^.]+)?\.toml$/i.test(name),
    read: readPylock,
  },
  {
    id: "pipfile-lock",
    title: "Pipfile.lock",
    fileName: "Pipfile.lock",
    manifests: ["Pipfile"],
    command: "pipenv lock",
    matches: named("Pipfile.lock"),
    read: readPipfileLock,
  },
  {
    id: "pixi-lock",
    title: "pixi.lock",
    fileName: "pixi.lock",
    manifests: ["pixi.toml", "pyproject.toml"],
    command: "pixi lock",
    matches: named("pixi.lock"),
    read: readPixiLock,
  },
  {
    id: "conda-lock",
    title: "conda-lock.yml",
    fileName: "conda-lock.yml",
    manifests: ["environment.yml", "environment.yaml"],
    command: "conda-lock",
    matches: (name) => /^(?:[^/]*\.)?conda-lock\.ya?ml$/i.test(name),
    read: readCondaLock,
  },
];

/** The format of a file by its name; null where it is none of a lock. */
export function lockFormatOf(path: string): LockFormat | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return lockFormats.find((format) => format.matches(name)) ?? null;
}
