/** Events of GitHub that run what is in the repository, and not what somebody proposes. */
const trusted: ReadonlySet<string> = new Set(["push", "schedule", "workflow_dispatch", "repository_dispatch"]);

/**
 * Whether the tools of locks may be run: on somebody's own machine, and in a workflow that no pull request, comment or other workflow started. A fork's
 * manifests never meet a tool that may run what they say.
 */
export function isTrusted(environment: Readonly<Record<string, string | undefined>>): boolean {
  if (environment["GITHUB_ACTIONS"] !== "true") return true;
  return trusted.has(environment["GITHUB_EVENT_NAME"] ?? "");
}
