import { createHash } from "node:crypto";
import { compareResolutions } from "../../core/comparison/compare-resolutions.ts";
import type { Config } from "../../core/config/config.ts";
import type { Requirement } from "../../core/manifest/requirement.ts";
import type { PackageName } from "../../core/python/name.ts";
import { parseVersion } from "../../core/python/version.ts";
import type { AttemptAnswer } from "../../core/remediation/attempt.ts";
import { compiledEdit, constraintFor, editsFor, overrideEdit, swapEdit } from "../../core/remediation/edits.ts";
import type { ImpossibleReason } from "../../core/remediation/impossible-reason.ts";
import type { ClearedFinding, Plan, PlannedEdit } from "../../core/remediation/plan.ts";
import {
  type Found,
  type Goal,
  resolutionOf,
  type Search,
  unwanted,
  versionsOf,
} from "../../core/remediation/search.ts";
import { lineKey, type Standing } from "../../core/remediation/standing.ts";
import { undoneByCutOff } from "../../core/remediation/undone-by.ts";
import { distinctNotAssessed } from "../../core/resolution/distinct-not-assessed.ts";
import type { NotAssessed } from "../../core/resolution/resolution.ts";
import type { Finding } from "../../core/rule/finding.ts";
import { overlayTree } from "../../shell/files/overlay-tree.ts";
import type { Tree } from "../../shell/files/tree.ts";
import { readModelSide } from "../read-model.ts";
import { allowedVariables } from "../resolve-models.ts";
import type { World } from "../world.ts";
import { answersOf } from "./answer-attempt.ts";
import { constraintHome } from "./constraint-home.ts";
import { editFiles, type FileEdit } from "./edit-files.ts";
import type { FixRequest } from "./fix-request.ts";
import type { FixingPlace } from "./fixing-place.ts";
import { sourceLines } from "./source-lines.ts";
import type { VariedPlace } from "./varied-place.ts";
import { writeLocks } from "./write-locks.ts";

/** A plan with the files as they would be. */
export interface FixPlan {
  readonly plan: Plan;
  readonly files: readonly FileEdit[];
}

/** A plan; or why what was found cannot be written. */
export type MadePlan =
  | ({ readonly kind: "made" } & FixPlan)
  | { readonly kind: "unwritable"; readonly reason: ImpossibleReason; readonly why: string };

/** Constraints that a plan may add before it is given up. */
const mostConstraints = 5;

/**
 * Writes what the search found as edits, and checks them as anybody would who had made them: the edited files are read again, resolved and judged. Where
 * a finding comes back with a package that no line names, a constraint on it is added.
 */
export async function makePlan(
  search: Search,
  found: Found,
  places: readonly VariedPlace[],
  setting: { readonly config: Config; readonly request: FixRequest; readonly world: World },
): Promise<MadePlan> {
  const { goals } = search;
  const written = editsFor(
    places.map(({ standing }) => standing),
    found,
  );
  if (written.kind === "unwritable") {
    const { requirement, version } = written;
    const why = `\`${requirement.text}\` has no form that lets ${version} in.`;
    return { kind: "unwritable", reason: "not-editable", why };
  }
  const edits: PlannedEdit[] = [
    ...written.edits,
    ...places.flatMap((one) => variantEdits(one, found)),
    ...compiledEdits(places, found),
  ].filter((edit, index, all) => all.findIndex((other) => textOf(other) === textOf(edit)) === index);
  for (let round = 0; round <= mostConstraints; round += 1) {
    const edited = await editFiles(setting.request.head, edits);
    if (edited.kind === "refused") return { kind: "unwritable", reason: "not-editable", why: edited.why };
    const answers = await checkEdited(places, edited.files, found, setting);
    const back = unwantedIn(search, answers);
    if (back === null) {
      const why = "The edited manifests have no resolution.";
      return { kind: "unwritable", reason: "conflicting-requirements", why };
    }
    if (back.length === 0 && search.keepsBuilds && answers.some(({ trades }) => trades.length > 0)) {
      const why = "When the edited manifests are resolved again, another CUDA, build or index is taken.";
      return { kind: "unwritable", reason: "no-lock-to-edit", why };
    }
    if (back.length === 0) {
      const changes = changesIn(places, answers);
      const locks = await writeLocks(search, places, changes, edited.files, setting);
      const all = answers.map((answer) => locks.answers.find(({ place }) => place === answer.place) ?? answer);
      const plan = planOf(goals, edits, places, all, found);
      const commands = locks.commands.length === 0 ? {} : { commands: locks.commands };
      const files = [...edited.files, ...locks.files];
      return { kind: "made", plan: { ...plan, ...cautionsOf(edited.files, places, all), ...commands }, files };
    }
    const more = await constraintsAgainst(back, edits, places, found, setting.request.head);
    if (more.length === 0) return { kind: "unwritable", reason: "no-lock-to-edit", why: comesBack(back) };
    edits.push(...more);
  }
  const why = `After ${mostConstraints} constraints the edited manifests still bring something in.`;
  return { kind: "unwritable", reason: "stopped-early", why };
}

