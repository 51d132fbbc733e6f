import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { ImageAnswer, ImageQuestion } from "../../../src/core/image/registry-image.ts";
import { downloadBytes } from "../../../src/core/image/transfer.ts";
import { noCache } from "../../../src/shell/cache/disk-cache.ts";
import { openCache } from "../../../src/shell/cache/open-cache.ts";
import { createHttp } from "../../../src/shell/http/create-http.ts";
import type { Http, HttpTimeouts } from "../../../src/shell/http/http.ts";
import type { NetworkPolicy } from "../../../src/shell/http/network-policy.ts";
import { dockerLogins } from "../../../src/shell/registry/docker-credentials.ts";
import { createRegistryClient, type RegistryClientOptions } from "../../../src/shell/registry/registry-client.ts";
import { createRegistryPolicy } from "../../../src/shell/registry/registry-policy.ts";
import {
  type PublishedImage,
  type RegistryOptions,
  rayImage,
  startRegistryDouble,
} from "../../support/registry-double.ts";

const cleanups: (() => PromiseLike<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "registry-"));
  cleanups.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

const plain: PublishedImage = {
  environment: ["PYTHON_VERSION=3.11.9"],
  layers: { os: 30_000_000, python: 20_000_000 },
};

interface Setting extends Partial<RegistryClientOptions> {
  /** Origins besides the registry's that policy names. */
  readonly allowed?: readonly string[];
  readonly timeouts?: Partial<HttpTimeouts>;
}

async function open(options: Partial<RegistryOptions> = {}, setting: Setting = {}) {
  const registry = await startRegistryDouble({ images: { "team/model:1": plain }, ...options });
  cleanups.push(() => registry[Symbol.asyncDispose]());
  const host = registry.address.replace("http://", "");
  const clientOf = (more: Setting = {}) => {
    const { allowed = [registry.address, registry.storage], timeouts, ...rest } = { ...setting, ...more };
    const httpUnder = (policy: NetworkPolicy): Http => {
      const retries = { attempts: 3, baseMs: 1 };
      const http = createHttp({ version: "0", policy, ...(timeouts === undefined ? {} : { timeouts }), retries });
      cleanups.push(() => http.close());
      return http;
    };
    return createRegistryClient({
      http: httpUnder(createRegistryPolicy(allowed)),
      strangers: httpUnder(createRegistryPolicy([])),
      cache: noCache,
      offline: false,
      now: "2026-11-01T00:00:00.000Z",
      hosts: [registry.address],
      mirror: null,
      login: async () => null,
      ...rest,
    });
  };
  const ask = (more: Partial<ImageQuestion> = {}, other: Setting = {}): Promise<ImageAnswer> =>
    clientOf(other).ask({ reference: `${host}/team/model:1`, os: "linux", arch: "x86_64", ...more });
  return { registry, host, clientOf, ask };
}

const imageIn = (answer: ImageAnswer) => {
  if (answer.kind !== "known") throw new Error(`${answer.kind}: ${answer.why}`);
  return answer.image;
};

const whyOf = (answer: ImageAnswer): string => (answer.kind === "unknown" ? answer.why : answer.kind);

