import { isValidName, normalizeName, type PackageName } from "./name.ts";
import { type Parsed, parsed, unparsed } from "./parsed.ts";
import { parseVersion, type Version } from "./version.ts";

/** The parts of a source distribution's file name (PEP 625 and the older forms before it). */
export interface SdistFilename {
  readonly filename: string;
  readonly name: PackageName;
  readonly version: Version;
}

const longest = 512;

/** What installers take. `.zip` is the older one of the two that the index still accepts. */
const extensions: readonly string[] = [".tar.gz", ".zip"];

/**
 * Reads `name-version.tar.gz` or `.zip`. Older names may hold a `-` themselves (`scikit-learn-1.0.tar.gz`), and only the
 * project that lists the file tells where its name ends: with `project` that name must match, without it the last
 * `-` divides.
 */
export function parseSdistFilename(filename: string, project: PackageName | null = null): Parsed<SdistFilename> {
  if (filename.length > longest) return unparsed(`a file name of more than ${longest} characters`);
  const extension = extensions.find((known) => filename.endsWith(known));
  if (extension === undefined)
    return unparsed("expected a file name that ends in `.tar.gz` or `.zip`", filename.length);
  const stem = filename.slice(0, -extension.length);
  const dash = project === null ? stem.lastIndexOf("-") : nameEnd(stem, project);
  if (dash <= 0) return unparsed(`expected \`${project ?? "name"}-version${extension}\``);
  const name = stem.slice(0, dash);
  if (!isValidName(name)) return unparsed("expected a project name of letters, digits, `.`, `_` and `-`");
  const version = parseVersion(stem.slice(dash + 1));
  if (version === null) return unparsed(`expected a version instead of \`${stem.slice(dash + 1)}\``, dash + 1);
  return parsed({ filename, name: normalizeName(name), version });
}

/** The `-` behind the spelling of `project` that `stem` begins with, or -1. */
function nameEnd(stem: string, project: PackageName): number {
  for (let dash = stem.indexOf("-"); dash !== -1; dash = stem.indexOf("-", dash + 1)) {
    const name = normalizeName(stem.slice(0, dash));
    if (name === project) return dash;
    if (name.length > project.length) return -1;
  }
  return -1;
}