/** The edits by which manifests say what a variant does. */
function variantEdits({ standing, swapped, overridden }: VariedPlace, found: Found): readonly PlannedEdit[] {
  const installed = new Map(resolutionOf(found.answers, standing.place)?.packages.map((one) => [one.name, one]) ?? []);
  return [
    ...swapped.flatMap(({ line, swap }) => {
      const chosen = installed.get(swap.to);
      return chosen === undefined ? [] : [swapEdit(line, swap, chosen)];
    }),
    ...overridden.flatMap(({ name, home }) => {
      const chosen = installed.get(name);
      return chosen === undefined ? [] : [overrideEdit(chosen, home)];
    }),
  ];
}

/** What has to be added to compiled lists, and taken out of them. */
function compiledEdits(places: readonly FixingPlace[], found: Found): PlannedEdit[] {
  const edits = new Map<string, PlannedEdit>();
  for (const { standing, place } of places) {
    const after = resolutionOf(found.answers, standing.place);
    for (const { path, compiledFrom } of place.model.manifests) {
      // A list with hashes on every line is all that is installed, whatever it was made from.
      const isWhole = compiledFrom !== null || place.head.locked?.facts.path === path;
      if (!isWhole || after === null || edits.has(path)) continue;
      const listed = place.head.side.reading.requirements.filter(({ origin }) => origin.file === path);
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
      const sources = fittingSources(standing, await sourceLines(tree, place.model, variables));
      const held = place.head.locked !== undefined;
      return await place.resolveAgain({
        requirements: () => [...reading.requirements, ...sources],
        options: {
          hints: false,
          ...(held ? { preferences: versionsOf(resolutionOf(found.answers, standing.place)) } : {}),
        },
      });
    }),
  );
  return await answersOf(outcomes, places, config, world);
}

/** Those whose line the standing fits too: a list that had run away from its source before is no fault of the plan. */
function fittingSources({ requirements }: Standing, sources: readonly Requirement[]): readonly Requirement[] {
  const known = new Set(requirements.map(({ origin }) => lineKey(origin)));
  return sources.filter(({ origin }) => known.has(lineKey(origin)));
}

/** Goals that come back, and what comes anew that no plan may bring in; null where a place has no resolution any more, or stayed without an answer. */
function unwantedIn(search: Search, answers: readonly AttemptAnswer[]): readonly Goal[] | null {
  if (answers.some(({ outcome, complete }) => outcome.kind !== "resolved" || !complete)) return null;
  return answers.flatMap((answer) => unwanted(search, answer).map((finding) => ({ place: answer.place, finding })));
}

function comesBack(back: readonly Goal[]): string {
  const [first] = back;
  const what =
    first === undefined
      ? "a finding"
      : `${first.finding.advisory?.id ?? first.finding.rule} of ${first.finding.package ?? "the target"} ${first.finding.version ?? ""}`.trimEnd();
  return `When the edited manifests are resolved again, ${what} is there on ${first?.place ?? "a place"}, and no line of theirs can keep it away.`;
}

/** As a comment in a file takes it: an id from outside is no more than letters, digits and signs of ids. */
const subjectOf = ({ advisory, rule }: Finding): string =>
  (advisory?.id ?? rule).replace(/[^A-Za-z0-9/_.-]/g, "").slice(0, 60);

