import type { Origin } from "../error.ts";
import type { Requirement } from "../manifest/requirement.ts";
import { platformNeed } from "../python/platform-tag.ts";
import { anySpecifierSet } from "../python/specifier.ts";
import { compareVersions } from "../python/version.ts";
import { attempt, type Budget } from "./attempt.ts";
import type { Catalog } from "./catalog.ts";
import type { PassedOver } from "./conflict.ts";
import type { HeldAnswers } from "./held-answers.ts";
import type { Asking } from "./question.ts";
import { describeLine } from "./reason.ts";
import type { ResolveRequest } from "./request.ts";

/** Attempts answer from what is held already as far as it goes: a hint is worth a few round trips, not a second run. */
const budget: Budget = { waits: 30, decisions: 3000 };
/** Where a machine constrains, what would do is another release of a framework, with a few dozen libraries that nobody has looked at yet. */
const machineBudget: Budget = { waits: 100, decisions: 3000 };
const mostRelaxations = 6;
/** The minor versions of Python 3 that packages are published for. */
const [oldestPython, newestPython] = [8, 14];
const mostGlibcs = 4;

/** What would make it solvable: read off the versions that were passed over, or found by solving again with one thing changed. */
export function* hintsFor(
  catalog: Catalog,
  passedOver: readonly PassedOver[],
  origins: readonly Origin[],
  held: HeldAnswers,
): Asking<string[]> {
  const { request } = catalog;
  const hints = passedOverHints(passedOver);
  for (const requirement of linesOf(request, origins).slice(0, mostRelaxations)) {
    const hint = yield* relaxation(request, requirement, held);
    if (hint !== null) hints.push(hint);
  }
  if (passedOver.some(({ why }) => why.kind === "no-fitting-wheel" || (why.kind === "python" && !why.invalid))) {
    const hint = yield* otherPython(request, held);
    if (hint !== null) hints.push(hint);
  }
  const hint = yield* newerGlibc(request, passedOver, held);
  if (hint !== null) hints.push(hint);
  const better = yield* betterMachine(request, held);
  if (better !== null) hints.push(better);
  return hints;
}

/** The nearest place with a newer driver on which it works. */
function* betterMachine(request: ResolveRequest, held: HeldAnswers): Asking<string | null> {
  for (const { machine, hint } of request.machine?.better ?? []) {
    if ((yield* attempt({ ...request, machine }, held, machineBudget)) !== null) return hint;
  }
  return null;
}

/** For each package and each kind of reason, the newest version that was passed over for it. */
function passedOverHints(passedOver: readonly PassedOver[]): string[] {
  const newest = new Map<string, PassedOver>();
  for (const entry of passedOver) {
    const key = `${entry.why.kind} ${entry.name}`;
    const present = newest.get(key);
    if (present === undefined || compareVersions(entry.version, present.version) > 0) newest.set(key, entry);
  }
  return [...newest.values()].map(passedOverHint).filter((hint) => hint !== null);
}

function passedOverHint({ name, version, why }: PassedOver): string | null {
  const what = `${name} ${version.text}`;
  switch (why.kind) {
    case "yanked":
      return `${what} exists and was yanked: only \`${name}==${version.text}\` in a manifest of yours selects it.`;
    case "prerelease":
      return `${what} exists and is a pre-release: \`--prerelease allow\` lets it in.`;
    case "too-new":
      return `${what} exists and is newer than the cut-off, or carries no upload time.`;
    case "only-sdist":
      return `${what} exists and has only a source archive, which this run passes over.`;
    case "hash":
      return `${what} exists, and none of its files has a hash that your manifest allows: if the hashes are old, write them anew.`;
    case "avoided":
      // What whoever asks rules out itself is no way out; what policy rules out a person can let in.
      return why.cause === "policy" ? `${what} exists and ${why.why}.` : null;
    case "python":
    case "no-fitting-wheel":
    case "only-wheels":
    case "unreadable":
      return null;
  }
}

/** The manifests' lines of a proof: those with a version first, for they can be relaxed; the others can only go. */
function linesOf(request: ResolveRequest, origins: readonly Origin[]): Requirement[] {
  const lines = request.requirements.filter(({ origin }) =>
    origins.some((other) => other.file === origin.file && other.line === origin.line && other.column === origin.column),
  );
  const isVersioned = ({ specifier }: Requirement): boolean => specifier.specifier.specifiers.length > 0;
  return [...lines.filter(isVersioned), ...lines.filter((line) => !isVersioned(line))];
}

function* relaxation(request: ResolveRequest, requirement: Requirement, held: HeldAnswers): Asking<string | null> {
  const isVersioned = requirement.specifier.specifier.specifiers.length > 0;
  const relaxed = { ...requirement, specifier: { ...requirement.specifier, specifier: anySpecifierSet } };
  const requirements = request.requirements.flatMap((other) =>
    other !== requirement ? [other] : isVersioned ? [relaxed] : [],
  );
  // That nothing at all can be installed helps nobody.
  if (!requirements.some(({ kind }) => kind === "direct" || kind === "pin")) return null;
  const spend = request.machine === undefined ? budget : machineBudget;
  const selected = yield* attempt({ ...request, requirements }, held, spend);
  if (selected === null) return null;
  if (!isVersioned) return `Without ${describeLine(requirement)} the rest can be installed.`;
  const version = selected.get(requirement.specifier.name);
  return `Relaxing ${describeLine(requirement)} would solve it${version === undefined ? "" : `: ${requirement.specifier.name} ${version.text} would be selected`}.`;
}

/** The nearest Python on which it works, a newer one before an older, where a version that was passed over asked for another. */
function* otherPython(request: ResolveRequest, held: HeldAnswers): Asking<string | null> {
  const { python } = request.target;
  const newer = Array.from({ length: Math.max(0, newestPython - python.minor) }, (_, at) => python.minor + 1 + at);
  const older = Array.from({ length: Math.max(0, python.minor - oldestPython) }, (_, at) => python.minor - 1 - at);
  for (const minor of [...newer, ...older]) {
    const target = { ...request.target, python: { ...python, minor, full: `${python.major}.${minor}.0` } };
    if ((yield* attempt({ ...request, target }, held, budget)) !== null)
      return `It can be installed on Python ${python.major}.${minor}.`;
  }
  return null;
}

/** The glibc from which it works, of those that the wheels that were passed over name. */
function* newerGlibc(
  request: ResolveRequest,
  passedOver: readonly PassedOver[],
  held: HeldAnswers,
): Asking<string | null> {
  const { libc, arch } = request.target;
  if (libc?.family !== "glibc") return null;
  const minors = new Set<number>();
  for (const { why } of passedOver) {
    if (why.kind !== "no-fitting-wheel") continue;
    for (const need of why.wheels.flatMap((wheel) => wheel.platformTags).map(platformNeed)) {
      if (need.kind === "glibc" && need.arch === arch && need.major === libc.major && need.minor > libc.minor)
        minors.add(need.minor);
    }
  }
  for (const minor of [...minors].sort((a, b) => a - b).slice(0, mostGlibcs)) {
    const target = { ...request.target, libc: { ...libc, minor } };
    if ((yield* attempt({ ...request, target }, held, budget)) !== null)
      return `It can be installed where glibc is ${libc.major}.${minor} or newer.`;
  }
  return null;
}
