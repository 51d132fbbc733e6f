import { createHash } from "node:crypto";
import { compareResolutions } from "../../core/comparison/compare-resolutions.ts";
import type { Config } from "../../core/config/config.ts";
import { readManifest } from "../../core/manifest/manifest-format.ts";
import type { PackageName } from "../../core/python/name.ts";
import { rangeContains, rangeOf } from "../../core/python/version-range.ts";
import type { AttemptAnswer } from "../../core/remediation/attempt.ts";
import { compiledEdit, constraintFor, editOf, editsFor } from "../../core/remediation/edits.ts";
import type { ClearedFinding, Plan, PlannedEdit } from "../../core/remediation/plan.ts";
import { type Found, type Goal, resolutionOf, versionsOf } from "../../core/remediation/search.ts";
import { overlayTree } from "../../shell/files/overlay-tree.ts";
import { readWith } from "../../shell/files/read-with.ts";
import { readModelSide } from "../read-model.ts";
import { allowedVariables } from "../resolve-models.ts";
import type { World } from "../world.ts";
import { answersOf } from "./answer-attempt.ts";
import { editFiles, type FileEdit } from "./edit-files.ts";
import type { FixRequest } from "./fix-request.ts";
import type { FixingPlace } from "./fixing-place.ts";

/** A plan with the files as they would be; or why what was found cannot be written. */
export type MadePlan =
  | { readonly kind: "made"; readonly plan: Plan; readonly files: readonly FileEdit[] }
  | { readonly kind: "unwritable"; readonly why: string };

/** Constraints that a plan may add before it is given up. */
const mostConstraints = 5;

/**
 * Writes what the search found as edits, and checks them as anybody would who had made them: the edited files are read again, resolved and judged. Where
 * a finding comes back with a package that no line names, a constraint on it is added.
 */
export async function makePlan(
  goals: readonly Goal[],
  found: Found,
  places: readonly FixingPlace[],
  setting: { readonly config: Config; readonly request: FixRequest; readonly world: World },
): Promise<MadePlan> {
  const written = editsFor(
    places.map(({ standing }) => standing),
    found,
  );
  if (written.kind === "unwritable") {
    const { requirement, version } = written;
    return { kind: "unwritable", why: `\`${requirement.text}\` has no form that lets ${version} in.` };
  }
  const edits: PlannedEdit[] = [
    ...written.edits,
    ...(await sourceEdits(places, found, setting)),
    ...compiledEdits(places, found),
  ];
  for (let round = 0; round <= mostConstraints; round += 1) {
    const edited = await editFiles(setting.request.head, edits);
    if (edited.kind === "refused") return { kind: "unwritable", why: edited.why };
    const answers = await checkEdited(places, edited.files, found, setting);
    const back = stillThere(goals, answers);
    if (back === null) return { kind: "unwritable", why: "The edited manifests have no resolution." };
    if (back.length === 0)
      return { kind: "made", plan: planOf(goals, edits, places, answers, found), files: edited.files };
    const more = back.flatMap((goal) => constraintAgainst(goal, edits, places, found));
    if (more.length === 0) break;
    edits.push(...more);
  }
  return {
    kind: "unwritable",
    why: "With the edits alone, the finding comes back when the manifests are resolved again.",
  };
}

/** The lines of the files from which a compiled list was made: else the next compilation would undo the edit. */
async function sourceEdits(
  places: readonly FixingPlace[],
  found: Found,
  { request }: { readonly request: FixRequest },
): Promise<PlannedEdit[]> {
  const edits: PlannedEdit[] = [];
  const seen = new Set<string>();
  for (const { standing, place } of places) {
    const installed = new Map(
      resolutionOf(found.answers, standing.place)?.packages.map((one) => [one.name, one]) ?? [],
    );
    for (const { compiledFrom } of place.model.manifests) {
      if (compiledFrom === null || seen.has(compiledFrom)) continue;
      seen.add(compiledFrom);
      const { requirements } = await readWith(request.head, readManifest(compiledFrom));
      for (const requirement of requirements) {
        const chosen = installed.get(requirement.specifier.name);
        if (chosen === undefined || rangeContains(rangeOf(requirement.specifier.specifier), chosen.version)) continue;
        const edit = editOf(requirement, chosen);
        if (edit !== null && edit !== "unwritable") edits.push(edit);
      }
    }
  }
  return edits;
}

