import type { PackageName } from "../python/name.ts";
import { compareVersions, type Version } from "../python/version.ts";
import { singletonRange } from "../python/version-range.ts";
import type { AvoidedByName } from "../resolution/avoided-versions.ts";
import type { Conflict } from "../resolution/conflict.ts";
import type { NotAssessed, Resolution } from "../resolution/resolution.ts";
import type { Finding } from "../rule/finding.ts";
import type { Attempt, AttemptAnswer } from "./attempt.ts";
import { avoidingMore, Descent, isNews, keptWithin, type Shunned } from "./avoidance.ts";
import { Frontier, type Node } from "./frontier.ts";
import { type LineKey, lineKey, type Standing } from "./standing.ts";

/** A finding to clear, where it was found. */
export interface Goal {
  readonly place: string;
  readonly finding: Finding;
}

/** A requirement whose version may be moved by an edit. */
export interface MovableLine {
  /** A line that a person wrote, and not one that a tool compiled from such lines: moving it costs more. */
  readonly direct: boolean;
  /** Lines that say the same version and move with it, such as the one that this one was compiled from. */
  readonly together?: readonly LineKey[];
}

export interface Search {
  readonly standings: readonly Standing[];
  readonly goals: readonly Goal[];
  readonly lines: ReadonlyMap<LineKey, MovableLine>;
  /** Packages that policy holds where they are. */
  readonly frozen: ReadonlySet<PackageName>;
  /** What policy, and the direction of the fix, rule out from the start. */
  readonly avoid: AvoidedByName;
  /** True for a finding that no plan may bring in. */
  readonly isUnacceptable: (finding: Finding) => boolean;
  /** Solves of all places that are spent at most. */
  readonly mostAttempts: number;
}

export interface Found {
  readonly kind: "found";
  readonly loosened: ReadonlySet<LineKey>;
  readonly avoid: AvoidedByName;
  readonly answers: readonly AttemptAnswer[];
  readonly asked: number;
}

export type SearchResult =
  | Found
  | {
      readonly kind: "impossible";
      /** Why the last way was closed; null where a finding kept coming back. */
      readonly conflict: Conflict | null;
      readonly avoid: AvoidedByName;
      /** What no plan may bring in and the last ways brought. */
      readonly brought: readonly Finding[];
      /** True where the bound was reached before every way was tried. */
      readonly early: boolean;
      readonly asked: number;
    }
  /** A question stayed without an answer, so that nothing can be promised. */
  | { readonly kind: "incomplete"; readonly why: string; readonly asked: number };

/** Versions of one package that are ruled out one after the other before a way is given up. */
const mostRounds = 40;

/**
 * Finds the fewest lines whose movement clears every goal in every place and brings in nothing unacceptable.
 *
 * A search by conflicts: the first attempt loosens no line. Where it cannot be solved, the proof names the lines that take part, and one of them
 * has to move: each that may is a way on, tried in the order of what it costs. So no set is tried of which a part is known to fail,
 * and the first that works costs least. Where it is solved and a finding comes back with the version that was chosen, that version
 * is ruled out and the attempt is made again. In the end each package that moved and was no goal is asked to stay.
 */
export function* searchFix(search: Search): Generator<Attempt, SearchResult, readonly AttemptAnswer[]> {
  const frontier = new Frontier(search.lines);
  frontier.push({ loosened: new Set(), avoid: search.avoid });
  let asked = 0;
  let closed: Conflict | null = null;
  let learnt = search.avoid;
  let brought: readonly Finding[] = [];
  let cut = false;
  for (let node = frontier.pop(); node !== null; node = frontier.pop()) {
    let { avoid } = node;
    const descent = new Descent();
    let open = true;
    for (let round = 0; round < mostRounds; round += 1) {
      if (asked >= search.mostAttempts)
        return { kind: "impossible", conflict: closed, avoid: learnt, brought, early: true, asked };
      asked += 1;
      const answers = yield { loosened: node.loosened, avoid, alone: null };
      const verdict = judge(search, node, answers, descent);
      learnt = avoid;
      if (verdict.kind === "incomplete") return { kind: "incomplete", why: verdict.why, asked };
      if (verdict.kind === "blocked") {
        closed ??= verdict.culprits.length === 0 ? verdict.conflict : null;
        for (const line of verdict.culprits) {
          const together = search.lines.get(line)?.together ?? [];
          frontier.push({ loosened: new Set([...node.loosened, line, ...together]), avoid });
        }
        open = false;
        break;
      }
      if (verdict.kind === "fine") return yield* settled(search, { ...node, avoid }, answers, asked);
      brought = verdict.bad.filter((finding) => !isGoalOf(search, finding));
      const news = verdict.shun.filter((shunned) => isNews(avoid, shunned));
      open = news.length > 0;
      if (!open) break;
      avoid = avoidingMore(avoid, news);
    }
    cut ||= open;
  }
  return { kind: "impossible", conflict: closed, avoid: learnt, brought, early: cut, asked };
}

type Judgement =
  | { readonly kind: "fine" }
  | { readonly kind: "again"; readonly shun: readonly Shunned[]; readonly bad: readonly Finding[] }
  | { readonly kind: "blocked"; readonly conflict: Conflict; readonly culprits: readonly LineKey[] }
  | { readonly kind: "incomplete"; readonly why: string };

