/** What one pull request holds. */
export const groupings = ["model", "advisory", "family", "security"] as const;
/**
 * `model`: everything that is wrong with a model, and with those that share its manifests. `advisory`: one advisory wherever it occurs.
 * `family`: packages that are released together. `security`: every advisory of the repository in one, everything else by model.
 */
export type Grouping = (typeof groupings)[number];

/** From Sunday on, as `Date.prototype.getUTCDay` counts. */
export const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
export type Weekday = (typeof weekdays)[number];

/** When pull requests may be opened that clear no advisory. */
export interface PullRequestSchedule {
  /** Empty: every day. */
  readonly days: readonly Weekday[];
  /** Whole hours of the day in UTC, the last one exclusive: 6 to 9 is from 06:00 until 08:59. Null: the whole day. May cross midnight. */
  readonly hours: { readonly from: number; readonly until: number } | null;
}

/** `remediation.pull-requests` of the configuration. */
export interface PullRequestSettings {
  readonly grouping: Grouping;
  /** Pull requests that may be open at once. Those that clear an advisory are past it. */
  readonly limit: number;
  readonly schedule: PullRequestSchedule;
  readonly labels: readonly string[];
  /** Labels of those that clear an advisory, besides. */
  readonly securityLabels: readonly string[];
  /** Whether the owners of the edited files are asked for a review. */
  readonly codeowners: boolean;
  /** Users by login and teams as `org/team`, asked for every review. */
  readonly reviewers: readonly string[];
}

export const defaultPullRequests: PullRequestSettings = {
  grouping: "model",
  limit: 10,
  schedule: { days: [], hours: null },
  labels: ["dependencies"],
  securityLabels: ["security"],
  codeowners: true,
  reviewers: [],
};