/** What has to be added to compiled lists, and taken out of them. */
function compiledEdits(places: readonly FixingPlace[], found: Found): PlannedEdit[] {
  const edits = new Map<string, PlannedEdit>();
  for (const { standing, place } of places) {
    const after = resolutionOf(found.answers, standing.place);
    for (const { path, compiledFrom } of place.model.manifests) {
      if (compiledFrom === null || after === null || edits.has(path)) continue;
      const listed = standing.requirements.filter(({ origin }) => origin.file === path);
      const edit = compiledEdit(path, listed, standing.resolution, after);
      if (edit !== null) edits.set(path, edit);
    }
  }
  return [...edits.values()];
}

/** What the edited files come to, resolved anew: nothing is ruled out any more, and only what a lock or a compiled file holds is held. */
async function checkEdited(
  places: readonly FixingPlace[],
  files: readonly FileEdit[],
  found: Found,
  { config, request, world }: { readonly config: Config; readonly request: FixRequest; readonly world: World },
): Promise<readonly AttemptAnswer[]> {
  const tree = overlayTree(request.head, new Map(files.map(({ path, after }) => [path, after])));
  const variables = allowedVariables(config, world);
  const outcomes = await Promise.all(
    places.map(async ({ standing, place }) => {
      const { reading } = await readModelSide(tree, place.model, variables);
      const held = place.head.locked !== undefined;
      return await place.resolveAgain({
        requirements: () => reading.requirements,
        options: held ? { preferences: versionsOf(resolutionOf(found.answers, standing.place)) } : {},
      });
    }),
  );
  return await answersOf(outcomes, places, config, world);
}

/** Goals that come back; null where a place has no resolution any more, or stayed without an answer. */
function stillThere(goals: readonly Goal[], answers: readonly AttemptAnswer[]): readonly Goal[] | null {
  if (answers.some(({ outcome, complete }) => outcome.kind !== "resolved" || !complete)) return null;
  return goals.filter(({ place, finding }) =>
    answers.some((answer) => answer.place === place && answer.findings.some(({ key }) => key === finding.key)),
  );
}

/** A constraint for a package that comes back, in the first file of its place that takes a line; none where one is there already. */
function constraintAgainst(
  { place, finding }: Goal,
  edits: readonly PlannedEdit[],
  places: readonly FixingPlace[],
  found: Found,
): PlannedEdit[] {
  const name = finding.package as PackageName;
  const one = places.find(({ standing }) => standing.place === place);
  const before = one?.standing.resolution.packages.find((package_) => package_.name === name);
  const after = resolutionOf(found.answers, place)?.packages.find((package_) => package_.name === name);
  const file = one?.place.model.manifests.find(({ path }) => /\.(?:txt|in)$/.test(path))?.path;
  if (before === undefined || after === undefined || file === undefined) return [];
  const edit = constraintFor(name, before, after, file);
  const known = edits.some(
    (other) => other.kind === "constraint" && edit.kind === "constraint" && other.text === edit.text,
  );
  return known ? [] : [edit];
}

function planOf(
  goals: readonly Goal[],
  edits: readonly PlannedEdit[],
  places: readonly FixingPlace[],
  answers: readonly AttemptAnswer[],
  found: Found,
): Plan {
  const introduces: ClearedFinding[] = [];
  const changed = places.map(({ standing }) => {
    const answer = answers.find(({ place }) => place === standing.place);
    const before = new Set(standing.findings.map(({ key }) => key));
    for (const finding of answer?.findings ?? []) {
      if (!before.has(finding.key)) introduces.push({ place: standing.place, finding });
    }
    const after = resolutionOf(answers, standing.place);
    const changes = after === null ? [] : compareResolutions(standing.resolution, after);
    return { place: standing.place, changes };
  });
  const id = idOf(goals, edits);
  return { id, clears: goals, edits, places: changed, introduces, attempts: found.asked };
}

/** The same findings cleared by the same edits are one plan, on every run. */
function idOf(goals: readonly Goal[], edits: readonly PlannedEdit[]): string {
  const parts = [...goals.map(({ place, finding }) => `${place} ${finding.key}`).sort(), ...edits.map(textOf).sort()];
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 12);
}

function textOf(edit: PlannedEdit): string {
  switch (edit.kind) {
    case "clauses":
      return `${edit.requirement.origin.file} ${edit.requirement.text} ${edit.clauses}`;
    case "compiled":
      return `${edit.file} +${edit.added.map(({ name, version }) => `${name}==${version}`).join()} -${edit.removed.join()}`;
    case "constraint":
      return `${edit.file} ${edit.text}`;
  }
}
