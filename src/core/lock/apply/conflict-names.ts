import type { LockReading } from "../lock-reading.ts";
import type { LockQuestion } from "./selection.ts";

/**
 * What uv calls the extras and groups of a project in the markers of a lock with `conflicts`: `extra-4-name-extra`, with the length
 * of the project's name, so that no two of them are the same (uv's `UniversalMarker`).
 */
export function encodedNames(reading: LockReading, question: LockQuestion): readonly string[] {
  if (reading.structure.kind !== "graph") return [];
  return reading.structure.roots.flatMap(({ at }) => {
    const name = reading.packages[at]?.name;
    if (name === undefined) return [];
    const part = `${name.length}-${name}`;
    return [
      `project-${part}`,
      ...question.extras.map((extra) => `extra-${part}-${extra}`),
      ...question.groups.map((group) => `group-${part}-${group}`),
    ];
  });
}
