import { Octokit } from "@octokit/rest";
import type * as z from "zod";
import { PinwardenError } from "../../core/error.ts";
import { withoutTrailingSlashes } from "../../core/trailing.ts";
import { boundedFetch, defaultBounds, type Fetch } from "./bounded-fetch.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Failure, failureError, oneLine } from "./failure.ts";
import { nextPage } from "./link-header.ts";
import { decideRetry, defaultRetryLimits, type RetryLimits } from "./retry.ts";

/**
 * The REST version that every request names. From this one on pull requests carry no `merge_commit_sha`: the ref
 * `pull/N/merge` is asked for instead.
 */
const apiVersion = "2026-03-10";

/** Servers that predate it (GitHub Enterprise Server) answer 400: they are asked in the version that all have. */
const olderApiVersion = "2022-11-28";

/** More pages than any pull request has comments worth reading: 100 × 100. */
const maxPages = 100;

export interface GithubClientOptions {
  /** `https://api.github.com`, or what `GITHUB_API_URL` says. */
  readonly apiUrl: string;
  readonly token: string;
  /** Name and version of the program: GitHub refuses a request without. */
  readonly userAgent: string;
  readonly clock?: Clock;
  readonly retry?: RetryLimits;
  readonly fetch?: Fetch;
}

/** Values for the `{names}` of a route; what is left over becomes the query of a GET and the body of the others. */
export type Parameters = Readonly<Record<string, ParameterValue | undefined>>;

/** What JSON holds; only a body takes lists and objects. */
export type ParameterValue =
  | string
  | number
  | boolean
  | readonly ParameterValue[]
  | { readonly [name: string]: ParameterValue };

/** GitHub's REST API: versioned, retried within limits, every answer validated before anybody sees it. */
export interface GithubClient {
  /**
   * Asks `route` (`GET /repos/{owner}/{repo}/pulls/{pull_number}`) and validates the answer against `schema`.
   * Throws the errors of `failureError`, and `github/unexpected-answer` where the answer has another shape.
   */
  request<T>(route: string, parameters: Parameters, schema: z.ZodType<T>): Promise<T>;
  /** Every page of a list, by `Link: rel="next"`. Throws as `request` does, and `github/too-many-pages`. */
  list<T>(route: string, parameters: Parameters, item: z.ZodType<T[]>): Promise<readonly T[]>;
}

interface Answer {
  readonly data: unknown;
  readonly link: string | undefined;
}

