import { condaEnvironment } from "./conda/read-environment.ts";
import { dockerfile } from "./dockerfile/dockerfile-format.ts";
import type { ManifestFormat, ManifestOptions } from "./format.ts";
import { pipfile } from "./pipfile/read-pipfile.ts";
import { pixiManifest } from "./pixi/read-pixi.ts";
import { pyproject } from "./pyproject/read-pyproject.ts";
import type { Reading } from "./reading.ts";
import type { ManifestReading } from "./requirement.ts";
import { constraints, requirements } from "./requirements-txt/requirements-format.ts";
import { script } from "./script/read-script.ts";
import { setupCfg } from "./setup-cfg/read-setup-cfg.ts";
import { setupPy } from "./setup-py/read-setup-py.ts";

/** In the order in which they are tried: the first that matches reads the file. A new one is a folder with its reader and one line here. */
export const manifestFormats: readonly ManifestFormat[] = [
  pyproject,
  pixiManifest,
  pipfile,
  condaEnvironment,
  setupCfg,
  setupPy,
  script,
  constraints,
  requirements,
  dockerfile,
];

/** The format of a file by its name, or null where none is known. */
export function formatOf(path: string): ManifestFormat | null {
  return manifestFormats.find((format) => format.matches(path)) ?? null;
}

/** The format that reads a file which somebody named, who may call it anything: as an installer given `-r` would, unless its extension tells. */
export function namedFormat(path: string): ManifestFormat {
  if (/\.ya?ml$/i.test(path)) return condaEnvironment;
  return formatOf(path) ?? (/\.toml$/i.test(path) ? pyproject : requirements);
}

/** Reads a manifest that was named by somebody. */
export function readManifest(path: string, options: ManifestOptions = {}): Reading<ManifestReading> {
  return namedFormat(path).read(path, options);
}
