import { afterEach, describe, expect, it } from "@jest/globals";
import { embeddedTables } from "../../../src/core/accelerator/embedded-tables.ts";
import { observeImage } from "../../../src/core/image/observe-image.ts";
import type { ImageAnswer } from "../../../src/core/image/registry-image.ts";
import { noCache } from "../../../src/shell/cache/disk-cache.ts";
import { createHttp } from "../../../src/shell/http/create-http.ts";
import type { Http, RequestOptions } from "../../../src/shell/http/http.ts";
import { createRegistryClient } from "../../../src/shell/registry/registry-client.ts";
import { createRegistryPolicy } from "../../../src/shell/registry/registry-policy.ts";
import { type RegistryOptions, rayImage, startRegistryDouble } from "../../support/registry-double.ts";

const cleanups: (() => PromiseLike<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** The way to a public registry, whose name leads to the loopback: addresses and the origins of credentials alike. */
function leadingTo(http: Http, origin: string, address: string): Http {
  const there = (url: string): string => url.replace(origin, address);
  const options = (asked: RequestOptions = {}): RequestOptions => ({
    ...asked,
    credentials: (asked.credentials ?? []).map((scope) => ({ ...scope, origin: there(scope.origin) })),
  });
  return {
    ...http,
    get: (url, asked) => http.get(there(url), options(asked)),
  };
}

interface Login {
  readonly username: string;
  readonly password: string;
}

async function open(host: string, registryOptions: RegistryOptions, login: Login | null = null, isNamed = true) {
  const registry = await startRegistryDouble(registryOptions);
  cleanups.push(() => registry[Symbol.asyncDispose]());
  const policy = createRegistryPolicy([registry.address, registry.storage]);
  const plain = createHttp({ version: "0", policy, retries: { attempts: 1 } });
  cleanups.push(() => plain.close());
  const http = leadingTo(plain, `https://${host}`, registry.address);
  const client = createRegistryClient({
    http,
    strangers: http,
    cache: noCache,
    offline: false,
    now: "2026-11-01T00:00:00.000Z",
    hosts: isNamed ? [host] : [],
    mirror: null,
    login: async () => login,
  });
  const ask = (image: string): Promise<ImageAnswer> =>
    client.ask({ reference: `${host}/${image}`, os: "linux", arch: "x86_64" });
  const seen = (): string[] =>
    registry.requests.map(({ at, line, authorization }) => `${at} ${authorization} ${line.replace(/sha256:\w+/, "…")}`);
  return { ask, seen };
}

const whyOf = (answer: ImageAnswer): string => (answer.kind === "unknown" ? answer.why : answer.kind);

describe("nvcr.io", () => {
  const image = rayImage("3.12", "13.0.1.012", { base: 7 });
  const access = {
    kind: "bearer",
    tokenPath: "/proxy_auth",
    // Neither a service nor quotes around the scope.
    challenge: 'Bearer realm="https://nvcr.io/proxy_auth",scope=repository:nvidia/pytorch:pull,push',
  } as const;

  it("gives an image to anybody by the token of its proxy_auth, and what its configuration says is read", async () => {
    const { ask, seen } = await open("nvcr.io", { images: { "nvidia/pytorch:26.09-py3": image }, access }, null, false);
    const answer = await ask("nvidia/pytorch:26.09-py3");
    expect(seen()).toEqual([
      "registry null GET /v2/nvidia/pytorch/manifests/26.09-py3",
      "registry null GET /proxy_auth?scope=repository%3Anvidia%2Fpytorch%3Apull",
      "registry Bearer GET /v2/nvidia/pytorch/manifests/26.09-py3",
      "registry Bearer GET /v2/nvidia/pytorch/blobs/…",
    ]);
    if (answer.kind !== "known") throw new Error(answer.why);
    const { os, python, cuda } = observeImage(embeddedTables(), answer.image);
    expect({ os, python, cuda }).toEqual({ os: "ubuntu22.04", python: "3.12", cuda: "13.0.1" });
  });

  it("is asked for a further token as for the first one, whatever service it names for a token that is over", async () => {
    const elsewhere = {
      "www-authenticate": 'Bearer realm="https://authn.example/token",service="registry",error="invalid_token"',
    };
    const { ask, seen } = await open("nvcr.io", {
      images: { "nvidia/pytorch:26.09-py3": image },
      access,
      fault: (path, before) =>
        path.includes("/blobs/") && before === 0 ? { kind: "status", status: 401, headers: elsewhere } : null,
    });
    expect((await ask("nvidia/pytorch:26.09-py3")).kind).toBe("known");
    expect(seen().filter((line) => line.includes("proxy_auth"))).toHaveLength(2);
  });

  it("says what it answered for an image that is not for everybody", async () => {
    const { ask } = await open("nvcr.io", {
      images: {},
      access: { ...access, login: "$oauthtoken:key" },
    });
    expect(whyOf(await ask("nvidia/private:1"))).toContain("its token service: ");
  });
});

describe("SageMaker's images in Amazon ECR", () => {
  const host = "763104351884.dkr.ecr.us-west-2.amazonaws.com";
  const images = { "pytorch-inference:2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker": rayImage("3.12", "12.4.1", {}) };
  const [image = ""] = Object.keys(images);
  const access = {
    kind: "basic",
    login: "AWS:eyJwYXlsb2FkIjoi",
    challenge: `Basic realm="https://${host}/",service="ecr.amazonaws.com"`,
  } as const;

  it("are had with the user AWS and its token, which blobs' storage does not get", async () => {
    const { ask, seen } = await open(
      host,
      { images, access, redirectsBlobs: true },
      { username: "AWS", password: "eyJwYXlsb2FkIjoi" },
    );
    expect((await ask(image)).kind).toBe("known");
    expect(seen()).toEqual([
      `registry null GET /v2/pytorch-inference/manifests/${image.split(":")[1]}`,
      `registry Basic GET /v2/pytorch-inference/manifests/${image.split(":")[1]}`,
      "registry Basic GET /v2/pytorch-inference/blobs/…",
      "storage null GET /signed/…?X-Amz-Signature=abc",
    ]);
  });

  it("are not had by anybody: what is missing is said, and where it goes", async () => {
    const unnamed = await open(host, { images, access }, { username: "AWS", password: "eyJwYXlsb2FkIjoi" }, false);
    expect(whyOf(await unnamed.ask(image))).toBe(
      `it asks for a login (401), and \`images.hosts\` does not name \`${host}\`: Amazon ECR takes the user \`AWS\` with the token of \`aws ecr get-login-password --region us-west-2\``,
    );
    expect(unnamed.seen()).toHaveLength(1);
    const named = await open(host, { images, access });
    expect(whyOf(await named.ask(image))).toBe(
      "it asks for a login (401), and Docker's `config.json` holds none for it: Amazon ECR takes the user `AWS` with the token of `aws ecr get-login-password --region us-west-2`",
    );
  });

  it("are not had with a token that is over, which is not shown", async () => {
    const { ask } = await open(host, { images, access }, { username: "AWS", password: "of-yesterday" });
    const why = whyOf(await ask(image));
    expect(why).toContain(
      "the login that Docker's `config.json` holds for it was refused: a token of Amazon ECR holds for 12 hours",
    );
    expect(why).not.toContain("of-yesterday");
  });
});
