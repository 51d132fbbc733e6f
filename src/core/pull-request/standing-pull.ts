import type { PullMarker } from "./covers.ts";

/** A pull request that GitHub has on one of our branches. */
export interface StandingPull {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed" | "merged";
  /** Null where it is ours and stands as we made it; else who did what, as half a sentence. */
  readonly foreign: string | null;
  /** Null where its body has none, as where somebody rewrote it. */
  readonly marker: PullMarker | null;
}

/** A branch of ours as it is on GitHub. */
export type BranchState =
  | { readonly kind: "missing" }
  /** Nothing but our own commits, or none, stands on it. */
  | {
      readonly kind: "own";
      readonly head: string;
      /** Of the files that its commit wrote; null where there is no commit of ours on it. */
      readonly digest: string | null;
    }
  /** A person's work is on it, which nobody but them may change. */
  | { readonly kind: "touched"; readonly why: string };

/** What GitHub has for one group. */
export interface Standing {
  readonly branch: string;
  readonly state: BranchState;
  /** The newest first. */
  readonly pulls: readonly StandingPull[];
}

export const openPull = ({ pulls }: Standing): StandingPull | null =>
  pulls.find(({ state }) => state === "open") ?? null;
