import type { Version } from "../python/version.ts";
import type { Target } from "../target/target.ts";
import { glibcFloorOf } from "./glibc-floor.ts";
import type { Tables } from "./tables.ts";

/** The platform tag of a release's wheel as the tables have it; the oldest of manylinux where they do not. */
export function glibcTagOf(tables: Tables, target: Target, name: string, version: Version): string {
  const floor = glibcFloorOf(tables, target, name, version);
  return `manylinux_${(floor?.tag ?? "2.5").replace(".", "_")}_${target.arch}`;
}
