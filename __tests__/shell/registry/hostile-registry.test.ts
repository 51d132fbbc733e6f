import { afterEach, describe, expect, it } from "@jest/globals";
import type { ImageAnswer } from "../../../src/core/image/registry-image.ts";
import { type DiskCache, noCache } from "../../../src/shell/cache/disk-cache.ts";
import { createHttp } from "../../../src/shell/http/create-http.ts";
import type { Http, HttpAnswer } from "../../../src/shell/http/http.ts";
import { createRegistryClient, type RegistryClientOptions } from "../../../src/shell/registry/registry-client.ts";
import { createRegistryPolicy } from "../../../src/shell/registry/registry-policy.ts";
import { type RegistryDouble, type RegistryOptions, startRegistryDouble } from "../../support/registry-double.ts";

const cleanups: (() => PromiseLike<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(options: Partial<RegistryOptions> = {}): Promise<RegistryDouble> {
  const registry = await startRegistryDouble({ images: { "team/model:1": {} }, ...options });
  cleanups.push(() => registry[Symbol.asyncDispose]());
  return registry;
}

function clientOf(allowed: readonly string[], options: Partial<RegistryClientOptions> = {}, totalMs = 60_000) {
  const open = (addresses: readonly string[]): Http => {
    const policy = createRegistryPolicy(addresses);
    const http = createHttp({ version: "0", policy, timeouts: { totalMs }, retries: { attempts: 1 } });
    cleanups.push(() => http.close());
    return http;
  };
  const client = createRegistryClient({
    http: open(allowed),
    strangers: open([]),
    cache: noCache,
    offline: false,
    now: "2026-11-01T00:00:00.000Z",
    hosts: allowed,
    mirror: null,
    login: async () => null,
    ...options,
  });
  return (reference: string) => client.ask({ reference, os: "linux", arch: "x86_64" });
}

const modelOf = ({ address }: RegistryDouble, tag = "1"): string =>
  `${address.replace("http://", "")}/team/model:${tag}`;
const whyOf = (answer: ImageAnswer): string => (answer.kind === "known" ? "known" : answer.why);

describe("a reference of a stranger", () => {
  it.each(["registry.example:99999", "1.2.3.4.5", "256.256.256.256", "[1::2::3]", "registry.09"])(
    "to %s is no host, and does not end the run",
    async (host) => {
      expect(whyOf(await clientOf([])(`${host}/team/model:1`))).toBe(`\`${host}\` is no host that could be asked`);
    },
  );

  it("to a private address in IPv6's clothes is not asked", async () => {
    const ask = clientOf([]);
    for (const host of ["[::a00:1]", "[2002:7f00:1::]", "[::ffff:0:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]"])
      expect(whyOf(await ask(`${host}/team/model:1`))).toContain("is in a private network");
  });

  it("to ever another host is asked for eight of them", async () => {
    const ask = clientOf([]);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => ask(`10.0.0.${index + 1}/team/model:1`).then(whyOf)),
    );
    expect(answers.filter((why) => why.includes("is in a private network"))).toHaveLength(8);
    expect(answers.filter((why) => why.startsWith("a run asks at most 8 registries"))).toHaveLength(4);
  });

  it("uses up nothing of what policy names", async () => {
    const registry = await start();
    const ask = clientOf([registry.address], { limits: { strangers: 0 } });
    expect(whyOf(await ask("10.0.0.1/team/model:1"))).toContain("at most 0 registries");
    expect((await ask(modelOf(registry))).kind).toBe("known");
  });

  it("is asked on another way than what policy names: no redirect and no token service of it leads there", async () => {
    const asked: string[] = [];
    const recorder = (name: string): Http => {
      const get = async (url: string): Promise<HttpAnswer<Uint8Array>> => {
        asked.push(`${name} ${new URL(url).host}`);
        const realm = 'Bearer realm="https://registry.corp:5000/token"';
        const head = { status: 401, url, headers: new Map([["www-authenticate", realm]]) };
        return { kind: "status", head, status: 401, reason: "it answered 401" };
      };
      return { get } as unknown as Http;
    };
    const ask = clientOf(["https://registry.corp:5000"], {
      http: recorder("named"),
      strangers: recorder("stranger"),
    });
    await ask("registry.example/team/model:1");
    expect(asked).toEqual(["stranger registry.example", "stranger registry.corp:5000"]);
    await ask("registry.corp:5000/team/model:1");
    expect(asked.slice(2)).toEqual(["named registry.corp:5000", "named registry.corp:5000"]);
  });

  it("is another image behind a mirror than the one of that name elsewhere", async () => {
    const registry = await start({ images: { "library/python:3.11": {} } });
    const ask = clientOf([registry.address], { mirror: registry.address });
    await ask("registry.example/library/python:3.11");
    await ask("python:3.11");
    const manifests = registry.requests.filter(({ line }) => line.includes("/manifests/"));
    expect(manifests.map(({ line }) => line.split("?")[1])).toEqual(["ns=registry.example", "ns=docker.io"]);
  });
});

