import type { PackageName } from "../python/name.ts";
import { compareVersions, type Version } from "../python/version.ts";
import { singletonRange } from "../python/version-range.ts";
import type { AvoidedByName } from "../resolution/avoided-versions.ts";
import type { Conflict } from "../resolution/conflict.ts";
import type { NotAssessed, Resolution } from "../resolution/resolution.ts";
import type { Finding } from "../rule/finding.ts";
import type { Attempt, AttemptAnswer } from "./attempt.ts";
import { avoidingMore, Descent, isNews, keptWithin, type Shunned, shunnedBy } from "./avoidance.ts";
import { Frontier, type Node } from "./frontier.ts";
import { type Refusal, Refusals } from "./refusals.ts";
import { type LineKey, lineKey, type Standing } from "./standing.ts";
import { shunnedTrade } from "./trade.ts";

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
  /** What moves keeps the CUDA major, the build and the index that it is on. */
  readonly keepsBuilds: boolean;
  /** What is known of these places before the first question, and what is learnt here. */
  readonly memory: Memory;
}

/** What questions have told of places and holds for other goals, too. */
export interface Memory {
  readonly refusals: Refusals;
  /** Findings of advisories in what was tried, by place: which of them matter, each search decides. */
  readonly seen: Map<string, Map<string, Finding>>;
  /** Versions of other builds than those that are installed, by their text. */
  readonly builds: Map<string, Shunned>;
}

export const emptyMemory = (): Memory => ({ refusals: new Refusals(), seen: new Map(), builds: new Map() });

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
      /** The question that it answered. */
      readonly closedBy: Attempt | null;
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

/** Questions that one counts for which the solver gave up: it took as long as many of them. */
const giveUpCounts = 20;

/** Ways that are looked at, most of them without a question. */
const mostWays = 400;

/** Ways that are refused before it is asked whether there is one at all. */
const patience = 8;

/**
 * Finds the fewest lines whose movement clears every goal in every place and brings in nothing unacceptable.
 *
 * A search by conflicts: the first attempt loosens no line. Where it cannot be solved, the proof names the lines that take part, and one of them
 * has to move: each that may is a way on, tried in the order of what it costs. So no set is tried of which a part is known to fail,
 * and the first that works costs least. A way on which an earlier proof holds is refused without a question. Where it is solved and a finding comes back with
 * the version that was chosen, that version is ruled out and the attempt is made again: on all ways where an advisory says so, since it speaks of the version
 * alone. In the end each package that moved and was no goal is asked to stay.
 */
export function* searchFix(search: Search): Generator<Attempt, SearchResult, readonly AttemptAnswer[]> {
  const { memory } = search;
  const frontier = new Frontier(search.lines);
  let facts = knownFacts(search);
  frontier.push({ loosened: new Set(), avoid: search.avoid });
  let asked = 0;
  let ways = 0;
  let closed: Refusal | null = null;
  let brought: readonly Finding[] = [];
  let cut = false;
  const impossible = (early: boolean): SearchResult => ({
    kind: "impossible",
    conflict: closed?.conflict ?? null,
    closedBy: closed?.by ?? null,
    brought,
    early,
    asked,
  });
  const goOn = (node: Node, avoid: AvoidedByName, refusal: Refusal): void => {
    if (refusal.culprits.length === 0) closed ??= refusal;
    for (const line of refusal.culprits) {
      const together = search.lines.get(line)?.together ?? [];
      frontier.push({ loosened: new Set([...node.loosened, line, ...together]), avoid });
    }
  };
  for (let node = frontier.pop(); node !== null; node = frontier.pop()) {
    ways += 1;
    if (ways > mostWays) return impossible(true);
    if (ways === patience) {
      const hopeless = yield* provenHopeless(search, asked);
      asked = hopeless.asked;
      if (hopeless.refusal !== null) {
        closed = hopeless.refusal;
        return impossible(false);
      }
      facts = knownFacts(search);
    }
    let avoid = facts(node.avoid);
    const descent = new Descent();
    let open = true;
    for (let round = 0; round < mostRounds; round += 1) {
      const known = memory.refusals.refusing(node.loosened, avoid);
      if (known !== null) {
        goOn(node, avoid, known);
        open = false;
        break;
      }
      if (asked >= search.mostAttempts) return impossible(true);
      asked += 1;
      const attempt: Attempt = { ...asking(search), loosened: node.loosened, avoid, alone: null };
      const answers = yield attempt;
      if (remember(memory, answers)) facts = knownFacts(search);
      const verdict = judge(search, node, answers, descent);
      if (verdict.kind === "incomplete") return { kind: "incomplete", why: verdict.why, asked };
      if (verdict.kind === "gave-up") {
        // No proof closes this way and none leads on from it: there may be a plan on it.
        asked += giveUpCounts - 1;
        break;
      }
      if (verdict.kind === "blocked") {
        const refusal = { conflict: verdict.conflict, by: attempt, culprits: verdict.culprits };
        memory.refusals.learn(refusal);
        goOn(node, avoid, refusal);
        open = false;
        break;
      }
      if (verdict.kind === "fine") return yield* settled(search, { ...node, avoid }, answers, asked);
      brought = verdict.bad.filter((finding) => !isGoalOf(search, finding));
      open = verdict.shun.some((shunned) => isNews(avoid, shunned));
      if (!open) break;
      avoid = avoidingNews(facts(avoid), verdict.shun);
    }
    cut ||= open;
  }
  return impossible(cut);
}

