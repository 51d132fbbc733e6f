import type { PackageName } from "../../core/python/name.ts";
import { compareVersions, parseVersion } from "../../core/python/version.ts";
import { mergedListing } from "../../core/resolution/listing.ts";
import type { ProjectAnswer } from "../../core/resolution/question.ts";
import { sameInputs } from "../../core/scan/cause.ts";
import type { FormerPin } from "../../core/scan/observation.ts";
import type { Inputs, PlaceRecord } from "../../core/scan/record.ts";
import type { Place } from "../resolve-models.ts";

/** Most projects that are asked for in one place beyond those of its own resolution. */
const mostAsked = 500;

/** What became of the versions that were installed by the last record and are not what would be installed now. */
export async function formerPins(
  place: Place,
  inputs: Inputs,
  previous: PlaceRecord | null,
  installed: ReadonlySet<string>,
): Promise<readonly FormerPin[]> {
  // What a commit moved away from is nobody's concern any more.
  if (previous === null || !sameInputs(previous.inputs, inputs)) return [];
  const told = previous.items.filter(({ rule }) => rule === "scan/gone" || rule === "scan/yanked");
  const pins = new Map<string, { name: string; version: string }>();
  for (const { name, version } of previous.packages) pins.set(`${name} ${version}`, { name, version });
  for (const { package: name, version } of told) {
    if (name !== null && version !== null) pins.set(`${name} ${version}`, { name, version });
  }
  const left = [...pins].filter(([key]) => !installed.has(key)).map(([, pin]) => pin);
  return await Promise.all(left.slice(0, mostAsked).map((pin) => stateOf(place, pin)));
}

async function stateOf(place: Place, { name, version }: { name: string; version: string }): Promise<FormerPin> {
  const answer = (await place.ask({ kind: "project", name: name as PackageName })) as ProjectAnswer;
  if (answer.kind === "failed") return { name, version, index: "", state: null };
  if (answer.kind === "absent")
    return { name, version, index: answer.asked[0] ?? "the index", state: { kind: "gone" } };
  const index = answer.pages[0]?.index ?? "the index";
  const wanted = parseVersion(version);
  const { versions } = mergedListing(name as PackageName, answer.pages);
  const listed = wanted === null ? undefined : versions.find((one) => compareVersions(one.version, wanted) === 0);
  const files = listed === undefined ? [] : [...listed.wheels, ...listed.sdists];
  if (files.length === 0) return { name, version, index, state: { kind: "gone" } };
  // PEP 592 yanks files: a version is yanked where all of them are.
  const reasons = files.map(({ yanked }) => yanked);
  const all = reasons.every((reason) => reason !== null);
  return { name, version, index, state: all ? { kind: "yanked", reason: reasons[0] ?? "" } : { kind: "listed" } };
}