const isGoalOf = ({ goals }: Search, { key }: Finding): boolean => goals.some(({ finding }) => finding.key === key);

function judge(search: Search, node: Node, answers: readonly AttemptAnswer[], descent: Descent): Judgement {
  for (const { place, outcome, complete } of answers) {
    if (outcome.kind === "incomplete")
      return { kind: "incomplete", why: `${place}: ${firstMissing(outcome.notAssessed)}` };
    if (!complete) return { kind: "incomplete", why: `${place}: the findings could not be checked` };
  }
  for (const { outcome } of answers) {
    if (outcome.kind !== "unsatisfiable") continue;
    const { conflict } = outcome;
    const named = new Set(conflict.origins.map(lineKey));
    const culprits = [...named].filter((key) => search.lines.has(key) && !node.loosened.has(key));
    return { kind: "blocked", conflict, culprits };
  }
  const bad = answers.flatMap((answer) => unwanted(search, answer));
  const shun = bad.map((finding) => descent.shun(finding)).filter((one) => one !== null);
  if (bad.length > 0) return { kind: "again", shun, bad };
  const uneven = unevenLines(search, node, answers);
  return uneven.length > 0 ? { kind: "again", shun: uneven, bad: [] } : { kind: "fine" };
}

const firstMissing = ([first]: readonly NotAssessed[]): string =>
  first === undefined ? "a question stayed without an answer" : `${first.what}: ${first.why}`;

/** Goals that are still there in an answer, and findings that were not there before and may not come. */
export function unwanted({ standings, goals, isUnacceptable }: Search, { place, findings }: AttemptAnswer): Finding[] {
  const wanted = new Set(goals.filter((goal) => goal.place === place).map(({ finding }) => finding.key));
  const before = new Set(standings.find((standing) => standing.place === place)?.findings.map(({ key }) => key) ?? []);
  return findings.filter((finding) => wanted.has(finding.key) || (!before.has(finding.key) && isUnacceptable(finding)));
}

/** A line says one version to every place that reads it: where they chose differently, the lower choices are ruled out. */
function unevenLines({ standings }: Search, { loosened }: Node, answers: readonly AttemptAnswer[]): Shunned[] {
  const highest = new Map<PackageName, Version>();
  const uneven = new Set<PackageName>();
  for (const { requirements, place } of standings) {
    const installed = versionsOf(resolutionOf(answers, place));
    for (const { origin, specifier } of requirements) {
      const version = installed.get(specifier.name);
      if (version === undefined || !loosened.has(lineKey(origin))) continue;
      const known = highest.get(specifier.name);
      if (known !== undefined && compareVersions(known, version) !== 0) uneven.add(specifier.name);
      if (known === undefined || compareVersions(known, version) < 0) highest.set(specifier.name, version);
    }
  }
  return [...uneven].map((name) =>
    keptWithin(
      name,
      singletonRange(highest.get(name) as Version),
      "search",
      "is not what the other places of its line take",
    ),
  );
}

/** Asks every package that moved without being a goal to stay, the one that moved furthest down the alphabet last: what can stay, stays. */
function* settled(
  search: Search,
  node: Node,
  answers: readonly AttemptAnswer[],
  asked: number,
): Generator<Attempt, Found, readonly AttemptAnswer[]> {
  const wanted = new Set(search.goals.map(({ finding }) => finding.package));
  const before = installedBefore(search.standings);
  let found: Found = { kind: "found", loosened: node.loosened, avoid: node.avoid, answers, asked };
  for (const name of movedIn(before, answers)) {
    const version = before.get(name);
    if (wanted.has(name) || version === undefined || found.asked >= search.mostAttempts) continue;
    const avoid = avoidingMore(found.avoid, [keptWithin(name, singletonRange(version), "search", "need not move")]);
    const again = yield { loosened: node.loosened, avoid, alone: null };
    const holds =
      judge(search, node, again, new Descent()).kind === "fine" &&
      movedIn(before, again).length < movedIn(before, found.answers).length;
    found = holds ? { ...found, avoid, answers: again, asked: found.asked + 1 } : { ...found, asked: found.asked + 1 };
  }
  return found;
}

export function installedBefore(standings: readonly Standing[]): ReadonlyMap<PackageName, Version> {
  return new Map(standings.flatMap(({ resolution }) => [...versionsOf(resolution)]));
}

function movedIn(before: ReadonlyMap<PackageName, Version>, answers: readonly AttemptAnswer[]): readonly PackageName[] {
  const moved = new Set<PackageName>();
  for (const { place } of answers) {
    for (const [name, version] of versionsOf(resolutionOf(answers, place))) {
      const known = before.get(name);
      if (known !== undefined && compareVersions(known, version) !== 0) moved.add(name);
    }
  }
  return [...moved].sort();
}

export function versionsOf(resolution: Resolution | null): ReadonlyMap<PackageName, Version> {
  return new Map(resolution?.packages.map(({ name, version }) => [name, version]) ?? []);
}

export function resolutionOf(answers: readonly AttemptAnswer[], place: string): Resolution | null {
  const outcome = answers.find((answer) => answer.place === place)?.outcome;
  return outcome?.kind === "resolved" ? outcome.resolution : null;
}
