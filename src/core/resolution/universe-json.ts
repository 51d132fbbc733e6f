import type { DistributionFile, ProjectPage } from "../index/distribution-file.ts";
import { plainFile } from "../index/listed-file.ts";
import type { CoreMetadata } from "../python/core-metadata.ts";
import type { PackageName } from "../python/name.ts";
import type { MetadataAnswer, ProjectAnswer } from "./question.ts";
import type { Universe } from "./universe.ts";

/** Raised when a reader of the last version could not read what is written. */
export const universeVersion = 1;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The universe as JSON in one canonical form: keys and names sorted, what is empty or unknown left out, a line for each project and each file of
 * metadata, so that two recordings can be compared line by line. A line is made when it is asked for, so that the whole need not be held.
 */
export function* universeLines(universe: Universe): Generator<string> {
  yield `{"universe":${universeVersion},\n"projects":{\n`;
  yield* entriesOf(universe.projects, projectJson);
  yield '\n},\n"metadata":{\n';
  yield* entriesOf(universe.metadata, metadataJson);
  yield "\n}}\n";
}

function* entriesOf<K extends string, T>(map: ReadonlyMap<K, T>, toJson: (value: T) => Json): Generator<string> {
  const sorted = [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  let between = "";
  for (const [key, value] of sorted) {
    yield `${between}${JSON.stringify(key)}:${JSON.stringify(toJson(value))}`;
    between = ",\n";
  }
}

function projectJson(answer: ProjectAnswer): Json {
  switch (answer.kind) {
    case "listed":
      return { pages: answer.pages.map(pageJson) };
    case "absent":
      return { absent: answer.asked };
    case "failed":
      return { failed: answer.reason };
  }
}

function pageJson(page: ProjectPage): Json {
  const files = page.files.map((file) => fileJson(file, page.index));
  return compact({
    files,
    flat: page.flat ?? null,
    index: page.index,
    status: page.status,
    statusReason: page.statusReason ?? null,
  });
}

function fileJson(listed: DistributionFile, index: string): Json {
  const file = plainFile(listed);
  return compact({
    coreMetadata: file.coreMetadata,
    filename: file.filename,
    hashes:
      Object.keys(file.hashes).length === 0
        ? null
        : Object.fromEntries(Object.entries(file.hashes).sort(([a], [b]) => (a < b ? -1 : 1))),
    index: file.index === index ? null : file.index,
    provenance: file.provenance ?? null,
    requiresPython: file.requiresPython,
    size: file.size,
    uploadTime: file.uploadTime,
    url: file.url,
    yanked: file.yanked,
  });
}

function metadataJson(answer: MetadataAnswer): Json {
  if (answer.kind === "unreadable") return { unreadable: answer.reason };
  if (answer.kind === "failed") return { failed: answer.reason };
  return { read: coreJson(answer.metadata), source: answer.source };
}

function coreJson(metadata: CoreMetadata): Json {
  return compact({
    dynamic: orNull(metadata.dynamic),
    license: metadata.license ?? null,
    licenseClassifiers: orNull(metadata.licenseClassifiers ?? []),
    licenseExpression: metadata.licenseExpression,
    metadataVersion: metadata.metadataVersion,
    name: metadata.name as PackageName as string,
    providesExtra: orNull(metadata.providesExtra),
    requiresDist: orNull(metadata.requiresDist),
    requiresPython: metadata.requiresPython,
    version: metadata.version,
  });
}

const orNull = (list: readonly string[]): readonly string[] | null => (list.length === 0 ? null : list);

function compact(value: Readonly<Record<string, Json>>): Json {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}
