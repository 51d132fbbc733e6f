import type { Origin } from "../../error.ts";
import type { DependencySpecifier } from "../../python/dependency-specifier.ts";
import type { Reading } from "../reading.ts";
import type { ManifestReading } from "../requirement.ts";

/** A line of a requirements file that installs from a folder: `./lib`, `-e ./lib[gpu]`. */
export interface LocalLine {
  /** As written, without extras and fragment. */
  readonly folder: string;
  readonly extras: readonly string[];
  /** True where it names its package, as `lib @ file:./lib` does: then it is a requirement besides. */
  readonly named: boolean;
  readonly text: string;
  readonly origin: Origin;
}

/** What the project of a local line requires; `path` is the manifest that says it. */
export interface LocalProject {
  readonly path: string;
  /** Empty where the project was read before. */
  readonly readings: readonly ManifestReading[];
}

/** Reads the project that a local line of the file `from` names; null where the tree has none there. */
export type ReadLocalProject = (from: string, line: LocalLine) => Reading<LocalProject | null>;

/** The folder and the extras that the text of a line names; null for an archive, and for what holds under a marker alone. */
export function parseLocalLine(text: string, origin: Origin, specifier: DependencySpecifier | null): LocalLine | null {
  if (specifier !== null && (specifier.url?.startsWith("file:") !== true || specifier.marker !== null)) return null;
  const written =
    (text.startsWith("file:") && !text.startsWith("file:/") ? text.slice("file:".length) : text).split("#", 1)[0] ?? "";
  const bracket = written.indexOf("[");
  const folder = (bracket === -1 ? written : written.slice(0, bracket)).trim();
  const rest = bracket === -1 ? "" : written.slice(bracket).trim();
  if (folder === "" || /[\s;\\]/.test(folder) || /\.(?:whl|zip|tar|gz|tgz|bz2|tbz|xz|txz|lz|tlz|lzma)$/i.test(folder))
    return null;
  if (rest !== "" && !/^\[[A-Za-z0-9._, -]*\]$/.test(rest)) return null;
  const extras = rest
    .slice(1, -1)
    .split(",")
    .map((extra) => extra.trim())
    .filter((extra) => extra !== "");
  return { folder, extras: specifier?.extras ?? extras, named: specifier !== null, text, origin };
}
