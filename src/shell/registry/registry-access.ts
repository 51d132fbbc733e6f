import { readChallenge } from "../../core/image/challenge.ts";
import { jsonObject } from "../../core/image/manifest.ts";
import type { CredentialScope, Http, HttpAnswer } from "../http/http.ts";
import type { RegistryLogin } from "./docker-credentials.ts";
import { type LoginPlace, missingLogin, refusedLogin } from "./missing-login.ts";

/** One repository of a registry, as it is asked. */
export interface RepositoryPlace {
  /** The way to it: what policy names, and what a stranger names, are not asked under one rule. */
  readonly http: Http;
  /** Without a slash at its end: `https://registry-1.docker.io`. */
  readonly base: string;
  readonly repository: string;
  /** Name of the registry that a mirror is asked for; null where it is asked itself. */
  readonly mirrored: string | null;
  /** Where a login for it may be sent besides its own origin. */
  readonly tokenOrigins: readonly string[];
  readonly login: RegistryLogin | null;
  /** For what is said where a login is missing. */
  readonly loginPlace: LoginPlace;
}

export interface Wanted {
  readonly path: "manifests" | "blobs";
  /** A tag or a digest. */
  readonly reference: string;
  readonly accept: string;
  readonly maxBytes: number;
}

export type Fetched =
  | { readonly kind: "body"; readonly body: Uint8Array; readonly headers: ReadonlyMap<string, string> }
  /** `lost`: no answer was had, so that asking the same server again is of no use. */
  | { readonly kind: "not-had"; readonly why: string; readonly lost: boolean };

const largestToken = 64 * 1024;

/**
 * Asks a repository as the distribution specification has it: without credentials first, and where the registry answers 401 with a token
 * (or a password) that its challenge asks for. A token is got once for each repository, and goes to that repository alone: what a
 * registry redirects to is asked without.
 */
export class RegistryAccess {
  readonly #scopes = new Map<string, Promise<Grant>>();

  async fetch(place: RepositoryPlace, wanted: Wanted): Promise<Fetched> {
    const url = addressOf(place, wanted);
    const key = repositoryKey(place);
    const held = this.#scopes.get(key);
    const granted = held === undefined ? null : await held;
    const first = await get(place, url, wanted, granted?.kind === "scope" ? [granted.scope] : []);
    if (first.kind !== "status" || first.status !== 401 || granted?.kind === "refused") return fetched(first, granted);
    // Whoever asked beside this one may have a token by now; one that was held is over.
    const beside = this.#scopes.get(key);
    const asked =
      beside === undefined || beside === held
        ? this.#grant(place, granted?.challenge ?? first.head.headers.get("www-authenticate"))
        : beside;
    this.#scopes.set(key, asked);
    const grant = await asked;
    if (grant.kind === "refused") return { kind: "not-had", why: grant.why, lost: false };
    const second = await get(place, url, wanted, [grant.scope]);
    const wasSent = place.login !== null && "username" in grant.scope;
    return wasSent && second.kind === "status" && (second.status === 401 || second.status === 403)
      ? { kind: "not-had", why: `${second.reason}: ${refusedLogin(place.loginPlace)}`, lost: false }
      : fetched(second, grant);
  }

