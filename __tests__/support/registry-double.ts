import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One image for one platform, as it is published. */
export interface PublishedImage {
  readonly os?: string;
  readonly architecture?: string;
  readonly environment?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly history?: readonly string[];
  /** Name to compressed bytes: layers of one name are the same layer. */
  readonly layers?: Readonly<Record<string, number>>;
}

/** What a request is answered with in place of the right answer. */
export type RegistryFault =
  | { readonly kind: "status"; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: "body"; readonly body: string }
  | { readonly kind: "cut" }
  /** A byte now and then, for as long as somebody listens. */
  | { readonly kind: "drip"; readonly status?: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: "huge" };

export interface RegistryOptions {
  /** By `repository:tag`; a list is an index of platforms. */
  readonly images: Readonly<Record<string, PublishedImage | readonly PublishedImage[]>>;
  /** Docker's media types in place of OCI's. */
  readonly docker?: boolean;
  readonly access?: {
    readonly kind: "bearer" | "basic";
    /** `user:password` without which no token is given. */
    readonly login?: string;
    /** In place of the registry's own token service. */
    readonly realm?: string;
    /** Path of that service, `/token` where none is said. */
    readonly tokenPath?: string;
    /** The whole `WWW-Authenticate`, as a registry of the outside writes it. */
    readonly challenge?: string;
  };
  /** Blobs are at another origin, as with most registries. */
  readonly redirectsBlobs?: boolean;
  readonly fault?: (path: string, before: number) => RegistryFault | null;
}

export interface SeenRequest {
  /** `registry`, or `storage` where blobs are. */
  readonly at: "registry" | "storage";
  /** `GET /v2/…`, with the query. */
  readonly line: string;
  /** Scheme of `Authorization`; null without one. */
  readonly authorization: string | null;
  readonly accept: string;
}

export interface RegistryDouble extends AsyncDisposable {
  readonly address: string;
  readonly storage: string;
  readonly requests: readonly SeenRequest[];
  /** Makes a tag name another image from now on. */
  publish(name: string, image: PublishedImage | readonly PublishedImage[]): void;
  digestOf(name: string): string;
}

const secret = "loopback-token";