/** Constraints for the packages that bring something in, each in the first file of its place that takes a line; none where one is there already. */
async function constraintsAgainst(
  back: readonly Goal[],
  edits: readonly PlannedEdit[],
  places: readonly FixingPlace[],
  found: Found,
  tree: Tree,
): Promise<readonly PlannedEdit[]> {
  const more = new Map<string, PlannedEdit>();
  for (const { place, finding } of back) {
    const name = finding.package as PackageName;
    const one = places.find(({ standing }) => standing.place === place);
    const bad = finding.version === null ? null : parseVersion(finding.version);
    const wanted = resolutionOf(found.answers, place)?.packages.find((package_) => package_.name === name);
    const home = one === undefined ? null : await constraintHome(tree, one.place, "constraint");
    if (bad === null || wanted === undefined || home === null) continue;
    const edit = constraintFor(name, bad, wanted, home, subjectOf(finding));
    if (edit === null || edits.some((other) => textOf(other) === textOf(edit))) continue;
    more.set(textOf(edit), edit);
  }
  return [...more.values()];
}

function planOf(
  goals: readonly Goal[],
  edits: readonly PlannedEdit[],
  places: readonly FixingPlace[],
  answers: readonly AttemptAnswer[],
  found: Found,
): Plan {
  const introduces: ClearedFinding[] = [];
  for (const { standing } of places) {
    const answer = answers.find(({ place }) => place === standing.place);
    const before = new Set(standing.findings.map(({ key }) => key));
    for (const finding of answer?.findings ?? []) {
      if (!before.has(finding.key)) introduces.push({ place: standing.place, finding });
    }
  }
  const changes = changesIn(places, answers);
  // Where a lock alone moves, there is no edit to tell two plans apart.
  const moves = edits.length > 0 ? [] : changes.flatMap((one) => one.changes.map(({ name, to }) => `${name} ${to}`));
  const open = newlyOpen(places, answers);
  const trades = answers.flatMap(({ place, trades: own }) => own.map((trade) => ({ place, trade })));
  return {
    id: idOf(goals, edits, moves),
    clears: goals,
    edits,
    places: changes,
    introduces,
    trades,
    ...(open.length === 0 ? {} : { notAssessed: open }),
    attempts: found.asked,
  };
}

/** What stands in the edited files and would undo the edits later. */
function cautionsOf(
  files: readonly FileEdit[],
  places: readonly FixingPlace[],
  answers: readonly AttemptAnswer[],
): Pick<Plan, "cautions"> {
  const moved = places.flatMap(({ standing }) => {
    const before = versionsOf(standing.resolution);
    const after = resolutionOf(answers, standing.place)?.packages ?? [];
    return after.filter(({ name, version }) => before.get(name)?.text !== version.text);
  });
  const distinct = [...new Map(moved.map((one) => [`${one.name} ${one.version.text}`, one])).values()];
  const cautions = files.flatMap(({ path, before }) => undoneByCutOff(path, before, distinct) ?? []);
  return cautions.length === 0 ? {} : { cautions };
}

/** What is taken on trust of what the edits bring in, such as the requirements of a source distribution. */
function newlyOpen(places: readonly FixingPlace[], answers: readonly AttemptAnswer[]): readonly NotAssessed[] {
  const before = places.flatMap(({ notAssessed }) => notAssessed);
  const known = new Set(before.map(({ what, why }) => `${what}\n${why}`));
  return distinctNotAssessed(answers.flatMap(({ notAssessed }) => notAssessed)).filter(
    ({ what, why }) => !known.has(`${what}\n${why}`),
  );
}

/** What is installed differently, by place. */
function changesIn(places: readonly FixingPlace[], answers: readonly AttemptAnswer[]): Plan["places"] {
  return places.map(({ standing }) => {
    const after = resolutionOf(answers, standing.place);
    return {
      place: standing.place,
      changes: after === null ? [] : compareResolutions(standing.resolution, after),
    };
  });
}

/** The same findings cleared by the same edits are one plan, on every run. */
function idOf(goals: readonly Goal[], edits: readonly PlannedEdit[], moves: readonly string[]): string {
  const parts = [
    ...goals.map(({ place, finding }) => `${place} ${finding.key}`).sort(),
    ...edits.map(textOf).sort(),
    ...[...new Set(moves)].sort(),
  ];
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 12);
}

function textOf(edit: PlannedEdit): string {
  switch (edit.kind) {
    case "clauses":
      return `${edit.requirement.origin.file} ${edit.requirement.text} ${edit.name ?? ""}${edit.clauses}`;
    case "compiled":
      return `${edit.file} +${edit.added.map(({ name, version }) => `${name}==${version}`).join()} -${edit.removed.join()}`;
    case "constraint":
      return `${edit.file} ${edit.text}`;
  }
}
