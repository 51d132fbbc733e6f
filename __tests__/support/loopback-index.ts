/**
 * A package index on the loopback, for every test that needs one.
 *
 *     await using index = await startLoopbackIndex({
 *       packages: [{ name: "a", versions: [{ version: "1.0", requires: ["b>=1"] }, { version: "2.0", yanked: "broken" }] }],
 *     });
 *     index.url                                  // "http://127.0.0.1:PORT/simple/"
 *     index.requests                             // what was asked: method, path, headers
 *     index.fault("/simple/a/", { kind: "status", status: 503, times: 2 });
 *     index.replace([...packages]);              // from now on lists these
 *
 * Versions have one `py3-none-any` wheel unless `wheels` (a list of tags) or `sdist` (its members) say otherwise. The options choose
 * the dialect: HTML, JSON or by `Accept`; sidecars promised, served in silence, or none; ranges in full, without suffixes, or none;
 * gzip, ETag, Cache-Control, user and password. Faults belong to a path, and last for `times` requests (for ever without).
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { buildSdist, buildWheel } from "./archives.ts";

export interface LoopbackVersion {
  readonly version: string;
  readonly requires?: readonly string[];
  readonly extras?: readonly string[];
  readonly requiresPython?: string;
  readonly yanked?: string;
  /** ISO 8601. */
  readonly uploadTime?: string;
  /** Tags, one wheel for each; `[]` for none. By default one `py3-none-any`. */
  readonly wheels?: readonly string[];
  /** Members of a `.tar.gz`, by path below its top folder. Without it there is none. */
  readonly sdist?: Readonly<Record<string, string>>;
  /** Instead of the METADATA that the facts make. */
  readonly metadata?: string;
  /** Instead of METADATA, in the sidecar alone. */
  readonly sidecar?: string;
  /** Bytes that make the wheel larger. */
  readonly padding?: number;
  /** Listed instead of the true SHA-256. */
  readonly listedHash?: string;
  /** Further headers of the METADATA, such as `License-Expression: MIT`. */
  readonly headers?: readonly string[];
  /** PEP 740: address of the attestations. */
  readonly provenance?: string;
}

export interface LoopbackPackage {
  readonly name: string;
  readonly versions: readonly LoopbackVersion[];
  /** PEP 792. */
  readonly status?: string;
  readonly statusReason?: string;
}

export interface LoopbackOptions {
  readonly packages: readonly LoopbackPackage[];
  /** Served below `/whl/<variant>/`, as PyTorch does. */
  readonly variants?: Readonly<Record<string, readonly LoopbackPackage[]>>;
  readonly dialect?: "negotiate" | "html" | "json";
  readonly sidecars?: "promised" | "silent" | "none";
  readonly ranges?: "full" | "no-suffix" | "none";
  readonly gzip?: boolean;
  readonly etag?: boolean;
  readonly cacheControl?: string;
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Where links to files point; by default to this server. */
  readonly filesAt?: string;
}

export type Fault = { readonly times?: number } & (
  | { readonly kind: "status"; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: "redirect"; readonly to: string; readonly status?: number }
  /** Never answers. */
  | { readonly kind: "hang" }
  /** The socket is destroyed, after so many bytes of the body. */
  | { readonly kind: "reset"; readonly afterBytes: number }
  /** The body ends early though the answer is well-formed HTTP: truncated JSON, gzip, archives. */
  | { readonly kind: "truncate"; readonly afterBytes: number }
  | { readonly kind: "drip"; readonly bytes: number; readonly everyMs: number }
  /** So many bytes of spaces, without an announced length unless `announced`. */
  | { readonly kind: "huge"; readonly bytes: number; readonly announced?: boolean }
  | { readonly kind: "headers"; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: "body"; readonly body: string | Uint8Array; readonly headers?: Readonly<Record<string, string>> }
);

export interface LoopbackRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