describe("a registry's client", () => {
  it("reads sizes and configuration of an image without a list of platforms", async () => {
    const { registry, ask } = await open();
    const image = imageIn(await ask());
    expect(downloadBytes(image)).toBe(50_000_000);
    expect(image.digest).toBe(registry.digestOf("team/model:1"));
    expect(Object.fromEntries(image.environment)).toEqual({ PYTHON_VERSION: "3.11.9" });
    expect(registry.requests.map(({ line }) => line.replace(/sha256:\w+/, "…"))).toEqual([
      "GET /v2/team/model/manifests/1",
      "GET /v2/team/model/blobs/…",
    ]);
    expect(registry.requests[0]?.accept.split(", ")).toHaveLength(4);
  });

  it.each([false, true])("takes the platform's image out of a list (Docker's types: %s)", async (docker) => {
    const images = {
      "team/model:1": [
        { ...plain, architecture: "arm64", layers: { arm: 7 } },
        { ...plain, layers: { amd: 11 } },
      ],
    };
    const { ask } = await open({ images, docker });
    expect(downloadBytes(imageIn(await ask()))).toBe(11);
    expect(downloadBytes(imageIn(await ask({ arch: "aarch64" })))).toBe(7);
    expect(await ask({ arch: "s390x" })).toEqual({
      kind: "other-platform",
      why: "it has no image for linux/s390x: it has linux/arm64, linux/amd64",
    });
  });

  it("says that a single image is for another platform", async () => {
    const { ask } = await open();
    expect(await ask({ arch: "aarch64" })).toEqual({
      kind: "other-platform",
      why: "it is an image for linux/amd64, and none for linux/arm64",
    });
  });

  it("asks once for an image, whoever wants it, and by its digest as well", async () => {
    const { registry, host, clientOf } = await open();
    const client = clientOf();
    const question = { reference: `${host}/team/model:1`, os: "linux", arch: "x86_64" } as const;
    await Promise.all([client.ask(question), client.ask(question), client.ask(question)]);
    expect(registry.requests).toHaveLength(2);
    const digest = registry.digestOf("team/model:1");
    expect((await client.ask({ ...question, reference: `${host}/team/model@${digest}` })).kind).toBe("known");
  });

  it("keeps what it read: nothing is asked for a digest again, and for a tag after an hour", async () => {
    const directory = await folder();
    const { registry, clientOf, host } = await open();
    const run = async (now: string, offline = false) => {
      const cache = openCache({ directory, onWarning: () => {} });
      const answer = await clientOf({ cache, now, offline }).ask({
        reference: `${host}/team/model:1`,
        os: "linux",
        arch: "x86_64",
      });
      await cache.close();
      return answer;
    };
    await run("2026-11-01T00:00:00.000Z");
    expect(imageIn(await run("2026-11-01T00:59:00.000Z")).asOf).toBe("2026-11-01");
    expect(registry.requests).toHaveLength(2);
    registry.publish("team/model:1", { ...plain, layers: { other: 5 } });
    expect(downloadBytes(imageIn(await run("2026-11-01T01:01:00.000Z")))).toBe(5);
    const asked = registry.requests.length;
    expect(downloadBytes(imageIn(await run("2026-12-24T00:00:00.000Z", true)))).toBe(5);
    expect(registry.requests).toHaveLength(asked);
  });

  it("asks nothing offline", async () => {
    const { registry, ask } = await open({}, { offline: true });
    expect(whyOf(await ask())).toBe("`--offline` asks nothing");
    expect(registry.requests).toEqual([]);
  });

  it("gives a mirror the name of the registry that is meant, and no login", async () => {
    const { registry, clientOf } = await open({ images: { "library/python:3.11": plain } });
    const client = clientOf({
      mirror: registry.address,
      hosts: ["docker.io"],
      login: async () => ({ username: "u", password: "p" }),
    });
    imageIn(await client.ask({ reference: "python:3.11", os: "linux", arch: "x86_64" }));
    expect(registry.requests[0]).toMatchObject({
      line: "GET /v2/library/python/manifests/3.11?ns=docker.io",
      authorization: null,
    });
  });

  it("reads an image of Ray, and keeps no variable that it has no use for", async () => {
    const { registry, clientOf } = await open({
      images: { "rayproject/ray:2.9.0-py310-gpu": rayImage("3.10", "12.1.1", { a: 1 }) },
    });
    const image = imageIn(
      await clientOf({ mirror: registry.address }).ask({
        reference: "rayproject/ray:2.9.0-py310-gpu",
        os: "linux",
        arch: "x86_64",
      }),
    );
    expect(image.buildArguments.get("PYTHON_VERSION")).toBe("3.10");
    expect([...image.environment.keys()]).not.toContain("SECRET_TOKEN");
  });
});

