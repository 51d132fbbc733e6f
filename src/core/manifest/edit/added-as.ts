import { fileName } from "../format.ts";
import { parseTomlDocument, type TomlTable, tomlAt } from "../pyproject/toml-document.ts";
import type { RequirementKind } from "../requirement.ts";
import { SourceText } from "../source-text.ts";
import type { TomlPath } from "./toml-insert.ts";

/** How a file takes a requirement that it does not have yet. */
export type AddedAs = { readonly as: RequirementKind } & (
  | { readonly kind: "line" }
  /** A line of the `pip:` part of a conda environment. */
  | { readonly kind: "pip-part" }
  /** PEP 508 text in an array. */
  | { readonly kind: "array"; readonly path: TomlPath }
  /** A name with its version clauses as a key of a table. */
  | { readonly kind: "entry"; readonly table: TomlPath }
);

/** What is written into a manifest to say which version of a package is installed that no line of it names. */
export interface Addition {
  /** `constraint`: the version, wherever the package is needed. `override`: the version, whatever the packages that need it say of it. */
  readonly role: "constraint" | "override";
  /** Id of the format of the lock beside the manifest; null where there is none. */
  readonly lock: string | null;
}

/**
 * The way in which the tool of a manifest has it (uv's settings reference, Poetry's, PDM's, Pixi's and Pipenv's documentation, pip's "Constraints
 * Files"). Tools without constraints take a requirement of the project itself; PDM has overrides alone. Null where there is none.
 */
export function addedAs(path: string, content: string, { role, lock }: Addition): AddedAs | null {
  const name = fileName(path);
  const constraint = role === "constraint";
  if (/\.(?:txt|in)$/i.test(name)) return constraint ? { kind: "line", as: "direct" } : null;
  if (/\.ya?ml$/i.test(name)) return constraint ? { kind: "pip-part", as: "direct" } : null;
  if (name === "Pipfile") return constraint ? entry("packages") : null;
  if (name === "pixi.toml") return constraint ? entry("pypi-dependencies") : null;
  if (name !== "pyproject.toml") return null;
  const document = parseTomlDocument(new SourceText(path, content.replace(/^\uFEFF/, "")));
  return document.ok ? ofProject(document.root, { role, lock }) : null;
}

function ofProject(root: TomlTable, { role, lock }: Addition): AddedAs | null {
  const has = (...keys: readonly string[]): boolean => tomlAt(root, ...keys) !== null;
  const tool = lock === "uv-lock" || lock === "pdm-lock" || lock === "poetry-lock" ? lock : null;
  if (tool === "pdm-lock" || (tool === null && has("tool", "pdm")))
    return { kind: "entry", as: "override", table: ["tool", "pdm", "resolution", "overrides"] };
  if (tool === "uv-lock" || (tool === null && has("tool", "uv"))) {
    const key = role === "override" ? "override-dependencies" : "constraint-dependencies";
    return { kind: "array", as: role, path: ["tool", "uv", key] };
  }
  if (role === "override") return null;
  if (has("tool", "pixi", "pypi-dependencies")) return entry("tool", "pixi", "pypi-dependencies");
  if (has("project", "dependencies")) return { kind: "array", as: "direct", path: ["project", "dependencies"] };
  return has("tool", "poetry", "dependencies") ? entry("tool", "poetry", "dependencies") : null;
}

const entry = (...table: TomlPath): AddedAs => ({ kind: "entry", as: "direct", table });