export interface LoopbackIndex extends AsyncDisposable {
  /** The simple API, ending in `/`. */
  readonly url: string;
  readonly origin: string;
  readonly requests: readonly LoopbackRequest[];
  fault(path: string, fault: Fault): void;
  clearFaults(): void;
  replace(packages: readonly LoopbackPackage[]): void;
  /** The path of a file by its name, for faults. */
  pathOf(filename: string): string;
  /** Serves these bytes as a file, and lists nothing. */
  addFile(path: string, bytes: Uint8Array): void;
  close(): Promise<void>;
}

interface Listed {
  readonly filename: string;
  readonly path: string;
  readonly version: LoopbackVersion;
  readonly bytes: Buffer;
  readonly sidecar: Buffer | null;
  readonly sha256: string;
}

const versioned = /application\/vnd\.pypi\.simple\.v1\+(?:json|html)/;

export async function startLoopbackIndex(options: LoopbackOptions): Promise<LoopbackIndex> {
  const requests: LoopbackRequest[] = [];
  const faults = new Map<string, { fault: Fault; left: number }[]>();
  const extra = new Map<string, Buffer>();
  let projects = buildAll(options.packages);
  const variants = new Map(
    Object.entries(options.variants ?? {}).map(([variant, packages]) => [variant, buildAll(packages)]),
  );

  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://127.0.0.1").pathname);
    requests.push({ method: request.method ?? "", path, headers: request.headers });
    const active = (faults.get(path) ?? []).find((entry) => entry.left > 0);
    if (active !== undefined) active.left -= 1;
    respond(request, response, path, active?.fault ?? null);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function respond(request: IncomingMessage, response: ServerResponse, path: string, fault: Fault | null): void {
    if (fault?.kind === "hang") return;
    if (fault?.kind === "status") response.writeHead(fault.status, fault.headers).end();
    else if (fault?.kind === "redirect") response.writeHead(fault.status ?? 302, { location: fault.to }).end();
    else if (fault?.kind === "body")
      response.writeHead(200, { "content-type": "text/html", ...fault.headers }).end(fault.body);
    else if (fault?.kind === "huge") sendHuge(response, fault.bytes, fault.announced === true);
    else if (options.credentials !== undefined && !authorized(request, options.credentials))
      response.writeHead(401, { "www-authenticate": "Basic" }).end();
    else if (path.startsWith("/simple/")) sendProject(request, response, path, fault);
    else if (path.startsWith("/whl/")) sendVariant(request, response, path, fault);
    else sendStored(request, response, path, fault);
  }

  function sendProject(request: IncomingMessage, response: ServerResponse, path: string, fault: Fault | null): void {
    const name = path.slice("/simple/".length).replace(/\/$/, "");
    const project = projects.find((candidate) => candidate.name === name);
    if (!path.endsWith("/")) response.writeHead(308, { location: `${path}/` }).end();
    else if (project === undefined) response.writeHead(404).end("not found");
    else sendPage(request, response, project, fault);
  }

  function sendVariant(request: IncomingMessage, response: ServerResponse, path: string, fault: Fault | null): void {
    const [, , variant = "", name = ""] = path.split("/");
    const project = variants.get(variant)?.find((candidate) => candidate.name === name);
    if (project === undefined) response.writeHead(404).end("not found");
    else sendPage(request, response, project, fault);
  }

  function sendStored(request: IncomingMessage, response: ServerResponse, path: string, fault: Fault | null): void {
    const files = [...projects, ...[...variants.values()].flat()].flatMap((project) => project.files);
    const bytes = extra.get(path) ?? files.find((candidate) => candidate.path === path)?.bytes;
    const sidecar =
      options.sidecars === "none" ? null : files.find((candidate) => `${candidate.path}.metadata` === path)?.sidecar;
    if (bytes !== undefined) sendFile(request, response, bytes, fault);
    else if (sidecar != null) send(response, 200, { "content-type": "application/octet-stream" }, sidecar, fault);
    else response.writeHead(404).end();
  }

  function sendPage(request: IncomingMessage, response: ServerResponse, project: Project, fault: Fault | null): void {
    const accept = request.headers.accept ?? "";
    const json =
      options.dialect === "json" ||
      (options.dialect !== "html" && accept.includes("application/vnd.pypi.simple.v1+json"));
    const times = versioned.test(accept);
    const base = options.filesAt ?? (projects.includes(project) ? "" : origin);
    const text = json ? jsonPage(project, options, base) : htmlPage(project, options, base, times);
    const etag = `"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"`;
    const headers: Record<string, string> = {
      "content-type": json ? "application/vnd.pypi.simple.v1+json" : "text/html; charset=UTF-8",
    };
    if (options.cacheControl !== undefined) headers["cache-control"] = options.cacheControl;
    if (options.etag === true) {
      headers["etag"] = etag;
      if (request.headers["if-none-match"] === etag) {
        response.writeHead(304, headers).end();
        return;
      }
    }
    const zipped = options.gzip === true && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
    if (zipped) headers["content-encoding"] = "gzip";
    send(response, 200, headers, zipped ? gzipSync(text) : Buffer.from(text), fault);
  }

  function sendFile(request: IncomingMessage, response: ServerResponse, bytes: Buffer, fault: Fault | null): void {
    const headers: Record<string, string> = { "content-type": "application/octet-stream" };
    const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "");
    const suffix = range?.[1] === "";
    if (options.ranges !== "none") headers["accept-ranges"] = "bytes";
    if (range === null || options.ranges === "none" || (suffix && options.ranges === "no-suffix")) {
      send(response, 200, headers, bytes, fault);
      return;
    }
    const from = suffix ? Math.max(0, bytes.length - Number(range[2])) : Number(range[1]);
    const last = suffix || range[2] === "" ? bytes.length - 1 : Math.min(Number(range[2]), bytes.length - 1);
    headers["content-range"] = from > last ? `bytes */${bytes.length}` : `bytes ${from}-${last}/${bytes.length}`;
    if (from > last) response.writeHead(416, headers).end();
    else send(response, 206, headers, bytes.subarray(from, last + 1), fault);
  }

  return {
    url: `${origin}/simple/`,
    origin,
    requests,
    fault(path, fault) {
      faults.set(path, [...(faults.get(path) ?? []), { fault, left: fault.times ?? Number.POSITIVE_INFINITY }]);
    },
    clearFaults: () => faults.clear(),
    replace(packages) {
      projects = buildAll(packages);
    },
    pathOf: (filename) => `/files/${filename}`,
    addFile: (path, bytes) => void extra.set(path, Buffer.from(bytes)),
    close: () => closeServer(server),
    [Symbol.asyncDispose]: () => closeServer(server),
  };
}