export function createGithubClient(options: GithubClientOptions): GithubClient {
  const clock = options.clock ?? systemClock;
  const limits = options.retry ?? defaultRetryLimits;
  const baseUrl = withoutTrailingSlashes(options.apiUrl);
  let version = apiVersion;
  const octokit = new Octokit({
    baseUrl,
    ...(options.token === "" ? {} : { auth: options.token }),
    userAgent: options.userAgent,
    // Its own log would print request paths and a deprecation notice straight to the console.
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: options.fetch ?? boundedFetch(defaultBounds) },
  });

  async function once(route: string, parameters: Parameters): Promise<Answer | Failure> {
    // An Enterprise Server has its REST API below `/api/v3` and GraphQL beside it.
    const address = route === "POST /graphql" ? `POST ${baseUrl.replace(/\/api\/v3$/, "/api")}/graphql` : route;
    const headers = { accept: "application/vnd.github+json", "x-github-api-version": version };
    try {
      const answer: { data: unknown; headers: { link?: string } } = await octokit.request(address, {
        ...parameters,
        headers,
      });
      return limitOfGraphql(route, answer) ?? { data: answer.data, link: answer.headers.link };
    } catch (error) {
      return describe(error, route, options.token);
    }
  }

  async function ask<T>(
    route: string,
    parameters: Parameters,
    schema: z.ZodType<T>,
  ): Promise<{ value: T; link: string | undefined }> {
    for (let attempt = 1; ; attempt += 1) {
      let answer = await once(route, parameters);
      if ("status" in answer && answer.status === 400 && version === apiVersion && /version/i.test(answer.message)) {
        version = olderApiVersion;
        answer = await once(route, parameters);
      }
      const failure = "status" in answer ? answer : null;
      if (failure === null && !("status" in answer)) {
        const parsed = schema.safeParse(answer.data);
        if (parsed.success) return { value: parsed.data, link: answer.link };
        // Octokit hands on a body that is no JSON as text: a cut answer, worth another try where nothing was changed.
        const cut = typeof answer.data === "string" && answer.data !== "";
        if (!cut) throw unexpected(route, parsed.error);
      }
      const cutFailure: Failure = { route, status: null, headers: {}, message: "The answer was cut off." };
      const reported = failure ?? cutFailure;
      const method = route.slice(0, route.indexOf(" "));
      const decision = decideRetry({ ...reported, method, attempt }, limits, clock.now(), clock.random());
      if (decision.kind === "give-up") throw failureError(reported);
      await clock.sleep(decision.milliseconds);
    }
  }

  return {
    request: async (route, parameters, schema) => (await ask(route, parameters, schema)).value,
    async list<T>(route: string, parameters: Parameters, schema: z.ZodType<T[]>) {
      const items: T[] = [];
      let current: { route: string; parameters: Parameters } = { route, parameters: { per_page: 100, ...parameters } };
      for (let page = 1; page <= maxPages; page += 1) {
        const { value, link } = await ask(current.route, current.parameters, schema);
        items.push(...value);
        const next = nextPage(link, baseUrl);
        if (next === null) return items;
        current = { route: `GET ${next}`, parameters: {} };
      }
      throw new PinwardenError("github/too-many-pages", `\`${route}\` has more than ${maxPages} pages.`);
    },
  };
}

/**
 * GraphQL answers 200 where a limit is used up, with an error of this type; for a secondary limit there is nothing but a message (GitHub Docs, "Rate
 * limits and query limits for the GraphQL API").
 */
function limitOfGraphql(
  route: string,
  { data, headers }: { readonly data: unknown; readonly headers: object },
): Failure | null {
  if (route !== "POST /graphql") return null;
  const errors = (data as { errors?: unknown } | null)?.errors;
  if (!Array.isArray(errors)) return null;
  const limited = (errors as readonly ({ type?: unknown; message?: unknown } | null)[]).some(
    (error) =>
      error?.type === "RATE_LIMITED" ||
      (typeof error?.message === "string" && /^you have exceeded a secondary rate limit/i.test(error.message)),
  );
  if (!limited) return null;
  return { route, status: 403, headers: headers as Failure["headers"], message: "API rate limit exceeded." };
}

function silent(): void {}

function unexpected(route: string, error: z.ZodError): PinwardenError {
  const issue = error.issues[0];
  const where = issue === undefined ? "" : ` at \`${issue.path.join(".")}\`: ${oneLine(issue.message)}`;
  return new PinwardenError(
    "github/unexpected-answer",
    `GitHub answered \`${route}\` in a shape that is not expected${where}.`,
    {
      hint: "If GITHUB_API_URL names a proxy or an older server, ask what it changes.",
    },
  );
}

function networkMessage(message: unknown): string {
  return typeof message === "string" ? message : "The connection failed.";
}

/** What octokit throws, without the request in it: its headers hold the token. */
function describe(error: unknown, route: string, token: string): Failure {
  const thrown = error as {
    status?: unknown;
    message?: unknown;
    response?: { headers?: Record<string, string>; data?: unknown };
  };
  const answered = thrown.response !== undefined && typeof thrown.status === "number";
  const data = thrown.response?.data as { message?: unknown; errors?: unknown } | undefined;
  const details = Array.isArray(data?.errors) ? ` ${JSON.stringify(data.errors)}` : "";
  const said = typeof data?.message === "string" ? data.message + details : networkMessage(thrown.message);
  return {
    route,
    status: answered ? (thrown.status as number) : null,
    headers: thrown.response?.headers ?? {},
    message: token === "" ? said : said.replaceAll(token, "***"),
  };
}
