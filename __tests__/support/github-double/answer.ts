import { createHash } from "node:crypto";
import type { GithubState, Pull, RepositoryState, Token } from "./state.ts";

/** What an endpoint is handed, after the request passed every rule that all endpoints share. */
export interface Call {
  readonly state: GithubState;
  /** Absolute address of the double, without a trailing slash. */
  readonly base: string;
  readonly token: Token | null;
  readonly parameters: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly version: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RepositoryCall extends Call {
  readonly repository: RepositoryState;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** In place of `body`, sent as it is. */
  readonly raw?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export function ok(body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, body, headers };
}

/** GitHub repeats the status in the body, as text. */
export function problem(status: number, message: string, more: Readonly<Record<string, unknown>> = {}): Answer {
  return {
    status,
    body: { message, ...more, documentation_url: "https://docs.github.com/rest", status: String(status) },
  };
}

export const notFound: Answer = problem(404, "Not Found");

export interface FieldError {
  readonly resource: string;
  readonly field: string;
  readonly code: "missing" | "missing_field" | "invalid" | "already_exists" | "unprocessable" | "custom";
  readonly message?: string;
}

export function invalid(...errors: readonly FieldError[]): Answer {
  return problem(422, "Validation Failed", { errors });
}

/** `W/"…"` over the body, as GitHub's REST answers carry it. */
export function weakTag(body: Uint8Array): string {
  return `W/"${createHash("sha256").update(body).digest("hex")}"`;
}

export function pullOf(call: RepositoryCall): Pull | null {
  return call.repository.pulls.get(Number(call.parameters.get("number"))) ?? null;
}

export function repositoryUrl(call: RepositoryCall): string {
  return `${call.base}/repos/${call.repository.owner.login}/${call.repository.name}`;
}
