import { plainLine } from "../report/defuse.ts";
import type { Proposal } from "./proposal.ts";

/** By this line a later run knows its own commit, and what it wrote. */
const trailer = "Pinwarden-Digest";

export interface CommitMessage {
  readonly headline: string;
  readonly body: string;
}

/** What the commit says: what moves, in the imperative, and the trailer at the end (git-interpret-trailers). */
export function commitMessage({ title, plans }: Proposal, digest: string): CommitMessage {
  const moves = new Set(
    plans.flatMap(({ places }) =>
      places.flatMap(({ changes }) =>
        changes.map(({ name, from, to }) => plainLine(`- ${name} ${from ?? "(new)"} -> ${to ?? "(gone)"}`, 200)),
      ),
    ),
  );
  const shown = [...moves].sort();
  const rest = shown.length > 30 ? [`- and ${shown.length - 30} more`] : [];
  return { headline: title, body: [...shown.slice(0, 30), ...rest, "", `${trailer}: ${digest}`].join("\n") };
}

/** The digest that a commit of ours names in its last line; null where there is none. */
export function digestIn(message: string): string | null {
  const text = message.trimEnd();
  const found = /^Pinwarden-Digest: ([0-9a-f]{64})$/.exec(text.slice(text.lastIndexOf("\n") + 1));
  return found?.[1] ?? null;
}
