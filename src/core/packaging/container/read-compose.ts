import type { Reading } from "../../manifest/reading.ts";
import { resolveTreePath } from "../../manifest/tree-path.ts";
import { parsePlatform } from "../../target/platform.ts";
import { nothingStated, type StatedTarget } from "../../target/stated-target.ts";
import {
  type DocumentEntry,
  type DocumentValue,
  entriesAt,
  itemsAt,
  scalarAt,
  textAt,
  valueAt,
} from "../document-value.ts";
import { openPackaging, type PackagingCollector } from "../packaging-collector.ts";
import type { ImageBuild, ServingPlace, ServingReading } from "../serving-place.ts";
import { readYamlDocuments } from "../yaml-documents.ts";

/**
 * Reads a compose file: for each service its image or the folder that it is built from, and its platform.
 *
 * Format: the Compose Specification.
 */
export function* readCompose(path: string): Reading<ServingReading> {
  const collector = yield* openPackaging(path, "Compose", "compose");
  const { documents, faults } = readYamlDocuments(collector.source.text);
  for (const fault of faults) collector.fault(fault);
  const services = entriesAt(documents[0] ?? null, "services").map(([name, entry]) =>
    serviceOf(collector, name, entry),
  );
  const { problems, files } = collector.base.reading();
  const builds = services.flatMap(({ place }): readonly ImageBuild[] =>
    place.builtFrom === null ? [] : [{ images: place.images, folder: place.builtFrom, dockerfile: place.dockerfile }],
  );
  return { places: services.map(({ place }) => place), builds, problems, files };
}

function serviceOf(
  collector: PackagingCollector,
  name: string,
  { key, value }: DocumentEntry,
): { readonly place: ServingPlace } {
  const image = scalarAt(value, "image");
  const { folder, dockerfile } = buildOf(collector, value);
  const build = valueAt(value, "build");
  const place: ServingPlace = {
    tool: "Compose",
    name: `service ${name}`,
    aliases: [name, ...(textAt(value, "container_name") === null ? [] : [textAt(value, "container_name") ?? ""])],
    images: image === null || image.text.includes("$") ? [] : [image.text],
    builtFrom: folder,
    dockerfile,
    ...(folder === null ? {} : { build: { target: plainText(build, "target"), buildArguments: argumentsOf(build) } }),
    target: { ...targetOf(collector, value), image: folder === null ? imageOf(collector, value) : null },
    origin: collector.originOf(key),
  };
  return { place };
}

/** An image that is not built here is what is run; one that is built is told by its Dockerfile. */
function imageOf(collector: PackagingCollector, service: DocumentValue): StatedTarget["image"] {
  const image = scalarAt(service, "image");
  return image === null || !/^[\w./:@-]{1,300}$/.test(image.text) ? null : collector.stated(image.text, "image", image);
}

function targetOf(collector: PackagingCollector, service: DocumentValue): StatedTarget {
  return { ...nothingStated, platform: collector.parse(scalarAt(service, "platform"), "platform", parsePlatform) };
}

function buildOf(
  collector: PackagingCollector,
  service: DocumentValue,
): { readonly folder: string | null; readonly dockerfile: string | null } {
  const build = valueAt(service, "build");
  const context = build?.kind === "scalar" ? scalarAt(build) : scalarAt(build, "context");
  const written = context?.text ?? (build?.kind === "table" ? "." : null);
  const folder = written === null ? null : folderAt(collector.source.file, written);
  if (folder === null) return { folder: null, dockerfile: null };
  const named = textAt(build, "dockerfile");
  return { folder, dockerfile: named === null ? null : below(folder, named) };
}

/** A text without variables, which only the run of Compose or of a workflow would know. */
export function plainText(value: DocumentValue | null, key: string): string | null {
  const text = textAt(value, key);
  return text === null || text === "" || text.includes("$") ? null : text;
}

/** `args` as a table, or as a list of `NAME=VALUE`. */
function argumentsOf(build: DocumentValue | null): ReadonlyMap<string, string> {
  const table = entriesAt(build, "args").flatMap(([name]) => {
    const text = plainText(valueAt(build, "args"), name);
    return text === null ? [] : [[name, text] as const];
  });
  const lines = itemsAt(build, "args").flatMap((item) => (item.kind === "scalar" ? [item.text] : []));
  return new Map([...table, ...assignmentsOf(lines)]);
}

/** `NAME=VALUE` lines with values that are known. */
export function assignmentsOf(lines: readonly string[]): readonly (readonly [string, string])[] {
  return lines.flatMap((line) => {
    const equals = line.indexOf("=");
    const [name, text] = [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
    return equals < 1 || text.includes("$") ? [] : [[name, text] as const];
  });
}

/** The folder that a path names from the folder of a file; null where it leaves the tree or is an address. */
export function folderAt(file: string, written: string): string | null {
  if (written.includes("$")) return null;
  const resolved = resolveTreePath(file, `${written.replace(/\/+$/, "")}/.`);
  if (resolved.kind === "inside") return resolved.path;
  return /^(?:\.\/?)*$/.test(written) && !file.includes("/") ? "." : null;
}

export function below(folder: string, path: string): string | null {
  const resolved = resolveTreePath(folder === "." ? "x" : `${folder}/x`, path);
  return resolved.kind === "inside" ? resolved.path : null;
}
