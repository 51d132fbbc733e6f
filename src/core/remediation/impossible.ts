import type { PackageName } from "../python/name.ts";
import { compareVersions, type Version } from "../python/version.ts";
import type { AvoidedByName } from "../resolution/avoided-versions.ts";
import type { Conflict, PassedOver } from "../resolution/conflict.ts";
import type { Finding } from "../rule/finding.ts";
import type { Attempt, AttemptAnswer } from "./attempt.ts";
import { avoidingMore, isNews, type Shunned, shunnedBy } from "./avoidance.ts";
import type { Impossible, ImpossibleReason } from "./impossible-reason.ts";
import type { Search, SearchResult } from "./search.ts";
import { lineKey } from "./standing.ts";

const mostRounds = 40;

/** Findings that a version brings because its CUDA asks for a newer driver than the target has. */
const ofDriver: ReadonlySet<string> = new Set(["accelerator/driver-too-old", "accelerator/needs-forward-compat"]);

/**
 * Why no plan clears the goals of one package: is there any version of it at all that would do, looked at on its own? If there is none, what
 * was passed over says why. If there is one, and each of them needs another driver, that is why; else the proof of the last closed way says what holds it.
 */
export function* explainImpossible(
  search: Search,
  name: PackageName,
  result: Exclude<SearchResult, { kind: "found" }>,
): Generator<Attempt, Impossible, readonly AttemptAnswer[]> {
  if (result.kind === "incomplete") {
    const remedy = "Run it again once the index and the advisory source answer.";
    return { reason: "incomplete", explanation: `${result.why}.`, remedy };
  }
  const isGoal = (place: string, { key }: Finding): boolean =>
    search.goals.some((goal) => goal.place === place && goal.finding.key === key);
  const free = yield* lookAlone(name, search.avoid, isGoal);
  if (free.conflict !== null) return withoutVersion(name, free.conflict, installedVersion(search, name));
  const driver = yield* lookAlone(
    name,
    free.avoid,
    (place, finding) => isGoal(place, finding) || (finding.package === name && ofDriver.has(finding.rule)),
  );
  if (driver.conflict !== null && driver.first !== null) {
    const { fixedIn, message } = driver.first;
    const older = fixedIn.length === 0 ? "" : `; versions that run there are ${fixedIn.slice(0, 3).join(", ")}`;
    return {
      reason: "needs-driver",
      explanation: `The nearest version that is free of it cannot run on the target: ${message}`,
      remedy: `Serve it on a newer driver, and say so under \`driver:\` of the target${older}.`,
    };
  }
  if (result.early) {
    const explanation =
      result.asked === 0
        ? "The questions that one plan may take were used up by other packages before this one was looked at; there may be a way."
        : `The search ended after ${result.asked} attempts without a set of versions that clears it; there may be one.`;
    return {
      reason: "stopped-early",
      explanation,
      remedy: "Name single findings with `--only`: fewer goals need fewer attempts.",
    };
  }
  const { conflict } = result;
  if (conflict === null) {
    const what = [...new Set(result.brought.map(subjectOf))].slice(0, 3).join(", ");
    const explanation = `A version of ${name} without the finding exists, and every way to it brings in ${what === "" ? "a finding that is as severe" : what}.`;
    return {
      reason: "conflicting-requirements",
      explanation,
      remedy:
        "Accept one of the two for a time with an entry of `policy.ignore`, or wait for a release without either.",
    };
  }
  const held = isHeldByPolicy(conflict) || restsOnFrozen(search, conflict);
  return {
    reason: held ? "held-by-policy" : "conflicting-requirements",
    explanation: conflict.text,
    remedy: held
      ? "Change what `policy.packages` says of the package that the proof names."
      : yield* remedyOf(search, name, conflict, result.closedBy),
  };
}

const subjectOf = ({ advisory, rule, package: name, version }: Finding): string =>
  `${advisory?.id ?? rule} of ${name ?? "the target"} ${version ?? ""}`.trimEnd();

/** The lines of the proof that may not move, and what would let them; else what the resolver found by solving with one thing changed. */
function* remedyOf(
  { standings, lines }: Search,
  name: PackageName,
  { origins }: Conflict,
  closedBy: Attempt | null,
): Generator<Attempt, string, readonly AttemptAnswer[]> {
  const named = new Set(origins.map(lineKey));
  const still = standings
    .flatMap(({ requirements }) => requirements)
    .filter(({ origin }) => named.has(lineKey(origin)) && !lines.has(lineKey(origin)))
    // A line without a version takes part in the proof, and holds nothing that could be widened.
    .filter(({ specifier }) => specifier.specifier.specifiers.length > 0);
  const first = still.find(({ specifier }) => specifier.name === name) ?? still[0];
  if (first !== undefined) {
    const { text, origin } = first;
    return `Widen \`${text}\` (${origin.file}:${origin.line}), or let plans do it with \`remediation.allow-widening\`.`;
  }
  const again = closedBy === null ? [] : yield { ...closedBy, hints: true };
  const hints = conflictIn(again)?.hints ?? [];
  if (hints.length > 0) return hints.slice(0, 3).join(" ");
  return "A release of the packages in the proof that asks for less, or `remediation.allow-overrides` where the manifest's tool has overrides.";
}