interface Project {
  readonly name: string;
  readonly status: string | null;
  readonly statusReason: string | null;
  readonly versions: readonly string[];
  readonly files: readonly Listed[];
}

function buildAll(packages: readonly LoopbackPackage[]): readonly Project[] {
  return packages.map(({ name, versions, status, statusReason }) => ({
    name: name.replace(/[-_.]+/g, "-").toLowerCase(),
    status: status ?? null,
    statusReason: statusReason ?? null,
    versions: versions.map(({ version }) => version),
    files: versions.flatMap((version) => buildVersion(name, version)),
  }));
}

function buildVersion(name: string, version: LoopbackVersion): readonly Listed[] {
  const wheels = (version.wheels ?? ["py3-none-any"]).map((tag) => {
    const { filename, bytes, metadata } = buildWheel({ ...version, name, tag });
    return listed(filename, bytes, version, Buffer.from(version.sidecar ?? metadata));
  });
  if (version.sdist === undefined) return wheels;
  const { filename, bytes } = buildSdist({ name, version: version.version, members: version.sdist });
  return [...wheels, listed(filename, bytes, version, null)];
}

function listed(filename: string, bytes: Buffer, version: LoopbackVersion, sidecar: Buffer | null): Listed {
  const sha256 = version.listedHash ?? createHash("sha256").update(bytes).digest("hex");
  return { filename, path: `/files/${filename}`, version, bytes, sidecar, sha256 };
}

const sha256Of = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
const linkOf = (base: string, file: Listed): string =>
  `${base === "" ? "../.." : base}${file.path.replaceAll("+", "%2B")}`;

