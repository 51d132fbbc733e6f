import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { acceptedHeader, authenticate, refuse } from "./access.ts";
import { type Answer, type Call, notFound, problem, weakTag } from "./answer.ts";
import { accountRoutes } from "./endpoints/accounts.ts";
import { commentRoutes } from "./endpoints/comments.ts";
import { commitRoutes } from "./endpoints/commits.ts";
import { contentsRoutes } from "./endpoints/contents.ts";
import { gitDataRoutes } from "./endpoints/git-data.ts";
import { gitWriteRoutes } from "./endpoints/git-writes.ts";
import { graphqlRoutes } from "./endpoints/graphql.ts";
import { issueRoutes } from "./endpoints/issues.ts";
import { pullWriteRoutes } from "./endpoints/pull-writes.ts";
import { pullRoutes } from "./endpoints/pulls.ts";
import { refRoutes } from "./endpoints/refs.ts";
import { repositoryRoutes } from "./endpoints/repositories.ts";
import { createFaults, type Fault, type Faults } from "./faults.ts";
import { findRoute, type Match, type Route } from "./routes.ts";
import { createState, type GithubState, type Token } from "./state.ts";

const routes: readonly Route[] = [
  ...accountRoutes,
  ...commentRoutes,
  ...pullRoutes,
  ...pullWriteRoutes,
  ...repositoryRoutes,
  ...refRoutes,
  ...issueRoutes,
  ...gitWriteRoutes,
  ...gitDataRoutes,
  ...commitRoutes,
  ...contentsRoutes,
  ...graphqlRoutes,
];

const versions: ReadonlySet<string> = new Set(["2022-11-28", "2026-03-10"]);

export interface RecordedRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Status answered; null where the connection was cut. */
  status: number | null;
}

/** GitHub's REST API as far as the product asks it, on loopback, with real git data behind it. */
export interface GithubDouble extends AsyncDisposable {
  readonly url: string;
  readonly state: GithubState;
  readonly faults: Faults;
  readonly requests: readonly RecordedRequest[];
  stop(): Promise<void>;
}

