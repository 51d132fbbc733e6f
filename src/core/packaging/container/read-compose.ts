import type { Reading } from "../../manifest/reading.ts";
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
import { openYaml } from "../open-yaml.ts";
import type { PackagingCollector } from "../packaging-collector.ts";
import type { ImageBuild, ServingPlace, ServingReading } from "../serving-place.ts";
import { assignmentsOf, below, folderAt, plainText } from "./build-inputs.ts";

/**
 * Reads a compose file: for each service its image or the folder that it is built from, and its platform.
 *
 * Format: the Compose Specification.
 */
export function* readCompose(path: string): Reading<ServingReading> {
  const { collector, root } = yield* openYaml(path, "Compose", "compose");
  const places = entriesAt(root, "services").map(([name, entry]) => serviceOf(collector, name, entry));
  const { problems, files } = collector.base.reading();
  const builds = places.flatMap(({ images, builtFrom, dockerfile }): readonly ImageBuild[] =>
    builtFrom === null ? [] : [{ images, folder: builtFrom, dockerfile }],
  );
  return { places, builds, problems, files };
}

function serviceOf(collector: PackagingCollector, name: string, { key, value }: DocumentEntry): ServingPlace {
  const image = scalarAt(value, "image");
  const { folder, dockerfile } = buildOf(collector, value);
  const build = valueAt(value, "build");
  const container = textAt(value, "container_name");
  return {
    tool: "Compose",
    name: `service ${name}`,
    aliases: container === null ? [name] : [name, container],
    images: image === null || image.text.includes("$") ? [] : [image.text],
    builtFrom: folder,
    dockerfile,
    ...(folder === null ? {} : { build: { target: plainText(build, "target"), buildArguments: argumentsOf(build) } }),
    target: { ...targetOf(collector, value), image: folder === null ? imageOf(collector, value) : null },
    origin: collector.originOf(key),
  };
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

/** `args` as a table, or as a list of `NAME=VALUE`. */
function argumentsOf(build: DocumentValue | null): ReadonlyMap<string, string> {
  const table = entriesAt(build, "args").flatMap(([name]) => {
    const text = plainText(valueAt(build, "args"), name);
    return text === null ? [] : [[name, text] as const];
  });
  const lines = itemsAt(build, "args").flatMap((item) => (item.kind === "scalar" ? [item.text] : []));
  return new Map([...table, ...assignmentsOf(lines)]);
}