/** A registry on the loopback with a token service, and a storage for its blobs on another port. */
export async function startRegistryDouble(options: RegistryOptions): Promise<RegistryDouble> {
  const requests: SeenRequest[] = [];
  const content = new Map<string, { readonly body: Buffer; readonly type: string }>();
  const tags = new Map<string, string>();
  const counts = new Map<string, number>();
  const publish: RegistryDouble["publish"] = (name, image) => {
    tags.set(name, publishTo(content, image, options.docker === true));
  };
  for (const [name, image] of Object.entries(options.images)) publish(name, image);

  const registry = createServer((request, response) => {
    const url = see("registry", request);
    if (url.pathname === (options.access?.tokenPath ?? "/token")) return token(request, response);
    if (!isAllowed(request)) return challenge(response);
    if (faulty(url, response)) return;
    const parts = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(url.pathname);
    const [, repository = "", kind, reference = ""] = parts ?? [];
    const digest = reference.includes(":") ? reference : (tags.get(`${repository}:${reference}`) ?? "");
    const found = content.get(digest);
    if (found === undefined) return send(response, 404, '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
    if (kind === "blobs" && options.redirectsBlobs === true) {
      response.writeHead(307, { location: `${addressOf(storage)}/signed/${digest}?X-Amz-Signature=abc` });
      response.end();
      return;
    }
    send(response, 200, found.body, { "content-type": found.type, "docker-content-digest": digest });
  });
  const storage = createServer((request, response) => {
    const url = see("storage", request);
    const found = content.get(url.pathname.replace("/signed/", ""));
    send(response, found === undefined ? 404 : 200, found?.body ?? "");
  });

  function see(at: SeenRequest["at"], { method, url: target = "/", headers }: IncomingMessage): URL {
    const authorization = headers.authorization?.split(" ")[0] ?? null;
    requests.push({ at, line: `${method} ${target}`, authorization, accept: headers.accept ?? "" });
    return new URL(target, "http://localhost");
  }

  function token({ headers }: IncomingMessage, response: ServerResponse): void {
    const { login } = options.access ?? {};
    const isKnown = login === undefined || headers.authorization === basic(login);
    send(response, isKnown ? 200 : 401, isKnown ? JSON.stringify({ token: secret, expires_in: 300 }) : "{}");
  }

  function isAllowed({ headers }: IncomingMessage): boolean {
    const { access } = options;
    if (access === undefined) return true;
    const wanted = access.kind === "bearer" ? `Bearer ${secret}` : basic(access.login ?? "");
    return headers.authorization === wanted;
  }

  function challenge(response: ServerResponse): void {
    const realm = options.access?.realm ?? `${addressOf(registry)}/token`;
    const text =
      options.access?.challenge ??
      (options.access?.kind === "basic"
        ? 'Basic realm="double"'
        : `Bearer realm="${realm}",service="double",scope="all:*"`);
    send(response, 401, '{"errors":[{"code":"UNAUTHORIZED"}]}', { "www-authenticate": text });
  }

  function faulty(url: URL, response: ServerResponse): boolean {
    const before = counts.get(url.pathname) ?? 0;
    counts.set(url.pathname, before + 1);
    const fault = options.fault?.(url.pathname, before) ?? null;
    if (fault !== null) answerWrongly(response, fault);
    return fault !== null;
  }

  await Promise.all(
    [registry, storage].map((server) => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
  );
  return {
    address: addressOf(registry),
    storage: addressOf(storage),
    requests,
    publish,
    digestOf: (name) => tags.get(name) ?? "",
    async [Symbol.asyncDispose]() {
      await Promise.all(
        [registry, storage].map((server) => {
          server.closeAllConnections();
          return new Promise((resolve) => server.close(resolve));
        }),
      );
    },
  };
}

const basic = (login: string): string => `Basic ${Buffer.from(login).toString("base64")}`;

const addressOf = (server: ReturnType<typeof createServer>): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

type Content = Map<string, { readonly body: Buffer; readonly type: string }>;

const oci = "application/vnd.oci.image";
const docker = "application/vnd.docker.distribution.manifest";

function publishTo(content: Content, image: PublishedImage | readonly PublishedImage[], isDocker: boolean): string {
  if (!("length" in image)) return publishImage(content, image, isDocker).digest;
  const manifests = image.map((one) => ({
    ...publishImage(content, one, isDocker),
    platform: { os: one.os ?? "linux", architecture: one.architecture ?? "amd64" },
  }));
  const mediaType = isDocker ? `${docker}.list.v2+json` : `${oci}.index.v1+json`;
  return put(content, JSON.stringify({ schemaVersion: 2, mediaType, manifests }), mediaType).digest;
}

function publishImage(content: Content, image: PublishedImage, isDocker: boolean): { digest: string; size: number } {
  const {
    os = "linux",
    architecture = "amd64",
    environment = [],
    labels = {},
    history = [],
    layers = { base: 1000 },
  } = image;
  const config = put(
    content,
    JSON.stringify({
      os,
      architecture,
      config: { Env: environment, Labels: labels },
      history: history.map((created_by) => ({ created_by })),
      rootfs: { type: "layers", diff_ids: [] },
    }),
    "application/octet-stream",
  );
  const mediaType = isDocker ? `${docker}.v2+json` : `${oci}.manifest.v1+json`;
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config,
    layers: Object.entries(layers).map(([name, size]) => ({ digest: sha256(name), size })),
  };
  return put(content, JSON.stringify(manifest), mediaType);
}

function put(content: Content, text: string, type: string): { digest: string; size: number } {
  const body = Buffer.from(text);
  const digest = sha256(body);
  content.set(digest, { body, type });
  return { digest, size: body.byteLength };
}

const sha256 = (data: string | Buffer): string => `sha256:${createHash("sha256").update(data).digest("hex")}`;

function send(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
}

function answerWrongly(response: ServerResponse, fault: RegistryFault): void {
  switch (fault.kind) {
    case "status":
      send(response, fault.status, "{}", { ...fault.headers });
      return;
    case "body":
      send(response, 200, fault.body);
      return;
    case "cut":
      response.writeHead(200, { "content-length": "1000" });
      response.write("{", () => response.destroy());
      return;
    case "huge":
      response.writeHead(200, { "content-length": String(1024 ** 3) });
      response.write("{");
      return;
    case "drip": {
      response.writeHead(fault.status ?? 200, { "content-type": "application/json", ...fault.headers });
      const timer = setInterval(() => response.write(" "), 20);
      response.once("close", () => clearInterval(timer));
    }
  }
}

/** An image as Ray publishes its own: on NVIDIA's CUDA image and Ubuntu, with a Python that only the history of the build names. */
export function rayImage(python: string, cuda: string, layers: Readonly<Record<string, number>>): PublishedImage {
  const compat = cuda.split(".").slice(0, 2).join("-");
  return {
    environment: [
      "PATH=/home/ray/anaconda3/bin:/usr/local/nvidia/bin:/usr/local/cuda/bin:/usr/bin",
      "NVARCH=x86_64",
      `NVIDIA_REQUIRE_CUDA=cuda>=${cuda.split(".").slice(0, 2).join(".")} brand=tesla,driver>=470,driver<471`,
      `NV_CUDA_COMPAT_PACKAGE=cuda-compat-${compat}`,
      `CUDA_VERSION=${cuda}`,
      "NV_LIBCUBLAS_VERSION=12.1.0.26-1",
      "NV_LIBCUBLAS_DEV_VERSION=12.1.0.26-1",
      "NV_CUDNN_VERSION=8.9.0.131-1",
      "LD_LIBRARY_PATH=/usr/local/nvidia/lib:/usr/local/nvidia/lib64:/usr/local/nvidia/lib64",
      "HOME=/home/ray",
      "SECRET_TOKEN=left-here-by-mistake",
    ],
    labels: {
      "io.ray.ray-version": "2.9.0",
      maintainer: "NVIDIA CORPORATION",
      "org.opencontainers.image.ref.name": "ubuntu",
      "org.opencontainers.image.version": "22.04",
    },
    history: [
      "/bin/sh -c #(nop)  ARG RELEASE",
      "/bin/sh -c #(nop)  LABEL org.opencontainers.image.ref.name=ubuntu",
      `RUN |3 DEBIAN_FRONTEND=noninteractive PYTHON_VERSION=${python} HOSTTYPE=x86_64 /bin/sh -c apt-get update -y # buildkit`,
    ],
    layers,
  };
}
