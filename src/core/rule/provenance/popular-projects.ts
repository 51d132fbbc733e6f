import table from "../../../../tables/popular-projects.json" with { type: "json" };
import { isOneEditAway, withoutOne } from "./one-edit.ts";

interface PopularProjects {
  /** Popular names and well-known ones beside them: none of them imitates another. */
  readonly known: ReadonlySet<string>;
  /** Popular names by what is left of each without one character. */
  readonly byRest: ReadonlyMap<string, readonly string[]>;
}

let projects: PopularProjects | null = null;

/** Built when first asked for: most changes bring in no new name. */
function popularProjects(): PopularProjects {
  if (projects !== null) return projects;
  const byRest = new Map<string, string[]>();
  for (const { kind, names } of table.rows) {
    if (kind !== "popular") continue;
    for (const name of names)
      for (const rest of withoutOne(name)) byRest.set(rest, [...(byRest.get(rest) ?? []), name]);
  }
  projects = { known: new Set(table.rows.flatMap(({ names }) => names)), byRest };
  return projects;
}

export const isKnownProject = (name: string): boolean => popularProjects().known.has(name);

/** The popular project that a name is one edit away from; null for a name that is known itself, and for one that is like none. */
export function imitatedBy(name: string): string | null {
  const { known, byRest } = popularProjects();
  if (known.has(name)) return null;
  for (const rest of withoutOne(name)) {
    const found = byRest.get(rest)?.find((popular) => isOneEditAway(name, popular));
    if (found !== undefined) return found;
  }
  return null;
}

/** The day of the table. */
export const popularProjectsDate = table.date;
