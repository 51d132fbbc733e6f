import { lockFormats } from "../lock/lock-format.ts";
import { formatOf } from "../manifest/manifest-format.ts";
import type { Look } from "../packaging/look.ts";
import type { LookAtManifest } from "../packaging/look-manifest.ts";

/** What a file is by its name alone; see `Look` for what its content tells. */
export type FileRole =
  /** A requirements file, with the words around `requirements`: `["gpu"]` of `requirements-gpu.txt`. */
  | { readonly kind: "requirements"; readonly words: readonly string[]; readonly source: boolean }
  /** `settings`: a look told that it holds settings of tools alone, and states no requirement. */
  | { readonly kind: "pyproject"; readonly settings: boolean }
  /** `installs`: what a look told of the Python packages that it installs; null where it installs none or was not looked into. */
  | {
      readonly kind: "dockerfile";
      readonly words: readonly string[];
      readonly installs: LookAtManifest["states"] | null;
    }
  /** States requirements in another format that is read: `format` is the id of its `ManifestFormat`. */
  | {
      readonly kind: "manifest";
      readonly format: string /** True where it may hold settings and no requirement. */;
      readonly maybe: boolean;
      /** True where a look told that it states requirements. */
      readonly states: boolean;
    }
  /** Holds the versions that a tool chose; `format` is the id of its `LockFormat`. */
  | { readonly kind: "lock"; readonly format: string; readonly title: string }
  /** States or locks requirements in a format that is not read. */
  | {
      readonly kind: "unread";
      readonly format: string /** True where it may hold settings and no requirement. */;
      readonly maybe: boolean;
    }
  /** Marks its folder as a model; `standalone` where it is one even with no requirements beside it. */
  | {
      readonly kind: "packaging";
      readonly tool: string;
      readonly standalone: boolean;
      readonly look: PackagingLook | null;
    };

/** What a look into the file told; null where it was not looked into. */
export type PackagingLook = Extract<Look, { readonly kind: "packaging" }>;

/** Formats of manifests that may be in use beside a requirements file or in its place, by the id of their reader. */
const otherManifests = new Set(["pipfile", "pixi", "pixi-toml", "conda-environment", "setup-cfg", "setup-py"]);

const unreadFormats: ReadonlyMap<string, string> = new Map([
  ["uv.lock", "uv lock"],
  ["poetry.lock", "Poetry lock"],
  ["pdm.lock", "PDM lock"],
  ["pixi.lock", "Pixi lock"],
  ["pixi.toml", "Pixi manifest"],
  ["pipfile", "Pipfile"],
  ["pipfile.lock", "Pipenv lock"],
  ["pylock.toml", "pylock (PEP 751)"],
  ["conda-lock.yml", "conda lock"],
  ["conda-lock.yaml", "conda lock"],
  ["conda.yaml", "conda environment"],
  ["conda.yml", "conda environment"],
  ["environment.yml", "conda environment"],
  ["environment.yaml", "conda environment"],
  ["requirements.lock", "Rye lock"],
  ["setup.py", "setuptools script"],
  ["setup.cfg", "setuptools configuration"],
]);

const packagingFiles: ReadonlyMap<string, { readonly tool: string; readonly standalone: boolean }> = new Map([
  ["MLmodel", { tool: "MLflow", standalone: true }],
  ["cog.yaml", { tool: "Cog", standalone: true }],
  ["bentofile.yaml", { tool: "BentoML", standalone: true }],
  // Most Triton models are graphs that install nothing: only those with requirements beside them are Python models.
  ["config.pbtxt", { tool: "Triton", standalone: false }],
]);

/** The role of a file in its folder, or null where it has none here. `parent` is the name of the folder. */
export function roleOf(name: string, parent: string): FileRole | null {
  const packaging = packagingFiles.get(name);
  if (packaging !== undefined) return { kind: "packaging", ...packaging, look: null };
  const lower = name.toLowerCase();
  if (lower === "pyproject.toml") return { kind: "pyproject", settings: false };
  const lock = lockFormats.find((one) => one.matches(lower));
  if (lock !== undefined) return { kind: "lock", format: lock.id, title: lock.title };
  const manifest = formatOf(name);
  if (manifest !== null && otherManifests.has(manifest.id))
    return { kind: "manifest", format: manifest.id, maybe: lower.startsWith("setup."), states: false };
  const format = unreadFormats.get(lower) ?? (/^pylock\.[^.]+\.toml$/.test(lower) ? "pylock (PEP 751)" : undefined);
  if (format !== undefined) return { kind: "unread", format, maybe: lower.startsWith("setup.") };
  return requirementsRole(lower, parent.toLowerCase()) ?? dockerfileRole(lower);
}

function requirementsRole(lower: string, parent: string): FileRole | null {
  const extension = lower.endsWith(".txt") ? ".txt" : lower.endsWith(".in") ? ".in" : null;
  if (extension === null) return null;
  const words = wordsOf(lower.slice(0, -extension.length));
  const at = words.findIndex((word) => word === "requirements" || word === "requirement" || word === "reqs");
  // `requirements/prod.txt`: the folder says what the file is.
  if (at < 0 && (parent !== "requirements" || words.includes("constraints"))) return null;
  return { kind: "requirements", words: words.filter((_, index) => index !== at), source: extension === ".in" };
}

function dockerfileRole(lower: string): FileRole | null {
  if (lower.endsWith(".dockerignore")) return null;
  const words = wordsOf(lower);
  const at = words.findIndex((word) => word === "dockerfile" || word === "containerfile");
  const named = at === 0 || at === words.length - 1;
  return at >= 0 && named
    ? { kind: "dockerfile", words: words.filter((_, index) => index !== at), installs: null }
    : null;
}

const wordsOf = (name: string): readonly string[] => name.split(/[-_.\s]+/).filter((word) => word !== "");
