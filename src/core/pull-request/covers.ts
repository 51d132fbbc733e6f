import * as z from "zod";
import type { Plan } from "../remediation/plan.ts";

/** What a pull request is about, as it is kept in its body: by this a later run tells the same from something new. */
export interface Covers {
  /** Keys of the findings that it clears, sorted. */
  readonly clears: readonly string[];
  /** `pillow@10.0.1`: packages that it clears something of and where they go, sorted; `pillow@` for one that goes away. */
  readonly moves: readonly string[];
  /** Whether an advisory is among what it clears. */
  readonly security: boolean;
}

/** What a pull request's body says of it. */
export interface PullMarker extends Covers {
  /** True where it was closed because nobody needs it any more, and not by a person. */
  readonly withdrawn: boolean;
  /** True from when it is opened until it has its labels and reviewers: a run that is cut off between them is finished by the next. */
  readonly unfinished: boolean;
  /** Its lists were longer than there is room, and end early. */
  readonly cut: boolean;
}

/** A marker as it is begun. */
export const freshMarker = (covers: Covers, unfinished = false): PullMarker => ({
  ...covers,
  withdrawn: false,
  unfinished,
  cut: false,
});

export function coversOf(plans: readonly Plan[]): Covers {
  const clears = plans.flatMap((plan) => plan.clears.map(({ finding }) => finding.key));
  // What comes along with them is left out: a new release of something that nobody pins is no news to decide on.
  const subjects = new Set(plans.flatMap((plan) => plan.clears.map(({ finding }) => finding.package)));
  const changes = plans.flatMap((plan) => plan.places.flatMap((place) => place.changes));
  const moves = changes.filter(({ name }) => subjects.has(name)).map(({ name, to }) => `${name}@${to ?? ""}`);
  return {
    clears: sorted(clears),
    moves: sorted(moves),
    security: plans.some((plan) => plan.clears.some(({ finding }) => finding.advisory !== null)),
  };
}

/** Whether a pull request with this marker is about the very same, as far as there is room to tell. */
export function isAbout({ clears, moves, security }: PullMarker, covers: Covers): boolean {
  const wanted = fitted(covers);
  return JSON.stringify([clears, moves, security]) === JSON.stringify([wanted.clears, wanted.moves, covers.security]);
}

/** Whether somebody who has said no to all of `known` has not been asked about anything in this yet. */
export function isNews(covers: Covers, known: readonly PullMarker[]): boolean {
  // What a list that was cut held beyond is not known: a no to it is a no to all.
  if (known.some(({ cut }) => cut)) return false;
  const clears = new Set(known.flatMap((one) => one.clears));
  const moves = new Set(known.flatMap((one) => one.moves));
  return !covers.clears.every((key) => clears.has(key)) || !covers.moves.every((move) => moves.has(move));
}

const marker = z.object({
  clears: z.array(z.string()),
  moves: z.array(z.string()),
  security: z.boolean(),
  withdrawn: z.boolean().optional(),
  unfinished: z.boolean().optional(),
  cut: z.boolean().optional(),
});

const opening = "<!-- pinwarden:pull-request:1 ";
const closing = " -->";

/** Room that the marker takes in a body at most. */
export const longestMarker = 20_000;

/** The last line of a body, which a reader does not see. Nothing in it can end the comment early. */
export function writeMarker({ security, withdrawn, unfinished, ...lists }: PullMarker): string {
  const { clears, moves, cut } = fitted(lists);
  const flags = {
    ...(withdrawn && { withdrawn }),
    ...(unfinished && { unfinished }),
    ...((cut || lists.cut) && { cut: true }),
  };
  return opening + plainJson({ security, ...flags, clears, moves }) + closing;
}

/** The lists as far as there is room for them, whatever else the marker says. */
function fitted({ clears, moves }: Pick<Covers, "clears" | "moves">): Pick<PullMarker, "clears" | "moves" | "cut"> {
  let kept = { clears, moves, cut: false };
  while (plainJson(kept).length > longestMarker - 200) {
    const less = (list: readonly string[]) => list.slice(0, Math.floor(list.length * 0.8));
    kept = { clears: less(kept.clears), moves: less(kept.moves), cut: true };
  }
  return kept;
}

/** JSON that holds no `<`, `>`, `&` or `--`. */
const plainJson = (value: object): string => JSON.stringify(value).replace(/[<>&]|--/g, escaped);

/** Null where the last line is no marker. Whatever a body quotes stands above it. */
export function readMarker(body: string): PullMarker | null {
  const text = body.trimEnd();
  const line = text.slice(text.lastIndexOf("\n") + 1).trim();
  if (!line.startsWith(opening) || !line.endsWith(closing) || line.length > longestMarker * 2) return null;
  try {
    const read = marker.safeParse(JSON.parse(line.slice(opening.length, -closing.length)));
    if (!read.success) return null;
    const { withdrawn = false, unfinished = false, cut = false, ...covers } = read.data;
    return { ...covers, withdrawn, unfinished, cut };
  } catch {
    return null;
  }
}

const escaped = (found: string): string =>
  Array.from(found, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");

const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