describe("a login", () => {
  it("is a token that is got for anybody, sent to the repository and never to where blobs are", async () => {
    const { registry, ask } = await open({ access: { kind: "bearer" }, redirectsBlobs: true });
    imageIn(await ask());
    const lines = registry.requests.map(
      ({ at, line, authorization }) => `${at} ${authorization} ${line.replace(/sha256:\w+/, "…")}`,
    );
    expect(lines).toEqual([
      "registry null GET /v2/team/model/manifests/1",
      "registry null GET /token?service=double&scope=repository%3Ateam%2Fmodel%3Apull",
      "registry Bearer GET /v2/team/model/manifests/1",
      "registry Bearer GET /v2/team/model/blobs/…",
      "storage null GET /signed/…?X-Amz-Signature=abc",
    ]);
  });

  it("is what Docker keeps for a host that policy names", async () => {
    const home = await folder();
    const { registry, host, ask } = await open({ access: { kind: "bearer", login: "me:pass:word" } });
    await mkdir(join(home, ".docker"));
    const auth = Buffer.from("me:pass:word").toString("base64");
    await writeFile(
      join(home, ".docker", "config.json"),
      JSON.stringify({ auths: { [host]: { auth } }, credsStore: "desktop" }),
    );
    imageIn(await ask({}, { login: dockerLogins({ HOME: home }) }));
    expect(registry.requests.map(({ authorization }) => authorization)).toEqual([null, "Basic", "Bearer", "Bearer"]);
    const unnamed = await ask({}, { login: dockerLogins({ HOME: home }), hosts: [], mirror: registry.address });
    expect(whyOf(unnamed)).toContain("answered 401");
  });

  it("is a password where the registry asks for one, and is said to be missing where there is none", async () => {
    const { ask } = await open({ access: { kind: "basic", login: "me:secret" } });
    expect(whyOf(await ask())).toBe("it asks for a login (401), and Docker's `config.json` holds none for it");
    imageIn(await ask({}, { login: async () => ({ username: "me", password: "secret" }) }));
  });

  it.each([
    ["http://169.254.169.254/latest/meta-data/", "is neither https nor the registry itself"],
    ["http://127.0.0.1:1/token", "is neither https nor the registry itself"],
    ["file:///etc/passwd", "is neither https nor the registry itself"],
    ["https://127.0.0.1:1/token", "`https://127.0.0.1:1` is another door of a host"],
    ["https://10.0.0.1/token", "`10.0.0.1` is in a private network"],
    ["https://[fd00:ec2::254]/token", "is in a private network"],
    ["https://168.63.129.16/token", "is in a private network"],
    ["https://user:secret@auth.example/token", "carries credentials"],
    ["no address", "its token service is no address"],
  ])("is not asked for at %s", async (realm, why) => {
    const { ask } = await open(
      { access: { kind: "bearer", realm } },
      { login: async () => ({ username: "me", password: "secret" }) },
    );
    const answer = whyOf(await ask());
    expect(answer).toContain(why);
    expect(answer).not.toContain("secret");
  });

  it("is not sent to a token service of another origin", async () => {
    const other = await startRegistryDouble({ images: {} });
    cleanups.push(() => other[Symbol.asyncDispose]());
    // Of another origin and yet allowed, as https of a public host is: here by policy, for there is none such on the loopback.
    const { registry, ask } = await open(
      { access: { kind: "bearer", realm: `${other.address}/token` } },
      { login: async () => ({ username: "me", password: "secret" }) },
    );
    expect(whyOf(await ask({}, { allowed: [registry.address, other.address] }))).toContain(
      "neither https nor the registry itself",
    );
    expect(other.requests).toEqual([]);
  });
});

