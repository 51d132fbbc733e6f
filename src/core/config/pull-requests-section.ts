import { defaultPullRequests, type PullRequestSettings } from "../pull-request/settings.ts";
import type { RawPullRequests } from "./config-schema.ts";

/** Reads `remediation.pull-requests:`, of which the schema has held every value already. */
export function readPullRequests(raw: RawPullRequests): PullRequestSettings {
  const hours = raw.schedule?.hours?.split("-").map(Number);
  return {
    grouping: raw.grouping ?? defaultPullRequests.grouping,
    limit: raw.limit ?? defaultPullRequests.limit,
    schedule: {
      days: raw.schedule?.days ?? [],
      hours: hours === undefined ? null : { from: hours[0] ?? 0, until: hours[1] ?? 24 },
    },
    labels: raw.labels ?? defaultPullRequests.labels,
    securityLabels: raw["security-labels"] ?? defaultPullRequests.securityLabels,
    codeowners: raw.codeowners ?? defaultPullRequests.codeowners,
    reviewers: (raw.reviewers ?? []).map((name) => name.replace(/^@/, "")),
  };
}
