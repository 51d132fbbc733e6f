import { isValidName, normalizeName, type PackageName } from "../python/name.ts";
import { type Parsed, parsed, unparsed } from "../python/parsed.ts";
import { parseVersion, type Version } from "../python/version.ts";
import type { Target } from "./target.ts";

/** Reads `boto3==1.34.42`: a package that the place has, whatever a model's manifests ask for. The name is normalised. */
export function parseProvided(text: string): Parsed<string> {
  const [name = "", version = "", more] = text.split("==").map((part) => part.trim());
  const read = more === undefined && isValidName(name) ? parseVersion(version) : null;
  if (read !== null) return parsed(`${normalizeName(name)}==${read.text}`);
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return unparsed(`Expected a package with its version, such as \`boto3==1.34.42\`, found \`${shown}\`.`);
}

/** What the target has before anything is installed. */
export function providedBy(target: Pick<Target, "provides">): ReadonlyMap<PackageName, Version> {
  const provided = new Map<PackageName, Version>();
  for (const text of target.provides ?? []) {
    const [name = "", version = ""] = text.split("==");
    const read = parseVersion(version);
    if (read !== null) provided.set(normalizeName(name), read);
  }
  return provided;
}