/** What is left of a package once every version with such a finding is ruled out, one after the other. */
function* lookAlone(
  name: PackageName,
  from: AvoidedByName,
  isBad: (place: string, finding: Finding) => boolean,
): Generator<
  Attempt,
  { readonly conflict: Conflict | null; readonly avoid: AvoidedByName; readonly first: Finding | null },
  readonly AttemptAnswer[]
> {
  let avoid = from;
  let first: Finding | null = null;
  for (let round = 0; round < mostRounds; round += 1) {
    const answers = yield { loosened: new Set(), avoid, alone: name };
    const conflict = conflictIn(answers);
    if (conflict !== null) return { conflict, avoid, first };
    const bad = answers.flatMap(({ place, findings }) => findings.filter((finding) => isBad(place, finding)));
    first ??= bad.find(({ rule }) => ofDriver.has(rule)) ?? null;
    const news = bad.map(shunnedBy).filter((one): one is Shunned => one !== null && isNews(avoid, one));
    if (news.length === 0) break;
    avoid = avoidingMore(avoid, news);
  }
  return { conflict: null, avoid, first };
}

function conflictIn(answers: readonly AttemptAnswer[]): Conflict | null {
  for (const { outcome } of answers) if (outcome.kind === "unsatisfiable") return outcome.conflict;
  return null;
}

interface Words {
  readonly kind: PassedOver["why"]["kind"];
  readonly reason: ImpossibleReason;
  readonly says: string;
  readonly remedy: string;
}

/** In the order in which a reader could do something about it. */
const reasons: readonly Words[] = [
  {
    kind: "prerelease",
    reason: "only-prerelease",
    says: "is a pre-release",
    remedy: "Set `remediation.allow-prereleases: true`, or wait for the release.",
  },
  { kind: "python", reason: "needs-python", says: "", remedy: "" },
  {
    kind: "too-new",
    reason: "too-new",
    says: "was published after the cut-off",
    remedy: "Move `resolve.exclude-newer`, or wait.",
  },
  {
    kind: "no-fitting-wheel",
    reason: "no-wheel-for-target",
    says: "has no file that the target can install",
    remedy: "Serve the model on a platform, glibc or Python that it has wheels for.",
  },
  { kind: "yanked", reason: "only-yanked", says: "was yanked", remedy: "Wait for a release that takes its place." },
];

function withoutVersion(name: PackageName, { passedOver, text }: Conflict, installed: Version | null): Impossible {
  const own = passedOver.filter((one) => one.name === name).sort(nearestFirst(installed));
  for (const { kind, reason, says, remedy } of reasons) {
    const nearest = own.find(({ why }) => why.kind === kind);
    if (nearest === undefined) continue;
    const { version, why } = nearest;
    const of = `The nearest version that may be free of it, ${name} ${version.text},`;
    if (why.kind !== "python") return { reason, explanation: `${of} ${says}.`, remedy };
    return {
      reason,
      explanation: `${of} needs Python ${why.requires}.`,
      remedy: `Serve the model on a Python that is ${why.requires}, and say so under \`python:\` of the target.`,
    };
  }
  if (isHeldByPolicy({ passedOver: own })) {
    const remedy = `Change what \`policy.packages\` says of ${name}.`;
    return { reason: "held-by-policy", explanation: text, remedy };
  }
  return {
    reason: "not-found",
    explanation: `No published version of ${name} is free of it.`,
    remedy: `Take ${name} out, name what takes its place under \`remediation.swaps\`, or accept the finding until a day with an entry of \`policy.ignore\`.`,
  };
}

/** What is newer than the installed version from the lowest up, then what is older from the highest down. */
const nearestFirst =
  (installed: Version | null) =>
  (one: PassedOver, other: PassedOver): number => {
    const isOlder = ({ version }: PassedOver): boolean => installed !== null && compareVersions(version, installed) < 0;
    if (isOlder(one) !== isOlder(other)) return isOlder(one) ? 1 : -1;
    const order = compareVersions(one.version, other.version);
    return isOlder(one) ? -order : order;
  };

const installedVersion = ({ standings }: Search, name: PackageName): Version | null =>
  standings.flatMap(({ resolution }) => resolution.packages).find((one) => one.name === name)?.version ?? null;

/** Whether a line takes part in the proof whose package policy holds. */
function restsOnFrozen({ standings, frozen }: Search, { origins }: Conflict): boolean {
  const keys = new Set(origins.map(lineKey));
  return standings.some(({ requirements }) =>
    requirements.some(({ specifier, origin }) => frozen.has(specifier.name) && keys.has(lineKey(origin))),
  );
}

const isHeldByPolicy = ({ passedOver }: Pick<Conflict, "passedOver">): boolean =>
  passedOver.some(({ why }) => why.kind === "avoided" && why.cause === "policy");
