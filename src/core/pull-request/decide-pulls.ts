import { isAbout, isNews, type PullMarker } from "./covers.ts";
import type { Proposal } from "./proposal.ts";
import { isOpenAt, scheduleText } from "./schedule.ts";
import type { PullRequestSettings } from "./settings.ts";
import { openPull, type Standing, type StandingPull } from "./standing-pull.ts";
import { type Gone, whyObsolete } from "./why-obsolete.ts";

/** A proposal with the digest of its files. */
export interface DigestedProposal extends Proposal {
  readonly digest: string;
}

/** What is to be done about one branch. */
export type Decision =
  | { readonly kind: "open"; readonly proposal: DigestedProposal; readonly standing: Standing }
  | {
      readonly kind: "update";
      readonly proposal: DigestedProposal;
      readonly standing: Standing;
      readonly pull: StandingPull;
    }
  | { readonly kind: "unchanged"; readonly proposal: DigestedProposal; readonly pull: StandingPull }
  | { readonly kind: "close"; readonly standing: Standing; readonly pull: StandingPull; readonly why: string }
  | {
      readonly kind: "left-alone" | "ignored" | "postponed";
      readonly branch: string;
      readonly title: string;
      readonly pull: StandingPull | null;
      readonly why: string;
    };

export interface PullSituation extends Gone {
  readonly proposals: readonly DigestedProposal[];
  /** By branch: of every proposal, and of every branch of ours. */
  readonly standings: ReadonlyMap<string, Standing>;
  readonly settings: PullRequestSettings;
  /** RFC 3339 in UTC. */
  readonly now: string;
  /** False where something stayed without an answer: what is no longer proposed may be needed all the same. */
  readonly complete: boolean;
  /** Branches of groups that were not planned in this run. */
  readonly unplanned: ReadonlySet<string>;
}

const nowhere = (branch: string): Standing => ({ branch, state: { kind: "missing" }, pulls: [] });

/**
 * What turns the pull requests that there are into those that there should be: advisories first and past the limit, then by severity,
 * closings last, so that what takes the place of a pull request is there before it goes. The same situation after its decisions were carried
 * out asks for nothing.
 */
export function decidePulls(situation: PullSituation): readonly Decision[] {
  const { proposals, standings, settings, now } = situation;
  const wanted = new Set(proposals.map(({ branch }) => branch));
  const inOrder = proposals.toSorted(
    (a, b) =>
      Number(b.covers.security) - Number(a.covers.security) || b.weight - a.weight || (a.branch < b.branch ? -1 : 1),
  );
  const closings = [...standings.values()]
    .filter(({ branch }) => !wanted.has(branch))
    .sort((a, b) => (a.branch < b.branch ? -1 : 1))
    .flatMap((standing) => ending(standing, situation));
  const going = new Set(closings.flatMap((one) => (one.kind === "close" ? [one.pull.number] : [])));
  let open = [...standings.values()]
    .flatMap((standing) => openPull(standing) ?? [])
    .filter(
      ({ number, marker, foreign }) => !going.has(number) && foreign === null && marker?.security !== true,
    ).length;

  const decisions = inOrder.map((proposal): Decision => {
    const decision = decideOne(proposal, standings.get(proposal.branch) ?? nowhere(proposal.branch));
    if (decision.kind !== "open" || proposal.covers.security) return decision;
    const postponed = { kind: "postponed", branch: proposal.branch, title: proposal.title, pull: null } as const;
    if (!isOpenAt(settings.schedule, now))
      return {
        ...postponed,
        why: `\`remediation.pull-requests.schedule\` opens them ${scheduleText(settings.schedule)}.`,
      };
    if (open >= settings.limit)
      return { ...postponed, why: `\`remediation.pull-requests.limit\` is reached: ${open} are open.` };
    open += 1;
    return decision;
  });
  return [...decisions, ...closings];
}

function decideOne(proposal: DigestedProposal, standing: Standing): Decision {
  const { branch, title, covers, digest } = proposal;
  const pull = openPull(standing);
  const leave = (why: string): Decision => ({ kind: "left-alone", branch, title: pull?.title ?? title, pull, why });
  if (pull !== null && pull.foreign !== null) return leave(pull.foreign);
  const { state } = standing;
  if (state.kind === "touched") return leave(state.why);
  if (pull !== null) {
    const same = state.kind === "own" && state.digest === digest && isSame(pull.marker, proposal);
    return same ? { kind: "unchanged", proposal, pull } : { kind: "update", proposal, standing, pull };
  }
  const refused = standing.pulls.filter(isRefusal);
  const markers = refused.flatMap(({ marker }) => marker ?? []);
  // Of one whose body somebody rewrote it is not known what it was about: a no to its branch is a no to all of it.
  if (refused.length > 0 && (markers.length < refused.length || !isNews(covers, markers))) {
    const why =
      "It was closed without being merged, and nothing is new since. Reopen it to have it kept up to date again.";
    return { kind: "ignored", branch, title, pull: refused[0] ?? null, why };
  }
  return { kind: "open", proposal, standing };
}

const isSame = (marker: PullMarker | null, { covers }: DigestedProposal): boolean =>
  marker !== null && !marker.withdrawn && !marker.unfinished && isAbout(marker, covers);

/** A person closed it. */
const isRefusal = ({ state, marker, foreign }: StandingPull): boolean =>
  state === "closed" && foreign === null && marker?.withdrawn !== true;

/** A branch that no proposal asks for: its pull request goes, unless a person has a hand in it. */
function ending(standing: Standing, situation: PullSituation): readonly Decision[] {
  const pull = openPull(standing);
  const { branch, state } = standing;
  // What somebody else opened from a branch in our folder is none of our business.
  if (pull === null || pull.foreign !== null) return [];
  const { title } = pull;
  if (!situation.complete || situation.unplanned.has(branch)) {
    const why = "Whether it is still needed could not be found out in this run.";
    return [{ kind: "left-alone", branch, title, pull, why }];
  }
  const why = whyObsolete(pull, situation);
  if (state.kind === "touched") return [{ kind: "left-alone", branch, title, pull, why: `${state.why} ${why}` }];
  return [{ kind: "close", standing, pull, why }];
}
