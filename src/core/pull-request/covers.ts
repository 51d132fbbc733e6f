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
}

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

export function sameCovers(one: Covers, other: Covers): boolean {
  const plain = ({ clears, moves, security }: Covers): string => JSON.stringify([clears, moves, security]);
  return plain(one) === plain(other);
}

/** Whether somebody who has said no to all of `known` has not been asked about anything in this yet. */
export function isNews(covers: Covers, known: readonly Covers[]): boolean {
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
});

const opening = "<!-- pinwarden:pull-request:1 ";
const closing = " -->";

/** Room that the marker takes in a body at most; what is listed beyond counts as new the next time. */
export const longestMarker = 20_000;

/** The last line of a body, which a reader does not see. Nothing in it can end the comment early. */
export function writeMarker({ clears, moves, security, withdrawn, unfinished }: PullMarker): string {
  const fields = { security, ...(withdrawn ? { withdrawn } : {}), ...(unfinished ? { unfinished } : {}) };
  let [kept, gone] = [clears, moves];
  for (;;) {
    const json = JSON.stringify({ ...fields, clears: kept, moves: gone });
    const text = opening + json.replace(/[<>&]|--/g, escaped) + closing;
    if (text.length <= longestMarker || kept.length + gone.length === 0) return text;
    kept = kept.slice(0, Math.floor(kept.length * 0.8));
    gone = gone.slice(0, Math.floor(gone.length * 0.8));
  }
}

/** Null where the last line is no marker. Whatever a body quotes stands above it. */
export function readMarker(body: string): PullMarker | null {
  const text = body.trimEnd();
  const line = text.slice(text.lastIndexOf("\n") + 1).trim();
  if (!line.startsWith(opening) || !line.endsWith(closing) || line.length > longestMarker * 2) return null;
  try {
    const read = marker.safeParse(JSON.parse(line.slice(opening.length, -closing.length)));
    if (!read.success) return null;
    const { withdrawn = false, unfinished = false, ...covers } = read.data;
    return { ...covers, withdrawn, unfinished };
  } catch {
    return null;
  }
}

const escaped = (found: string): string =>
  Array.from(found, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");

const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
