import type { Config } from "../config/config.ts";
import { implicitTarget } from "./model.ts";

/** The targets of a model that names none: `default` where it is declared, else all that are, else one of which nothing is said. */
export function targetsOf(config: Config): readonly string[] {
  if (config.targets.size === 0 || config.targets.has(implicitTarget)) return [implicitTarget];
  return [...config.targets.keys()];
}
