import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { createHttp } from "../../../src/shell/http/create-http.ts";
import { createNetworkPolicy } from "../../../src/shell/http/network-policy.ts";
import { startLoopbackIndex } from "../../support/loopback-index.ts";

/** A proxy that tunnels, and writes down to where and with what authorization. */
async function startProxy(): Promise<{ readonly server: Server; readonly port: number; readonly tunnels: string[] }> {
  const tunnels: string[] = [];
  const server = createServer();
  server.on("connect", (request, socket) => {
    tunnels.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`);
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port, tunnels };
}

describe("a proxy of the environment", () => {
  it.each([
    ["is used", "", true],
    ["is not used for what NO_PROXY names", "127.0.0.1", false],
  ])("%s", async (_, noProxy, used) => {
    const proxy = await startProxy();
    await using index = await startLoopbackIndex({ packages: [{ name: "a", versions: [{ version: "1.0" }] }] });
    const environment = { http_proxy: `http://me:s3cret@127.0.0.1:${proxy.port}`, no_proxy: noProxy };
    const http = createHttp({ version: "0", policy: createNetworkPolicy({ trusted: [index.url] }), environment });
    expect((await http.get(`${index.url}a/`)).kind).toBe("ok");
    const host = new URL(index.url).host;
    expect(proxy.tunnels).toEqual(used ? [`${host} Basic ${Buffer.from("me:s3cret").toString("base64")}`] : []);
    await http.close();
    proxy.server.closeAllConnections();
    proxy.server.close();
  });

  it("that is down is said to be, without its password", async () => {
    const environment = { https_proxy: "http://me:s3cret@127.0.0.1:9" };
    await using http = createHttp({ version: "0", environment, retries: { attempts: 1 } });
    const answer = await http.get("https://pypi.example/simple/");
    expect(answer).toMatchObject({
      kind: "failed",
      failure: "network",
      reason: expect.stringContaining("ECONNREFUSED"),
    });
    expect(JSON.stringify(answer)).not.toContain("s3cret");
  });
});

describe("close", () => {
  it("breaks off what is on its way, and what waits to be tried again", async () => {
    await using index = await startLoopbackIndex({ packages: [] });
    index.fault("/hang", { kind: "hang" });
    index.fault("/busy", { kind: "status", status: 503, headers: { "retry-after": "30" } });
    const http = createHttp({ version: "0", policy: createNetworkPolicy({ trusted: [index.url] }) });
    const pending = ["/hang", "/busy"].map((path) => http.get(`${index.origin}${path}`));
    while (index.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await http.close();
    for (const answer of await Promise.all(pending))
      expect(answer).toMatchObject({ kind: "failed", reason: expect.stringContaining("the run has ended") });
    expect(await http.get(`${index.origin}/x`)).toMatchObject({ kind: "failed" });
  });
});
