import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import { createServer, type Server as HttpsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import { collect } from "../../../src/shell/http/body.ts";
import { createHttp, type HttpOptions } from "../../../src/shell/http/create-http.ts";
import type { Http, HttpAnswer } from "../../../src/shell/http/http.ts";
import { createNetworkPolicy } from "../../../src/shell/http/network-policy.ts";
import {
  endStream,
  frame,
  frameTypes,
  headersFrame,
  type RawHttp2,
  resetFrame,
  startRawHttp2,
} from "../../support/raw-http2.ts";
import { certificatePath, tlsFixture } from "../../support/tls-fixture.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Server {
  readonly origin: string;
  readonly server: Http2SecureServer | HttpsServer;
  /** Connections opened so far. */
  connections: number;
  /** The version of HTTP of each request. */
  readonly versions: string[];
}

/** Puts a server on the loopback, its connections counted and ended with the test. */
async function listen(server: Server["server"]): Promise<Server> {
  const held: Server = { origin: "", server, connections: 0, versions: [] };
  const sockets = new Set<Socket>();
  server.on("secureConnection", (socket: Socket) => {
    held.connections += 1;
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return Object.assign(held, { origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

async function serve(answer: (request: Http2ServerRequest, response: Http2ServerResponse) => void): Promise<Server> {
  const server = createSecureServer({ ...tlsFixture, allowHTTP1: true });
  server.on("sessionError", () => {});
  const served = await listen(server);
  server.on("request", (request, response) => {
    served.versions.push(request.httpVersion);
    answer(request, response);
  });
  return served;
}

function open(origin: string, options: Partial<HttpOptions> = {}): Http {
  const http = createHttp({
    version: "1.2.3",
    policy: createNetworkPolicy({ trusted: [origin] }),
    environment: { SSL_CERT_FILE: certificatePath },
    clock: { now: () => Date.now(), sleep: () => Promise.resolve(), random: () => 0 },
    ...options,
  });
  cleanups.push(() => http.close());
  return http;
}

function text(answer: HttpAnswer<Uint8Array>): string {
  if (answer.kind !== "ok") throw new Error(JSON.stringify(answer));
  return Buffer.from(answer.body).toString("utf8");
}

describe("an https origin that speaks HTTP/2", () => {
  it("is asked everything over one connection", async () => {
    const served = await serve((request, response) => response.end(`${request.method} ${request.url}`));
    const http = open(served.origin);
    const paths = Array.from({ length: 60 }, (_, at) => `/p/${at}?q=${at}`);
    const answers = await Promise.all(paths.map((path) => http.get(`${served.origin}${path}`)));
    expect(answers.map(text)).toEqual(paths.map((path) => `GET ${path}`));
    expect(served).toMatchObject({ connections: 1, versions: paths.map(() => "2.0") });
  });

  it("can be connected to ahead of the first request, which then takes that connection", async () => {
    const served = await serve((_, response) => response.end("here"));
    const http = open(served.origin);
    http.prepare(`${served.origin}/`);
    await new Promise((resolve) => served.server.once("secureConnection", resolve));
    expect(text(await http.get(`${served.origin}/x`))).toBe("here");
    expect(served.connections).toBe(1);
  });

  it("is not connected to ahead where policy would not let a request go", async () => {
    const served = await serve((_, response) => response.end("here"));
    const http = open(served.origin, { policy: createNetworkPolicy({ trusted: [] }) });
    for (const url of [`${served.origin}/`, "no address"]) http.prepare(url);
    expect(await http.get(`${served.origin}/x`)).toMatchObject({ kind: "failed", failure: "refused" });
    expect(served.connections).toBe(0);
  });

  it("gets headers and a body, and gives both", async () => {
    const served = await serve((request, response) => {
      let sent = "";
      request.on("data", (chunk: Buffer) => {
        sent += chunk.toString();
      });
      request.on("end", () => {
        response.setHeader("content-encoding", "gzip");
        response.setHeader("x-met", `${request.headers["user-agent"]} ${request.headers["content-type"]}`);
        response.end(gzipSync(`${request.headers.accept} ${sent}`));
      });
    });
    const answer = await open(served.origin).postJson(`${served.origin}/v1`, { a: 1 }, { accept: "x/y" });
    expect(text(answer)).toBe('x/y {"a":1}');
    expect(answer).toMatchObject({ head: { status: 200, url: `${served.origin}/v1` } });
    if (answer.kind === "ok") expect(answer.head.headers.get("x-met")).toBe("pinwarden/1.2.3 application/json");
  });

  it("redirects, asks for patience, and has no body to give", async () => {
    const served = await serve((request, response) => {
      if (request.url === "/old") response.writeHead(301, { location: "/new" }).end();
      else if (request.url === "/busy" && served.versions.length < 4) response.writeHead(503).end("x".repeat(200_000));
      else if (request.url === "/same") response.writeHead(304).end();
      else if (request.url === "/none") response.writeHead(204).end();
      else if (request.url === "/gone") response.writeHead(404).end("no");
      else response.end("here");
    });
    const http = open(served.origin);
    const get = (path: string): Promise<HttpAnswer<Uint8Array>> => http.get(`${served.origin}${path}`);
    expect(text(await get("/old"))).toBe("here");
    expect(text(await get("/busy"))).toBe("here");
    expect((await get("/same")).kind).toBe("notModified");
    expect(text(await get("/none"))).toBe("");
    expect(await get("/gone")).toMatchObject({ kind: "status", status: 404 });
    expect(served.connections).toBe(1);
  });

  it("is not read further than the reader wants", async () => {
    const served = await serve((_, response) => response.end(Buffer.alloc(5_000_000)));
    const http = open(served.origin);
    const url = `${served.origin}/large`;
    expect(await http.read(url, {}, (head) => Promise.resolve(head.status))).toMatchObject({ kind: "ok", body: 200 });
    expect(await http.get(url, { maxBytes: 1_000_000 })).toMatchObject({ kind: "failed", failure: "too-large" });
    const whole = await http.read(url, {}, (_, chunks) => collect(chunks, 6_000_000));
    expect(whole.kind === "ok" && whole.body.byteLength).toBe(5_000_000);
    expect(served.connections).toBe(1);
  });

  it("gets another connection where it has closed the first", async () => {
    const served = await serve((_, response) => response.end("here"));
    const http = open(served.origin);
    (served.server as Http2SecureServer).once("session", (session) => session.once("stream", () => session.close()));
    expect(text(await http.get(`${served.origin}/1`))).toBe("here");
    await new Promise((resolve) => setImmediate(resolve));
    expect(text(await http.get(`${served.origin}/2`))).toBe("here");
    expect(served.connections).toBe(2);
  });

  it("gets one other connection for all that wait for one", async () => {
    const served = await serve((_, response) => response.end("here"));
    const http = open(served.origin);
    (served.server as Http2SecureServer).once("session", (session) => session.once("stream", () => session.close()));
    expect(text(await http.get(`${served.origin}/1`))).toBe("here");
    await new Promise((resolve) => setImmediate(resolve));
    const all = await Promise.all([2, 3, 4, 5].map((at) => http.get(`${served.origin}/${at}`)));
    expect(all.map(text)).toEqual(["here", "here", "here", "here"]);
    expect(served.connections).toBe(2);
  });

  it("is left with no connection after the run, not even one that was silent", async () => {
    const served = await serve((request, response) => {
      if (request.url !== "/silent") response.end("here");
    });
    const closed: Promise<unknown>[] = [];
    served.server.on("secureConnection", (socket: Socket) =>
      closed.push(new Promise((resolve) => socket.once("close", resolve))),
    );
    const http = open(served.origin, { timeouts: { headersMs: 150 }, retries: { attempts: 1 } });
    expect(await http.get(`${served.origin}/silent`)).toMatchObject({ kind: "failed", failure: "timeout" });
    expect(text(await http.get(`${served.origin}/fine`))).toBe("here");
    await http.close();
    await Promise.all(closed);
    expect(closed).toHaveLength(2);
  });

  it("is given up at the limits of time", async () => {
    const served = await serve((request, response) => {
      if (request.url === "/drip") response.write("a");
    });
    const limits = { timeouts: { headersMs: 150, idleMs: 150, totalMs: 2_000 }, retries: { attempts: 2 } };
    const http = open(served.origin, limits);
    for (const path of ["/silent", "/drip"])
      expect(await http.get(`${served.origin}${path}`)).toMatchObject({ kind: "failed", failure: "timeout" });
    const short = open(served.origin);
    expect(await short.get(`${served.origin}/silent`, { totalMs: 100 })).toMatchObject({ failure: "timeout" });
  });

  it("is not believed without a certificate that fits", async () => {
    const served = await serve((_, response) => response.end("here"));
    const http = open(served.origin, { environment: {} });
    expect(await http.get(served.origin)).toMatchObject({ kind: "failed", failure: "tls" });
  });

  it("does not hold up a run that ends while it is still connecting", async () => {
    const silent = createTcpServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const origin = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const http = open(origin);
    const met = new Promise<Socket>((resolve) => silent.once("connection", resolve));
    const waiting = http.get(`${origin}/never`);
    const socket = await met;
    await http.close();
    expect((await waiting).kind).toBe("failed");
    socket.destroy();
    silent.close();
  });

  it("is left in peace by a run that ends in the midst of its greeting", async () => {
    for (let round = 0; round < 5; round += 1) {
      const served = await serve((_, response) => response.end("here"));
      const http = open(served.origin);
      const waiting = http.get(`${served.origin}/x`);
      await new Promise((resolve) => served.server.once("secureConnection", resolve));
      for (let turn = 0; turn < round; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      await http.close();
      expect(["ok", "failed"]).toContain((await waiting).kind);
    }
  });

  it("ends with the run", async () => {
    const served = await serve(() => {});
    const http = open(served.origin);
    const waiting = http.get(`${served.origin}/never`);
    await new Promise((resolve) => served.server.once("stream", resolve));
    await http.close();
    expect((await waiting).kind).toBe("failed");
  });
});

describe("an https origin that speaks HTTP/1.1 alone", () => {
  it("is asked over the connection that found that out, and others", async () => {
    const served = await listen(createServer(tlsFixture, (request, response) => response.end(request.url)));
    const http = open(served.origin);
    expect(text(await http.get(`${served.origin}/a`))).toBe("/a");
    expect(served.connections).toBe(1);
    const answers = await Promise.all(["/b", "/c", "/d"].map((path) => http.get(`${served.origin}${path}`)));
    expect(answers.map(text)).toEqual(["/b", "/c", "/d"]);
    expect(served.connections).toBeLessThan(5);
  });
});

describe("a server of HTTP/2 that breaks its promises", () => {
  const data = Buffer.from("<html>half of it");
  const cuts: [string, (raw: { write(bytes: Buffer): unknown; destroy(): unknown }, stream: number) => void][] = [
    ["resets without an error", (socket, stream) => socket.write(resetFrame(stream, 0))],
    ["resets with an error of its own", (socket, stream) => socket.write(resetFrame(stream, 2))],
    ["cancels", (socket, stream) => socket.write(resetFrame(stream, 8))],
    ["drops the connection", (socket) => socket.destroy()],
    [
      "goes away with an error",
      (socket) => socket.write(frame(frameTypes.goAway, 0, 0, Buffer.from([0, 0, 0, 0, 0, 0, 0, 2]))),
    ],
    ["sends what is no frame", (socket) => socket.write(Buffer.alloc(64, 0xff))],
    ["sends data for no stream", (socket) => socket.write(frame(frameTypes.data, 0, 0, data))],
  ];

  async function raw(answer: Parameters<typeof startRawHttp2>[0]): Promise<RawHttp2> {
    const server = await startRawHttp2(answer);
    cleanups.push(() => server[Symbol.asyncDispose]());
    return server;
  }

  it.each(cuts)("midway, and %s: the half is not taken for the whole", async (_, cut) => {
    const server = await raw((socket, stream, nth) => {
      socket.write(Buffer.concat([headersFrame(stream), frame(frameTypes.data, 0, stream, data)]));
      if (nth < 3) setImmediate(() => cut(socket, stream));
      else socket.write(frame(frameTypes.data, endStream, stream, Buffer.from(" and the rest")));
    });
    expect(text(await open(server.origin).get(`${server.origin}/x`))).toBe("<html>half of it and the rest");
    expect(server.requests).toBe(3);
  });

  it.each(cuts)("midway, each time, and %s: that is an error", async (_, cut) => {
    const server = await raw((socket, stream) => {
      socket.write(Buffer.concat([headersFrame(stream), frame(frameTypes.data, 0, stream, data)]));
      setImmediate(() => cut(socket, stream));
    });
    const http = open(server.origin, { retries: { attempts: 2 }, timeouts: { headersMs: 500, idleMs: 500 } });
    const answer = await http.read(`${server.origin}/x`, {}, async (__, chunks) => {
      let length = 0;
      for await (const chunk of chunks) length += chunk.byteLength;
      return length;
    });
    expect(answer.kind).toBe("failed");
  });

  it("tells a body that ends with its headers from one that was cut", async () => {
    const server = await raw((socket, stream) => socket.write(headersFrame(stream, endStream)));
    expect(text(await open(server.origin).get(`${server.origin}/x`))).toBe("");
  });

  it("asks for HTTP/1.1, which it does not speak: an error, and no end of the process", async () => {
    const server = await raw((socket, stream) => socket.write(resetFrame(stream, 13)));
    expect((await open(server.origin).get(`${server.origin}/x`)).kind).toBe("failed");
  });
});
