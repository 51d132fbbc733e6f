import { isGlob } from "../discovery/glob.ts";
import type { ModelEntry } from "./config.ts";
import { shorten } from "./config-problem.ts";
import type { RawModel } from "./config-schema.ts";
import { nearestName } from "./nearest-name.ts";
import type { Section } from "./section.ts";

type Path = readonly (string | number)[];

/** Reads `models:`: paths stay inside of the tree, ids are unique, and every target that is named is declared. */
export function readModels(
  raw: readonly RawModel[],
  targets: Iterable<string>,
  section: Section,
): readonly ModelEntry[] {
  const declared = [...targets];
  const ids = new Map<string, number>();
  return raw.map((model, index): ModelEntry => {
    const at: Path = ["models", index];
    const path = readTreePath(model.path, [...at, "path"], section);
    checkId(model, path, index, ids, section);
    checkTargets(model, at, declared, section);
    const paths = (key: "manifests" | "constraints"): readonly string[] =>
      (model[key] ?? []).map((text, position) => readRelativePath(text, [...at, key, position], section));
    return {
      id: model.id ?? null,
      path,
      targets: model.targets ?? null,
      manifests: model.manifests === undefined ? null : paths("manifests"),
      dockerfile:
        model.dockerfile === undefined ? null : readRelativePath(model.dockerfile, [...at, "dockerfile"], section),
      ...(model.lock === undefined
        ? {}
        : { lock: model.lock === false ? false : readRelativePath(model.lock, [...at, "lock"], section) }),
      extras: model.extras ?? [],
      groups: model.groups ?? [],
      constraints: paths("constraints"),
      ...(model.environment === undefined ? {} : { environment: model.environment }),
      origin: section.originOf(at),
    };
  });
}

function checkId(model: RawModel, path: string, index: number, ids: Map<string, number>, section: Section): void {
  if (model.id === undefined) return;
  const at: Path = ["models", index, "id"];
  if (isGlob(path)) {
    const message = `Model \`${model.id}\` has a glob as its path, which stands for several models: their ids follow from their folders.`;
    section.refuse(at, "config/invalid-value", message, "Remove `id`, or name one folder.");
  }
  const first = ids.get(model.id);
  if (first === undefined) ids.set(model.id, index);
  else
    section.refuse(
      at,
      "config/duplicate-id",
      `Model \`${model.id}\` is declared twice, first as \`${section.keyText(["models", first])}\`.`,
      "Give one of them another id.",
    );
}

function checkTargets(model: RawModel, at: Path, declared: readonly string[], section: Section): void {
  const name = model.id ?? model.path;
  if (model.targets?.length === 0) {
    const hint = "Name one, or remove `targets` to take them all.";
    section.refuse(
      [...at, "targets"],
      "config/invalid-value",
      `Model \`${shorten(name)}\` has an empty list of targets.`,
      hint,
    );
  }
  model.targets?.forEach((target, position) => {
    if (declared.includes(target)) return;
    const near = nearestName(target, declared);
    const known =
      declared.length === 0
        ? "none is"
        : `declared are ${declared
            .slice(0, 10)
            .map((id) => `\`${id}\``)
            .join(", ")}`;
    const hint = near === null ? `Declare it under \`targets:\` in ${section.file}.` : `Did you mean \`${near}\`?`;
    const message = `Model \`${shorten(name)}\` names target \`${target}\`, which is not declared: ${known}.`;
    section.refuse([...at, "targets", position], "config/unknown-target", message, hint);
  });
}

/** A path from the root of the tree without `./` and a slash at its end; `.` for the root. */
function readTreePath(text: string, at: Path, section: Section): string {
  const parts = partsOf(text, at, section);
  return parts.length === 0 ? "." : parts.join("/");
}

/** A path from the model's folder. It may lead out of the folder, as shared constraints do, but the tree is checked where it is read. */
function readRelativePath(text: string, at: Path, section: Section): string {
  if (!isAbsolute(text)) return text.trim().replace(/^(?:\.\/)+/, "");
  refuseAbsolute(text, at, section);
  return text;
}

function partsOf(text: string, at: Path, section: Section): readonly string[] {
  if (isAbsolute(text)) refuseAbsolute(text, at, section);
  const parts = text
    .trim()
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) {
    const message = `Path \`${shorten(text)}\` leaves the repository: expected a folder inside of it.`;
    section.refuse(at, "config/path-outside-tree", message, "Write it from the root of the repository.");
  }
  return parts;
}

const isAbsolute = (text: string): boolean => text.startsWith("/") || text.includes("\\") || /^[A-Za-z]:/.test(text);

function refuseAbsolute(text: string, at: Path, section: Section): void {
  const message = `Path \`${shorten(text)}\` is not relative: expected a path with \`/\` between folders.`;
  section.refuse(at, "config/path-outside-tree", message, "Write it from the root of the repository.");
}
