import { dockerfile } from "../manifest/dockerfile/dockerfile-format.ts";
import type { FileAnswer, Reading } from "../manifest/reading.ts";
import type { ManifestReading } from "../manifest/requirement.ts";
import { script } from "../manifest/script/read-script.ts";
import { setupCfg } from "../manifest/setup-cfg/read-setup-cfg.ts";
import { setupPy } from "../manifest/setup-py/read-setup-py.ts";

/** What is told of a file that may state requirements, and most often states none. */
export interface LookAtManifest {
  readonly kind: "manifest";
  /** Id of its `ManifestFormat`. */
  readonly format: string;
  /** `itself`: it names packages. `by-others`: it installs from other files alone. */
  readonly states: "itself" | "by-others";
}

/** The formats whose name does not say that there are requirements. */
const formats = [dockerfile, setupCfg, setupPy];

/** Python files are many: only those are looked into whose name says that they are run to serve. */
const runnable =
  /(?:^|\/)(?:app|api|deploy|endpoint|handler|inference|main|predict|predictor|run|serve|server|service|serving)[^/]*\.py$/i;

/** Files of these names are looked into only where nothing beside them states requirements. */
export const mayStateRequirements = (path: string): boolean =>
  formats.some((format) => format.matches(path)) || runnable.test(path);

/** A file without one of these words installs nothing, and is not parsed. */
const telling = /\b(?:pip3?|uv|conda|mamba|micromamba|poetry|pdm|pipenv|pixi)\b|install_requires/;

/** Tables of a pyproject.toml that state requirements, or where they are found. */
const stating =
  /^[ \t]*(?:\[{1,2}[ \t]*)?(?:"?(?:project|dependency-groups)"?[ \t]*[\].=]|"?tool"?[ \t]*(?:=|\.[ \t]*"?(?:poetry|pdm|pixi|hatch|uv|flit|setuptools)\b))/m;

/** Whether a pyproject.toml holds settings of tools and nothing of what is installed: no table of it states requirements. */
export const holdsSettingsAlone = (text: string): boolean => !stating.test(text);

/** Looks into one of these files; null where it states no requirement. What another file would tell is not asked. */
export function lookAtManifest(path: string, bytes: Uint8Array, text: string): LookAtManifest | null {
  const format = formats.find((one) => one.matches(path));
  if (format === undefined && runnable.test(path) && /^# \/\/\/ script/m.test(text))
    return { kind: "manifest", format: script.id, states: "itself" };
  if (format === undefined || !telling.test(text)) return null;
  const { requirements, problems } = alone(format.read(path, {}), path, bytes);
  const { id } = format;
  if (requirements.some(({ kind }) => kind === "direct")) return { kind: "manifest", format: id, states: "itself" };
  if (id === "dockerfile") {
    const others = problems.some(({ code }) => byOthers.has(code));
    return others ? { kind: "manifest", format: id, states: "by-others" } : null;
  }
  // What a call computes is a requirement all the same, and is not assessed by the reader.
  const computed = problems.length > 0 && text.includes("install_requires");
  return computed ? { kind: "manifest", format: id, states: "itself" } : null;
}

const byOthers: ReadonlySet<string> = new Set(["dockerfile/manifest-unknown", "dockerfile/unnamed"]);

function alone(reading: Reading<ManifestReading>, path: string, bytes: Uint8Array): ManifestReading {
  const file: FileAnswer = { kind: "file", bytes, id: "" };
  let step = reading.next();
  while (step.done !== true) step = reading.next(step.value === path ? file : { kind: "missing" });
  return step.value;
}