export async function startGithubDouble(): Promise<GithubDouble> {
  const state = createState();
  const faults = createFaults();
  const requests: RecordedRequest[] = [];
  let base = "";
  const server = createServer((request, response) => {
    respond({ state, faults, requests, base }, request, response).catch((error: unknown) => {
      // A mistake of the double itself must fail the test loudly, and not look like an outage of GitHub's.
      response.writeHead(501, { "content-type": "text/plain" }).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    for (const repository of state.repositories.values()) await repository.git.remove();
  };
  return { url: base, state, faults, requests, stop, [Symbol.asyncDispose]: stop };
}

interface Context {
  readonly state: GithubState;
  readonly faults: Faults;
  readonly requests: RecordedRequest[];
  readonly base: string;
}

async function respond(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  const method = request.method ?? "GET";
  const url = new URL(request.url ?? "/", context.base);
  const record: RecordedRequest = {
    method,
    url: url.pathname + url.search,
    headers: request.headers,
    body: text,
    status: null,
  };
  context.requests.push(record);

  const fault = context.faults.next(method, url.pathname);
  if (fault?.kind === "slow") await delay(fault.milliseconds);
  if (fault?.kind === "meanwhile") await fault.work();
  if (fault?.kind === "reset") {
    response.destroy();
    return;
  }
  const answer = faultAnswer(fault, context.state) ?? (await handle(context, request, method, url, text));
  if (fault?.kind === "reset-after-work") {
    response.destroy();
    return;
  }
  record.status = answer.status;
  send(context.state, request, response, answer, fault);
}

function faultAnswer(fault: Fault | null, state: GithubState): Answer | null {
  switch (fault?.kind) {
    case "status":
      return { ...problem(fault.status, "Server Error"), headers: {} };
    case "primary-limit": {
      const reset = Math.floor(Date.now() / 1000) + fault.resetIn;
      return {
        ...problem(fault.status, "API rate limit exceeded for installation ID 1."),
        headers: {
          "x-ratelimit-remaining": "0",
          "x-ratelimit-reset": String(reset),
          "x-ratelimit-limit": String(state.limits.limit),
        },
      };
    }
    case "secondary-limit": {
      const headers: Record<string, string> =
        fault.retryAfter === null ? {} : { "retry-after": String(fault.retryAfter) };
      const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
      return { ...problem(fault.status, message), headers };
    }
    case "answer":
      return { status: fault.status, body: fault.body, headers: fault.headers ?? {} };
    case "reset":
    case "reset-after-work":
    case "slow":
    case "meanwhile":
    case "truncated-json":
    case undefined:
      return null;
  }
}

/** The rules that every endpoint shares, in GitHub's order, and then the endpoint. */
async function handle(
  context: Context,
  request: IncomingMessage,
  method: string,
  url: URL,
  text: string,
): Promise<Answer> {
  const { state } = context;
  if (!request.headers["user-agent"]) {
    return problem(
      403,
      "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
    );
  }
  const version = String(request.headers["x-github-api-version"] ?? "2022-11-28");
  if (!versions.has(version)) return problem(400, `Version "${version}" is not supported.`);
  const token = authenticate(state, request.headers.authorization);
  if (token !== null && "status" in token) return token;
  if (url.pathname !== "/rate_limit" && state.limits.used >= state.limits.limit) {
    return problem(403, `API rate limit exceeded for ${token?.account.login ?? "127.0.0.1"}.`);
  }
  const match = findRoute(routes, method, url.pathname);
  if (match === null) return notFound;
  const read = readBody(text);
  if ("refusal" in read) return read.refusal;
  const call: Call = {
    state,
    base: context.base,
    token,
    parameters: match.parameters,
    query: url.searchParams,
    accept: String(request.headers.accept ?? ""),
    version,
    body: read.body,
  };
  const answer = await runRoute(match, call, token);
  return { ...answer, headers: { "x-github-api-version-selected": version, ...answer.headers } };
}

async function runRoute(match: Match, call: Call, token: Token | null): Promise<Answer> {
  const { route } = match;
  if (route.kind === "global") return await route.handle(call);
  const name = `${match.parameters.get("owner")}/${match.parameters.get("repo")}`.toLowerCase();
  const repository = call.state.repositories.get(name);
  const refusal = refuse(repository, token, route.accepted);
  const headers = { "x-accepted-github-permissions": acceptedHeader(route.accepted) };
  if (refusal !== null) return { ...refusal, headers };
  if (repository === undefined) return notFound;
  const answer = await route.handle({ ...call, repository });
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

type Body = Readonly<Record<string, unknown>>;

function readBody(text: string): { readonly body: Body } | { readonly refusal: Answer } {
  if (text === "") return { body: {} };
  try {
    const parsed: unknown = JSON.parse(text);
    const object = parsed !== null && typeof parsed === "object" && !Array.isArray(parsed);
    return object ? { body: parsed as Body } : { refusal: problem(400, "Body should be a JSON object") };
  } catch {
    return { refusal: problem(400, "Problems parsing JSON") };
  }
}

function send(
  state: GithubState,
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  fault: Fault | null,
): void {
  const bytes = answer.raw ?? (answer.body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(answer.body)));
  const etag = weakTag(bytes);
  const same = answer.status === 200 && request.headers["if-none-match"] === etag;
  if (!same) state.limits.used += 1;
  const { limit, used, reset } = state.limits;
  response.statusCode = same ? 304 : answer.status;
  const headers: Record<string, string> = {
    "content-type": "application/json; charset=utf-8",
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-used": String(used),
    "x-ratelimit-remaining": String(Math.max(0, limit - used)),
    "x-ratelimit-reset": String(reset),
    "x-ratelimit-resource": "core",
    "x-github-request-id": `DOUBLE:${state.nextId()}`,
    etag,
    ...answer.headers,
  };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (same || answer.status === 204) {
    response.end();
    return;
  }
  response.end(fault?.kind === "truncated-json" ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes);
}