describe("a registry that cannot be trusted", () => {
  it.each([
    ["127.0.0.1:1/a/b:1", "https://127.0.0.1:1"],
    ["localhost:1/a/b:1", "https://localhost:1"],
    ["10.1.2.3/a/b:1", "https://10.1.2.3"],
    ["169.254.169.254/a/b:1", "https://169.254.169.254"],
    ["[::1]:5000/a/b:1", "https://[::1]:5000"],
    ["[::ffff:10.0.0.1]/a/b:1", "https://[::ffff:a00:1]"],
    ["0x7f.1/a/b:1", "https://127.0.0.1"],
  ])("is not asked where a stranger names %s", async (reference, origin) => {
    const { clientOf } = await open();
    const answer = whyOf(await clientOf({ allowed: [], hosts: [] }).ask({ reference, os: "linux", arch: "x86_64" }));
    expect(answer).toContain(origin);
    expect(answer).toContain("private network");
  });

  it("does not lead to another address by a redirect", async () => {
    const { registry, ask } = await open({ redirectsBlobs: true });
    const answer = whyOf(await ask({}, { allowed: [registry.address] }));
    expect(answer).toContain("another door of a host");
    expect(answer).not.toContain("abc");
    expect(registry.requests.filter(({ at }) => at === "storage")).toEqual([]);
  });

  it("is not believed where a body is not what its digest says", async () => {
    const { ask } = await open({
      fault: (path) =>
        path.includes("/blobs/") ? { kind: "body", body: '{"os":"linux","architecture":"amd64"}' } : null,
    });
    expect(whyOf(await ask())).toMatch(/^what it answered is not `sha256:\w{64}`/);
  });

  it("is not believed where its own header names another digest than the body's", async () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const { ask } = await open({
      fault: () => ({ kind: "status", status: 200, headers: { "docker-content-digest": digest } }),
    });
    expect(whyOf(await ask())).toContain(`is not \`${digest}\``);
  });

  it.each([
    ["{", "the manifest is no JSON object"],
    ["[]", "the manifest is no JSON object"],
    ['{"schemaVersion":1,"fsLayers":[]}', "a form before Docker's schema 2"],
    ['{"config":{"digest":"md5:1","size":1},"layers":[]}', "not as the OCI image specification has it"],
    ['{"config":{},"layers":[]}', "not as the OCI image specification has it"],
    ['{"manifests":[{"digest":"sha256:zz","size":1}]}', "not as the OCI image specification has it"],
  ])("may answer %s", async (body, why) => {
    const { ask } = await open({ fault: () => ({ kind: "body", body }) });
    expect(whyOf(await ask())).toContain(why);
  });

  it("is not read past the limits", async () => {
    const { ask } = await open({ fault: () => ({ kind: "huge" }) });
    expect(whyOf(await ask())).toContain(`at most ${4 * 1024 * 1024} are read`);
    const config = { digest: `sha256:${"1".repeat(64)}`, size: 9 * 1024 * 1024 };
    const large = await open({ fault: () => ({ kind: "body", body: JSON.stringify({ config, layers: [] }) }) });
    expect(whyOf(await large.ask())).toContain(`has ${9 * 1024 * 1024} bytes, and at most ${8 * 1024 * 1024} are read`);
    expect(large.registry.requests).toHaveLength(1);
  });

  it("does not hold up a run by dripping", async () => {
    const { ask } = await open({ fault: () => ({ kind: "drip" }) }, { timeouts: { totalMs: 300 } });
    expect(whyOf(await ask())).toContain("did not end within the limit of 300 ms");
  });

  it("may break off: it is asked again, and then not for any other image", async () => {
    const { registry, clientOf, host } = await open({ fault: () => ({ kind: "cut" }) });
    const client = clientOf();
    const ask = (tag: string) => client.ask({ reference: `${host}/team/model:${tag}`, os: "linux", arch: "x86_64" });
    expect(whyOf(await ask("1"))).toContain("3 times");
    expect(whyOf(await ask("2"))).toContain("3 times");
    expect(registry.requests).toHaveLength(3);
  });

  it("may say that it is asked too much, and is waited for", async () => {
    const { registry, ask } = await open({
      fault: (_path, before) =>
        before === 0 ? { kind: "status", status: 429, headers: { "retry-after": "0" } } : null,
    });
    imageIn(await ask());
    expect(registry.requests).toHaveLength(4);
    const never = await open({ fault: () => ({ kind: "status", status: 429, headers: { "retry-after": "3600" } }) });
    expect(whyOf(await never.ask())).toContain("answered 429");
    expect(never.registry.requests).toHaveLength(1);
  });

  it("may not have the image", async () => {
    const { clientOf, host } = await open();
    const client = clientOf();
    expect(whyOf(await client.ask({ reference: `${host}/team/none:1`, os: "linux", arch: "x86_64" }))).toContain(
      "it has no such image",
    );
    expect(whyOf(await client.ask({ reference: "$REGISTRY/a:1", os: "linux", arch: "x86_64" }))).toBe(
      "it is no reference to an image",
    );
  });
});