function jsonPage(project: Project, options: LoopbackOptions, base: string): string {
  const promised = (options.sidecars ?? "promised") === "promised";
  return JSON.stringify({
    meta: { "api-version": "1.1" },
    name: project.name,
    ...(project.status !== null && {
      "project-status": {
        status: project.status,
        ...(project.statusReason !== null && { reason: project.statusReason }),
      },
    }),
    versions: project.versions,
    files: project.files.map((file) => ({
      filename: file.filename,
      url: linkOf(base, file),
      hashes: { sha256: file.sha256 },
      ...(file.version.requiresPython !== undefined && { "requires-python": file.version.requiresPython }),
      ...(file.version.yanked !== undefined && { yanked: file.version.yanked }),
      ...(file.version.uploadTime !== undefined && { "upload-time": file.version.uploadTime }),
      size: file.bytes.length,
      ...(file.version.provenance !== undefined && { provenance: file.version.provenance }),
      ...(promised && file.sidecar !== null && { "core-metadata": { sha256: sha256Of(file.sidecar) } }),
    })),
  });
}

function htmlPage(project: Project, options: LoopbackOptions, base: string, times: boolean): string {
  const escaped = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  const promised = (options.sidecars ?? "promised") === "promised";
  const links = project.files.map((file) => {
    const attributes = [`href="${linkOf(base, file)}#sha256=${file.sha256}"`];
    if (file.version.requiresPython !== undefined)
      attributes.push(`data-requires-python="${escaped(file.version.requiresPython)}"`);
    if (file.version.yanked !== undefined) attributes.push(`data-yanked="${escaped(file.version.yanked)}"`);
    if (times && file.version.uploadTime !== undefined)
      attributes.push(`data-upload-time="${file.version.uploadTime}"`);
    if (file.version.provenance !== undefined) attributes.push(`data-provenance="${file.version.provenance}"`);
    if (promised && file.sidecar !== null) attributes.push(`data-core-metadata="sha256=${sha256Of(file.sidecar)}"`);
    return `<a ${attributes.join(" ")}>${escaped(file.filename)}</a><br/>`;
  });
  const status =
    project.status === null ? "" : `<meta name="pypi:project-status" content="${escaped(project.status)}">`;
  const reason =
    project.statusReason === null
      ? ""
      : `<meta name="pypi:project-status-reason" content="${escaped(project.statusReason)}">`;
  return `<!DOCTYPE html>\n<html><head><meta name="pypi:repository-version" content="1.1">${status}${reason}<title>Links</title></head>\n<body>\n${links.join("\n")}\n</body></html>\n`;
}

function authorized(
  request: IncomingMessage,
  { username, password }: { readonly username: string; readonly password: string },
): boolean {
  return request.headers.authorization === `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  fault: Fault | null,
): void {
  if (fault?.kind === "truncate") {
    response.writeHead(status, headers).end(body.subarray(0, fault.afterBytes));
    return;
  }
  response.writeHead(status, {
    ...headers,
    "content-length": body.length,
    ...(fault?.kind === "headers" && fault.headers),
  });
  if (fault?.kind === "reset") response.write(body.subarray(0, fault.afterBytes), () => response.destroy());
  else if (fault?.kind === "drip") drip(response, body, fault.bytes, fault.everyMs);
  else response.end(body);
}

function drip(response: ServerResponse, body: Buffer, bytes: number, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (response.destroyed || at >= body.length) {
      clearInterval(timer);
      response.end();
      return;
    }
    response.write(body.subarray(at, at + bytes));
    at += bytes;
  }, everyMs);
  response.on("close", () => clearInterval(timer));
}

function sendHuge(response: ServerResponse, bytes: number, announced: boolean): void {
  response.writeHead(200, { "content-type": "text/html", ...(announced && { "content-length": String(bytes) }) });
  const piece = Buffer.alloc(64 * 1024, 32);
  let left = bytes;
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      const size = Math.min(left, piece.length);
      left -= size;
      if (!response.write(piece.subarray(0, size))) {
        response.once("drain", more);
        return;
      }
    }
    response.end();
  };
  more();
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
