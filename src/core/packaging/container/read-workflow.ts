import type { Reading } from "../../manifest/reading.ts";
import { parsePlatform } from "../../target/platform.ts";
import { nothingStated, type StatedTarget } from "../../target/stated-target.ts";
import {
  type DocumentScalar,
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
 * Reads a workflow of GitHub Actions as far as it says how images are built: the steps with docker/build-push-action, their folder,
 * Dockerfile, names and platform. What a workflow runs itself on is no place where a model is served. docker/bake-action has inputs of
 * its own and builds what files of HCL or JSON define, which are not read: of its steps nothing is told.
 *
 * Formats: GitHub's "Workflow syntax"; docker/build-push-action's inputs.
 */
export function* readWorkflow(path: string): Reading<ServingReading> {
  const { collector, root } = yield* openYaml(path, "GitHub Actions", "workflow");
  const places: ServingPlace[] = [];
  const builds: ImageBuild[] = [];
  for (const [, { value: job }] of entriesAt(root, "jobs")) {
    for (const step of itemsAt(job, "steps")) {
      const build = buildOf(collector, step);
      if (build === null) continue;
      builds.push(build.build);
      places.push(build.place);
    }
  }
  const { problems, files } = collector.base.reading();
  return { places, builds, problems, files };
}

function buildOf(
  collector: PackagingCollector,
  step: DocumentValue,
): { readonly build: ImageBuild; readonly place: ServingPlace } | null {
  const uses = scalarAt(step, "uses");
  if (uses === null || !/^docker\/build-push-action@/.test(uses.text)) return null;
  const inputs = valueAt(step, "with");
  // Paths of a workflow are from the root of the checkout, wherever the workflow stands.
  const folder = folderAt("workflow", textAt(inputs, "context") ?? ".");
  if (folder === null) return null;
  const file = textAt(inputs, "file");
  const dockerfile = file === null || file.includes("$") ? null : below(".", file);
  const images = imagesOf(textAt(inputs, "tags") ?? "");
  const place: ServingPlace = {
    tool: "GitHub Actions",
    name: `step ${textAt(step, "name") ?? uses.text}`,
    aliases: [],
    images,
    builtFrom: folder,
    dockerfile,
    build: {
      target: plainText(inputs, "target"),
      buildArguments: new Map(assignmentsOf((textAt(inputs, "build-args") ?? "").split(/\r?\n/))),
    },
    target: targetOf(collector, scalarAt(inputs, "platforms")),
    origin: collector.originOf(uses),
  };
  return { build: { images, folder, dockerfile }, place };
}

/** Of a tag with an expression, what stands before it is the image's name. */
function imagesOf(tags: string): readonly string[] {
  const names = tags.split(/[\r\n,]+/).map((tag) => (tag.split("${{")[0] ?? "").trim().replace(/:$/, ""));
  return [...new Set(names.filter((name) => /^[\w./:@-]+$/.test(name)))];
}

/** One platform says where the image runs; of several, each is built, and which one is served is not told. */
function targetOf(collector: PackagingCollector, platforms: DocumentScalar | null): StatedTarget {
  if (platforms === null || /[,\n$]/.test(platforms.text.trim())) return nothingStated;
  return { ...nothingStated, platform: collector.parse(platforms, "platforms", parsePlatform) };
}
