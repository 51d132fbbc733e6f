import { PinwardenError } from "../../core/error.ts";
import { isRateLimit } from "./retry.ts";

/** A request that GitHub did not carry out, after every retry. */
export interface Failure {
  /** `GET /repos/{owner}/{repo}/pulls/{pull_number}`: the template, so that no value stands in it. */
  readonly route: string;
  /** Null where no answer came. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** GitHub's own message, or the network's. */
  readonly message: string;
}

/**
 * The error that says what to do about it. Codes: `github/unauthorized`, `github/missing-permission`, `github/locked`,
 * `github/refused`, `github/rate-limited`, `github/not-found`, `github/gone`, `github/invalid-request`, `github/unavailable`.
 */
export function failureError(failure: Failure): PinwardenError {
  const said = failure.message === "" ? "" : ` It said: ${oneLine(failure.message)}`;
  const what = `GitHub did not answer \`${failure.route}\``;
  if (failure.status === null) {
    return new PinwardenError("github/unavailable", `${what}: ${oneLine(failure.message)}`, {
      hint: "Run the job again; if it lasts, see https://www.githubstatus.com and the runner's network.",
    });
  }
  if (isRateLimit(failure)) return rateLimited(failure, what, said);
  const refused = `GitHub refused \`${failure.route}\` (${failure.status}).${said}`;
  switch (failure.status) {
    case 401:
      return new PinwardenError("github/unauthorized", refused, {
        hint: "Check `repo-token`: the token is wrong, or it has expired.",
      });
    case 403:
      return forbidden(failure, refused);
    case 404:
      return new PinwardenError(
        "github/not-found",
        `GitHub knows nothing at \`${failure.route}\`, or the token may not see it (404).`,
        {
          hint: `Of a private repository the job needs to read: ${permissionLines(failure, "read")}`,
        },
      );
    case 410:
      return new PinwardenError("github/gone", refused);
    default:
      return failure.status >= 500
        ? new PinwardenError("github/unavailable", `${what} (${failure.status}).${said}`, {
            hint: "Run the job again; if it lasts, see https://www.githubstatus.com.",
          })
        : new PinwardenError("github/invalid-request", refused);
  }
}

/** The last second that a date can name (ECMAScript, "Time Values and Time Range"). */
const latestSecond = 8.64e12;

function rateLimited(failure: Failure, what: string, said: string): PinwardenError {
  const reset = Number(failure.headers["x-ratelimit-reset"]);
  const until = reset > 0 && reset <= latestSecond ? ` until ${new Date(reset * 1000).toISOString()}` : "";
  return new PinwardenError(
    "github/rate-limited",
    `${what}: the token's rate limit is used up${until} (${failure.status}).${said}`,
    {
      hint: "Run the job again later, or give `repo-token` a GitHub App's token, whose limit is higher.",
    },
  );
}

function forbidden(failure: Failure, refused: string): PinwardenError {
  if (/\blocked\b/i.test(failure.message)) {
    return new PinwardenError("github/locked", refused, { hint: "Unlock the conversation of the pull request." });
  }
  if (/not accessible by/i.test(failure.message)) {
    return new PinwardenError("github/missing-permission", refused, {
      hint: `Add to the workflow's job: ${permissionLines(failure, "write")}`,
    });
  }
  return new PinwardenError("github/refused", refused);
}

/**
 * The lines to add to the workflow. `X-Accepted-GitHub-Permissions` lists what would do, `,` for and, `;` for or; the narrowest
 * choice that speaks of pull requests is named, since that is what the action works on.
 */
export function permissionLines(failure: Pick<Failure, "route" | "headers">, level: "read" | "write"): string {
  const accepted = parseAccepted(failure.headers["x-accepted-github-permissions"] ?? "");
  const chosen = accepted.find((all) => all.some(([name]) => name === "pull-requests")) ?? accepted[0];
  const needed = chosen ?? guess(failure.route, level);
  // A job that names any permission loses every other one, so what is read with is named as well.
  const named = needed.some(([name]) => name === "contents") ? needed : [...needed, ["contents", "read"] as const];
  return `\`permissions:\n${named.map(([name, wanted]) => `  ${name}: ${wanted}`).join("\n")}\``;
}

type Permission = readonly [name: string, level: string];

function parseAccepted(header: string): readonly (readonly Permission[])[] {
  const choices = header.split(";").map((choice) =>
    choice.split(",").flatMap((part): Permission[] => {
      const found = /^\s*([a-z_]+)=(read|write|admin)\s*$/.exec(part);
      // The API spells `pull_requests`, a workflow file `pull-requests`.
      return found === null ? [] : [[(found[1] ?? "").replaceAll("_", "-"), found[2] ?? ""]];
    }),
  );
  return choices.filter((choice) => choice.length > 0);
}

function guess(route: string, level: "read" | "write"): readonly Permission[] {
  return /\/(?:issues|pulls)\b/.test(route) ? [["pull-requests", level]] : [["contents", level]];
}

/** A message from outside as one line without control characters, 300 characters at most. */
export function oneLine(text: string): string {
  const plain = text
    .slice(0, 2000)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
  return plain.length > 300 ? `${plain.slice(0, 299)}…` : plain;
}
