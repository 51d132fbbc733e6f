import type { DistributionFile, ProjectPage } from "../index/distribution-file.ts";
import type { CoreMetadata } from "../python/core-metadata.ts";
import { isValidName, normalizeName, type PackageName } from "../python/name.ts";
import { type Parsed, parsed, unparsed } from "../python/parsed.ts";
import type { MetadataAnswer, MetadataSource, ProjectAnswer } from "./question.ts";
import type { Universe } from "./universe.ts";
import { universeVersion } from "./universe-json.ts";

const sources: readonly MetadataSource[] = [
  "sidecar",
  "wheel",
  "pkg-info",
  "pyproject",
  "assumed-pkg-info",
  "assumed-egg-info",
  "assumed-empty",
];

/** Thrown inside this file alone: a recording comes from outside, and its first fault is told by its path. */
class Misshapen extends Error {}

/** Reads a recording, of JSON. Fields that it does not know are stepped over; fields of a wrong shape make it unreadable. */
export function universeFrom(json: unknown): Parsed<Universe> {
  try {
    return parsed(readUniverse(json));
  } catch (error) {
    if (error instanceof Misshapen) return unparsed(error.message);
    throw error;
  }
}

type Fields = ReadonlyMap<string, unknown>;

function readUniverse(json: unknown): Universe {
  const fields = fieldsOf(json, "the recording");
  const version = fields.get("universe");
  if (version !== universeVersion)
    throw new Misshapen(
      `expected a recording of version ${universeVersion}, not ${JSON.stringify(version)?.slice(0, 40)}`,
    );
  const projects = new Map<PackageName, ProjectAnswer>();
  for (const [name, value] of fieldsOf(fields.get("projects"), "projects")) {
    if (!isValidName(name)) throw new Misshapen(`expected the name of a project instead of \`${name.slice(0, 80)}\``);
    projects.set(normalizeName(name), readProject(fieldsOf(value, `projects.${name}`), `projects.${name}`));
  }
  const metadata = new Map<string, MetadataAnswer>();
  for (const [url, value] of fieldsOf(fields.get("metadata"), "metadata"))
    metadata.set(url, readMetadata(fieldsOf(value, url), url));
  return { projects, metadata };
}

function readProject(fields: Fields, path: string): ProjectAnswer {
  if (fields.has("failed")) return { kind: "failed", reason: textOf(fields, "failed", path) };
  if (fields.has("absent")) return { kind: "absent", asked: textsOf(fields, "absent", path) };
  const pages = listOf(fields.get("pages"), `${path}.pages`).map((page, at) =>
    readPage(fieldsOf(page, `${path}.pages.${at}`), `${path}.pages.${at}`),
  );
  return { kind: "listed", pages };
}

function readPage(fields: Fields, path: string): ProjectPage {
  const index = textOf(fields, "index", path);
  const files = listOf(fields.get("files"), `${path}.files`).map((file, at) =>
    readFile(fieldsOf(file, `${path}.files.${at}`), index, `${path}.files.${at}`),
  );
  const status = optionalText(fields, "status", path);
  const statusReason = optionalText(fields, "statusReason", path);
  return {
    index,
    files,
    status,
    ...(statusReason === null ? {} : { statusReason }),
    ...(fields.get("flat") === true ? { flat: true as const } : {}),
  };
}

function readFile(fields: Fields, index: string, path: string): DistributionFile {
  const hashes: Record<string, string> = Object.create(null);
  if (fields.has("hashes")) {
    const given = fieldsOf(fields.get("hashes"), `${path}.hashes`);
    for (const algorithm of given.keys()) hashes[algorithm] = textOf(given, algorithm, `${path}.hashes`);
  }
  const { size, coreMetadata } = Object.fromEntries(fields);
  const provenance = optionalText(fields, "provenance", path);
  return {
    filename: textOf(fields, "filename", path),
    url: textOf(fields, "url", path),
    index: optionalText(fields, "index", path) ?? index,
    hashes: { ...hashes },
    requiresPython: optionalText(fields, "requiresPython", path),
    yanked: optionalText(fields, "yanked", path),
    uploadTime: optionalText(fields, "uploadTime", path),
    size: typeof size === "number" ? size : null,
    coreMetadata: typeof coreMetadata === "boolean" ? coreMetadata : null,
    ...(provenance === null ? {} : { provenance }),
  };
}

function readMetadata(fields: Fields, path: string): MetadataAnswer {
  if (fields.has("failed")) return { kind: "failed", reason: textOf(fields, "failed", path) };
  if (fields.has("unreadable")) return { kind: "unreadable", reason: textOf(fields, "unreadable", path) };
  const source = sources.find((known) => known === fields.get("source"));
  if (source === undefined) throw new Misshapen(`expected \`source\` of ${path} to be one of ${sources.join(", ")}`);
  return { kind: "read", metadata: readCore(fieldsOf(fields.get("read"), `${path}.read`), path), source };
}

function readCore(fields: Fields, path: string): CoreMetadata {
  const name = textOf(fields, "name", path);
  if (!isValidName(name)) throw new Misshapen(`expected the name of a project in \`name\` of ${path}`);
  const license = optionalText(fields, "license", path);
  const licenseClassifiers = optionalTexts(fields, "licenseClassifiers", path);
  return {
    metadataVersion: textOf(fields, "metadataVersion", path),
    name: normalizeName(name),
    version: textOf(fields, "version", path),
    requiresPython: optionalText(fields, "requiresPython", path),
    requiresDist: optionalTexts(fields, "requiresDist", path),
    providesExtra: optionalTexts(fields, "providesExtra", path),
    dynamic: optionalTexts(fields, "dynamic", path),
    licenseExpression: optionalText(fields, "licenseExpression", path),
    ...(license === null ? {} : { license }),
    ...(licenseClassifiers.length === 0 ? {} : { licenseClassifiers }),
  };
}

/** A map, so that no name in a recording can touch an object's prototype. */
function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Misshapen(`expected an object at ${path}`);
  return new Map(Object.entries(value));
}

function listOf(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Misshapen(`expected a list at ${path}`);
  return value;
}

function textOf(fields: Fields, key: string, path: string): string {
  const value = fields.get(key);
  if (typeof value !== "string") throw new Misshapen(`expected \`${key}\` of ${path} to be a text`);
  return value;
}

function textsOf(fields: Fields, key: string, path: string): readonly string[] {
  const list = listOf(fields.get(key), `${path}.${key}`);
  if (!list.every((item) => typeof item === "string"))
    throw new Misshapen(`expected \`${key}\` of ${path} to hold texts`);
  return list;
}

const optionalText = (fields: Fields, key: string, path: string): string | null =>
  fields.has(key) ? textOf(fields, key, path) : null;
const optionalTexts = (fields: Fields, key: string, path: string): readonly string[] =>
  fields.has(key) ? textsOf(fields, key, path) : [];
