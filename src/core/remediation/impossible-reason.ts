/** Why a finding is not cleared, with what a machine reads and what would make it possible. The names are stable. */
export const impossibleReasons = [
  /** Nothing that is installed has it. */
  "not-needed",
  /** No version is known to be free of it. */
  "not-found",
  "conflicting-requirements",
  "only-prerelease",
  "only-yanked",
  "needs-python",
  /** A version that would do carries a CUDA that the target's driver does not run. */
  "needs-driver",
  /** Versions that would do were published after the cut-off. */
  "too-new",
  /** No file of a version that would do can be installed on the target. */
  "no-wheel-for-target",
  "held-by-policy",
  /** Policy accepts the finding, so that there is nothing to clear. */
  "ignored-by-policy",
  /** No file of the model can say which version is installed. */
  "no-lock-to-edit",
  /** A file says the version in a way that no edit can change. */
  "not-editable",
  /** Models share a manifest, and one of them stands in the way of another. */
  "shared-manifest",
  "stopped-early",
  "incomplete",
] as const;

export type ImpossibleReason = (typeof impossibleReasons)[number];

export interface Impossible {
  readonly reason: ImpossibleReason;
  /** One or more sentences, plain text. */
  readonly explanation: string;
  /** What would make it possible, as sentences; absent where nothing is known. */
  readonly remedy?: string;
}

/** True where the finding is not there, or accepted: nothing is left to mend. */
export const isSettled = ({ reason }: Pick<Impossible, "reason">): boolean =>
  reason === "not-needed" || reason === "ignored-by-policy";
