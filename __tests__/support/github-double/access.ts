import { type Answer, notFound, problem } from "./answer.ts";
import type { GithubState, PermissionName, RepositoryState, Token } from "./state.ts";

/** Any one of the outer list is enough; all of an inner list are needed. */
export type Accepted = readonly (readonly (readonly [PermissionName, "read" | "write"])[])[];

/** As in `X-Accepted-GitHub-Permissions`: `,` is and, `;` is or. */
export function acceptedHeader(accepted: Accepted): string {
  return accepted.map((all) => all.map(([name, level]) => `${name}=${level}`).join(",")).join("; ");
}

/** `anonymous` where no credential is sent; a wrong one is 401 even for what is public. */
export function authenticate(state: GithubState, header: string | undefined): Token | null | Answer {
  if (header === undefined) return null;
  const value = /^(?:token|bearer) (.+)$/i.exec(header)?.[1];
  return (value === undefined ? undefined : state.tokens.get(value)) ?? problem(401, "Bad credentials");
}

/** The refusal, or null: 404 hides what the token may not see, 403 names what it may see but not do. */
export function refuse(
  repository: RepositoryState | undefined,
  token: Token | null,
  accepted: Accepted,
): Answer | null {
  if (repository === undefined) return notFound;
  const fullName = `${repository.owner.login}/${repository.name}`.toLowerCase();
  const own = token !== null && token.repository === fullName;
  if (repository.private && !own) return notFound;
  const reads = accepted.some((all) => all.every(([, level]) => level === "read"));
  // What is public can be read without any permission.
  if (!repository.private && reads) return null;
  if (token === null) return problem(401, "Requires authentication");
  const granted = own && accepted.some((all) => all.every(([name, level]) => holds(token, name, level)));
  return granted ? null : problem(403, "Resource not accessible by integration");
}

function holds(token: Token, name: PermissionName, level: "read" | "write"): boolean {
  const held = token.permissions[name];
  return held === "write" || held === level;
}
