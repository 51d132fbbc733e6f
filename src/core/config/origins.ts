import type { Origin } from "../error.ts";
import { formatKey } from "./config-problem.ts";
import type { Section } from "./section.ts";

/** Deepest key that is told: below it a value is told whole. */
const deepest = 3;

/** Where each key of a file stands, down to three levels, in the order of the file. A value of `undefined` or `null` is not written. */
export function originsOf(raw: object, section: Section): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>();
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    if (value === undefined || value === null) return;
    if (path.length > 0) origins.set(formatKey(path), section.keyOriginOf(path));
    if (typeof value !== "object" || path.length >= deepest) return;
    for (const [key, item] of Object.entries(value)) walk(item, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  walk(raw, []);
  return origins;
}