/** True where an advisory was not seen of that version before, or a version not of another build. */
function remember({ seen, builds }: Memory, answers: readonly AttemptAnswer[]): boolean {
  let isNew = false;
  for (const { place, findings, trades } of answers) {
    for (const trade of trades) {
      const name = `${trade.package} ${trade.version.text}`;
      isNew ||= !builds.has(name);
      builds.set(name, shunnedTrade(trade));
    }
    const known = seen.get(place) ?? new Map<string, Finding>();
    seen.set(place, known);
    for (const finding of findings) {
      const name = `${finding.key} ${finding.version ?? ""}`;
      if (finding.advisory === null || known.has(name)) continue;
      known.set(name, finding);
      isNew = true;
    }
  }
  return isNew;
}

/**
 * Whether nothing can be installed though every line moves that may: then no set of lines is a way, and one proof says so. Where what comes out is
 * wrong by an advisory, that is ruled out and it is asked again; where another rule minds it, fewer lines may do better, and nothing is proven.
 */
function* provenHopeless(
  search: Search,
  asked: number,
): Generator<Attempt, { readonly refusal: Refusal | null; readonly asked: number }, readonly AttemptAnswer[]> {
  const loosened = new Set(search.lines.keys());
  let avoid = knownFacts(search)(search.avoid);
  for (let round = 0; round < patience && asked < search.mostAttempts; round += 1) {
    asked += 1;
    const attempt: Attempt = { ...asking(search), loosened, avoid, alone: null };
    const answers = yield attempt;
    remember(search.memory, answers);
    const refused = answers.find(({ outcome }) => outcome.kind === "unsatisfiable")?.outcome;
    if (refused?.kind === "unsatisfiable") {
      const refusal = { conflict: refused.conflict, by: attempt, culprits: [] };
      search.memory.refusals.learn(refusal);
      return { refusal, asked };
    }
    const next = knownFacts(search)(avoid);
    if (next === avoid) break;
    avoid = next;
  }
  return { refusal: null, asked };
}

/** Rules out what goals and advisories that were seen say of versions, whatever else is chosen. */
function knownFacts(search: Search): (avoid: AvoidedByName) => AvoidedByName {
  const ofGoals = search.goals.map(({ finding }) => finding);
  const seen = [...search.memory.seen].flatMap(([place, known]) => unwantedAmong(search, place, [...known.values()]));
  const ofBuilds = search.keepsBuilds ? search.memory.builds.values() : [];
  const shunned = [...[...ofGoals, ...seen].map(shunnedBy).filter((one) => one !== null), ...ofBuilds];
  const known = new WeakMap<AvoidedByName, AvoidedByName>();
  return (avoid) => {
    const added = known.get(avoid) ?? avoidingNews(avoid, shunned);
    known.set(avoid, added);
    return added;
  };
}

const avoidingNews = (avoid: AvoidedByName, shunned: readonly Shunned[]): AvoidedByName =>
  shunned.reduce((known, one) => (isNews(known, one) ? avoidingMore(known, [one]) : known), avoid);

const asking = ({ keepsBuilds }: Search): Pick<Attempt, "keepsBuilds"> => (keepsBuilds ? { keepsBuilds } : {});

type Judgement =
  | { readonly kind: "fine" }
  | { readonly kind: "again"; readonly shun: readonly Shunned[]; readonly bad: readonly Finding[] }
  | { readonly kind: "blocked"; readonly conflict: Conflict; readonly culprits: readonly LineKey[] }
  | { readonly kind: "gave-up" }
  | { readonly kind: "incomplete"; readonly why: string };

const isGoalOf = ({ goals }: Search, { key }: Finding): boolean => goals.some(({ finding }) => finding.key === key);

function judge(search: Search, node: Node, answers: readonly AttemptAnswer[], descent: Descent): Judgement {
  for (const { place, outcome, complete } of answers) {
    if (outcome.kind === "incomplete" && outcome.gaveUp !== true)
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
  if (answers.some(({ outcome }) => outcome.kind === "incomplete")) return { kind: "gave-up" };
  const bad = answers.flatMap((answer) => unwanted(search, answer));
  const trades = search.keepsBuilds ? answers.flatMap((answer) => answer.trades) : [];
  const shun = [
    ...bad.map((finding) => descent.shun(finding)).filter((one) => one !== null),
    ...trades.map(shunnedTrade),
  ];
  if (bad.length + trades.length > 0) return { kind: "again", shun, bad };
  const uneven = unevenLines(search, node, answers);
  return uneven.length > 0 ? { kind: "again", shun: uneven, bad: [] } : { kind: "fine" };
}

const firstMissing = ([first]: readonly NotAssessed[]): string =>
  first === undefined ? "a question stayed without an answer" : `${first.what}: ${first.why}`;

/** Goals that are still there in an answer, and findings that were not there before and may not come. */
export function unwanted(search: Search, { place, findings }: AttemptAnswer): Finding[] {
  return unwantedAmong(search, place, findings);
}

function unwantedAmong(
  { standings, goals, isUnacceptable }: Search,
  place: string,
  findings: readonly Finding[],
): Finding[] {
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
    const again = yield { ...asking(search), loosened: node.loosened, avoid, alone: null };
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