  async #grant(place: RepositoryPlace, header: string | undefined): Promise<Grant> {
    const challenge = readChallenge(header);
    const { origin } = new URL(place.base);
    const pathPrefix = `${new URL(place.base).pathname.replace(/\/$/, "")}/v2/${place.repository}`;
    if (challenge === null) return refused("it answered 401 and asks for nothing that could be given");
    if (challenge.kind === "basic") {
      if (place.login === null) return refused(missingLogin(place.loginPlace));
      return { kind: "scope", challenge: header, scope: { origin, pathPrefix, ...place.login } };
    }
    const { realm } = challenge;
    if (!URL.canParse(realm)) return refused("its token service is no address");
    const service = new URL(realm);
    // A registry of a stranger could send the request, and a login with it, anywhere.
    if (service.protocol !== "https:" && service.origin !== origin)
      return refused(`its token service \`${service.origin}\` is neither https nor the registry itself`);
    if (service.username !== "" || service.password !== "")
      return refused("the address of its token service carries credentials");
    if (challenge.service !== null) service.searchParams.set("service", challenge.service);
    service.searchParams.set("scope", `repository:${place.repository}:pull`);
    const mayLogIn = service.origin === origin || place.tokenOrigins.includes(service.origin);
    const login = place.login !== null && mayLogIn ? [{ origin: service.origin, pathPrefix: "/", ...place.login }] : [];
    const answer = await place.http.get(service.href, {
      accept: "application/json",
      maxBytes: largestToken,
      credentials: login,
    });
    if (answer.kind !== "ok") return refused(`its token service: ${why(answer)}`);
    const token = tokenOf(new TextDecoder().decode(answer.body));
    return token === null
      ? refused("its token service gave no token")
      : { kind: "scope", challenge: header, scope: { origin, pathPrefix, token } };
  }
}

type Grant =
  | {
      readonly kind: "scope";
      readonly scope: CredentialScope;
      /** What it was asked for with. Where it is over it is asked for so again: nvcr.io then names a service that serves nobody without a login. */
      readonly challenge: string | undefined;
    }
  | { readonly kind: "refused"; readonly why: string };

const refused = (reason: string): Grant => ({ kind: "refused", why: reason });

function get(
  { http }: RepositoryPlace,
  url: string,
  { accept, maxBytes }: Wanted,
  credentials: readonly CredentialScope[],
): Promise<HttpAnswer<Uint8Array>> {
  return http.get(url, { accept, maxBytes, credentials });
}

/** What a repository is known by: behind a mirror two registries have the same names. */
export const repositoryKey = ({
  base,
  mirrored,
  repository,
}: Pick<RepositoryPlace, "base" | "mirrored" | "repository">): string => `${base} ${mirrored ?? ""} ${repository}`;

/** A pull-through mirror of several registries is told which one is meant, as containerd does. */
function addressOf({ base, repository, mirrored }: RepositoryPlace, { path, reference }: Wanted): string {
  const url = new URL(`${base}/v2/${repository}/${path}/${reference}`);
  if (mirrored !== null) url.searchParams.set("ns", mirrored);
  return url.href;
}

function fetched(answer: HttpAnswer<Uint8Array>, grant: Grant | null): Fetched {
  if (answer.kind === "ok") return { kind: "body", body: answer.body, headers: answer.head.headers };
  if (answer.kind === "status" && answer.status === 401 && grant?.kind === "refused")
    return { kind: "not-had", why: grant.why, lost: false };
  const lost = answer.kind === "failed" && lostBy.has(answer.failure);
  return { kind: "not-had", why: why(answer), lost };
}

const lostBy: ReadonlySet<string> = new Set(["network", "timeout", "tls", "refused"]);

function why(answer: Exclude<HttpAnswer<unknown>, { kind: "ok" }>): string {
  if (answer.kind === "notModified") return "it answered 304 to a question that allows none";
  if (answer.kind === "failed") return answer.reason;
  if (answer.status === 401 || answer.status === 403)
    return `${answer.reason}: it asks for a login, or has no such image for everybody`;
  return answer.status === 404 ? `${answer.reason}: it has no such image` : answer.reason;
}

/** `token`, or `access_token` as OAuth 2 names it; printable, for it goes into a header. */
function tokenOf(text: string): string | null {
  const value = jsonObject(text);
  if (value === null) return null;
  const token = ("token" in value ? value.token : null) ?? ("access_token" in value ? value.access_token : null);
  return typeof token === "string" && /^[\x21-\x7e]{1,32768}$/.test(token) ? token : null;
}