describe("a run", () => {
  it("reads so many manifests and configurations, and says that it reads no more", async () => {
    const registry = await start({ images: { "team/model:1": {}, "team/model:2": { environment: ["A=1"] } } });
    const ask = clientOf([registry.address], { limits: { bodies: 3 } });
    expect((await ask(modelOf(registry))).kind).toBe("known");
    expect(whyOf(await ask(modelOf(registry, "2")))).toBe("a run reads at most 3 manifests and configurations");
  });

  it("awaits registries for a while alone", async () => {
    const registry = await start();
    const ask = clientOf([registry.address], { limits: { ms: 0 } });
    expect(whyOf(await ask(modelOf(registry)))).toBe("registries have 0 seconds of a run, and they are over");
    expect(registry.requests).toEqual([]);
  });

  it.each([401, 302, 404, 503])("is not held up by the dripping body of a %s", async (status) => {
    const headers = { location: "/v2/elsewhere", "www-authenticate": "Basic" };
    const registry = await start({ fault: () => ({ kind: "drip", status, headers }) });
    const answer = await clientOf([registry.address], {}, 300)(modelOf(registry));
    expect(answer.kind).toBe("unknown");
  });

  it("keeps no body of megabytes on the disk", async () => {
    const kept: number[] = [];
    const cache: DiskCache = { ...noCache, write: (_key, { body }) => void kept.push(body.byteLength) };
    const registry = await start({
      fault: (path) =>
        path.includes("/manifests/")
          ? {
              kind: "body",
              body: `{"config":{"digest":"sha256:${"1".repeat(64)}","size":1},"layers":[],"a":"${"a".repeat(2 ** 20)}"}`,
            }
          : null,
    });
    await clientOf([registry.address], { cache })(modelOf(registry));
    expect(Math.max(...kept)).toBeLessThan(200);
  });

  it("is told of sixteen platforms, and of the number of the others", async () => {
    const images = Array.from({ length: 400 }, (_, index) => ({ architecture: `made-up-${index}` }));
    const registry = await start({ images: { "team/model:1": images } });
    const why = whyOf(await clientOf([registry.address])(modelOf(registry)));
    expect(why).toContain("linux/made-up-15, 384 more");
    expect(why.length).toBeLessThan(500);
  });

  it.each([
    ["an index", [{ os: "linux\n::error::gone" }, {}]],
    ["an image", { architecture: "`<b>amd64" }],
  ])("takes no text for a platform, of %s", async (_name, image) => {
    const registry = await start({ images: { "team/model:1": image } });
    expect(whyOf(await clientOf([registry.address])(modelOf(registry)))).toContain(
      "not as the OCI image specification",
    );
  });

  it("takes no layer of more bytes than can be added up", async () => {
    const registry = await start({ images: { "team/model:1": { layers: { a: Number.MAX_SAFE_INTEGER } } } });
    expect(whyOf(await clientOf([registry.address])(modelOf(registry)))).toContain(
      "not as the OCI image specification",
    );
  });

  it.each([
    [
      "too long",
      [`NVIDIA_REQUIRE_CUDA=cuda>=12.9${" ".repeat(8192)}`],
      "its `NVIDIA_REQUIRE_CUDA` has 8202 characters",
    ],
    ["too many", Array.from({ length: 65 }, (_, index) => `NVIDIA_REQUIRE_${index}=cuda>=12.9`), "sets 65 variables"],
  ])("does not pass over requirements that are %s", async (_name, environment, why) => {
    const registry = await start({ images: { "team/model:1": { environment } } });
    expect(whyOf(await clientOf([registry.address])(modelOf(registry)))).toContain(why);
  });
});
