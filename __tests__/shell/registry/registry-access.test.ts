import { describe, expect, it } from "@jest/globals";
import { authorizationFor } from "../../../src/shell/http/credentials.ts";
import type { Http, HttpAnswer } from "../../../src/shell/http/http.ts";
import { RegistryAccess, type RepositoryPlace } from "../../../src/shell/registry/registry-access.ts";

type Place = Omit<RepositoryPlace, "http">;

/** A registry whose token service is where it likes, over the port that every request goes through. */
function registryWith(realm: string) {
  const sent: string[] = [];
  const answer = (status: number, body = "", headers: readonly [string, string][] = []): HttpAnswer<Uint8Array> => {
    const head = { status, url: "", headers: new Map(headers) };
    return status === 200
      ? { kind: "ok", head, body: new TextEncoder().encode(body) }
      : { kind: "status", head, status, reason: `it answered ${status}` };
  };
  const http: Pick<Http, "get"> = {
    async get(url, options) {
      const authorization = authorizationFor(new URL(url), options?.credentials ?? [])?.split(" ")[0] ?? "nothing";
      sent.push(`${authorization} to ${new URL(url).host}${new URL(url).pathname}`);
      if (url.startsWith(realm)) return answer(200, '{"access_token":"abc"}');
      if (authorization === "Bearer") return answer(200, "{}");
      return answer(401, "", [["www-authenticate", `Bearer realm="${realm}",service="s"`]]);
    },
  };
  const access = new RegistryAccess();
  return { sent, fetch: (at: Place) => access.fetch({ ...at, http: http as Http }, wanted) };
}

const place = (base: string, tokenOrigins: readonly string[] = []): Place => ({
  base,
  repository: "team/model",
  mirrored: null,
  tokenOrigins,
  login: { username: "me", password: "secret" },
  loginPlace: { host: new URL(base).host, isNamed: true, isMirrored: false },
});

const wanted = { path: "manifests", reference: "1", accept: "*/*", maxBytes: 1 } as const;

describe("a login", () => {
  it.each<[string, Place, string, string]>([
    ["the registry's own service", place("https://ghcr.io"), "https://ghcr.io/token", "Basic to ghcr.io/token"],
    [
      "Docker Hub's service",
      place("https://registry-1.docker.io", ["https://auth.docker.io"]),
      "https://auth.docker.io/token",
      "Basic to auth.docker.io/token",
    ],
    ["nobody else", place("https://registry.example"), "https://auth.example/token", "nothing to auth.example/token"],
    [
      "nobody else, whatever port",
      place("https://registry.example"),
      "https://registry.example:444/token",
      "nothing to registry.example:444/token",
    ],
  ])("goes to %s", async (_name, at, realm, token) => {
    const { fetch, sent } = registryWith(realm);
    expect((await fetch(at)).kind).toBe("body");
    const host = new URL(at.base).host;
    expect(sent).toEqual([
      `nothing to ${host}/v2/team/model/manifests/1`,
      token,
      `Bearer to ${host}/v2/team/model/manifests/1`,
    ]);
  });

  it("is one token for two questions at a time", async () => {
    const { fetch, sent } = registryWith("https://ghcr.io/token");
    await Promise.all([fetch(place("https://ghcr.io")), fetch(place("https://ghcr.io"))]);
    expect(sent.filter((line) => line.endsWith("/token"))).toHaveLength(1);
  });

  it("is not for another repository of the same registry", async () => {
    const { fetch, sent } = registryWith("https://ghcr.io/token");
    await fetch(place("https://ghcr.io"));
    await fetch({ ...place("https://ghcr.io"), repository: "team/model2" });
    expect(sent.filter((line) => line.endsWith("/token"))).toHaveLength(2);
  });

  it("is not for the repository of that name in another registry behind a mirror", async () => {
    const { fetch, sent } = registryWith("https://mirror.example/token");
    await fetch({ ...place("https://mirror.example"), mirrored: "docker.io" });
    await fetch({ ...place("https://mirror.example"), mirrored: "registry.example" });
    expect(sent.filter((line) => line.endsWith("/token"))).toHaveLength(2);
  });
});
