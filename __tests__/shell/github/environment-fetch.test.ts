import { execFile } from "node:child_process";
import { createServer as createProxyServer } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect, type Server } from "node:net";
import process from "node:process";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { environmentFetch } from "../../../src/shell/github/bounded-fetch.ts";
import { createGithubClient } from "../../../src/shell/github/github-client.ts";
import { certificatePath, tlsFixture } from "../../support/tls-fixture.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

/** GitHub's API behind a certificate that no public authority signed. */
const startApi = (): Promise<number> =>
  portOf(
    createServer(tlsFixture, (request, response) => {
      response.setHeader("connection", "close");
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ login: `asked ${request.url}` }));
    }),
  );

const loginOf = async (port: number, environment: Readonly<Record<string, string>>): Promise<string> => {
  const client = createGithubClient({
    apiUrl: `https://localhost:${port}`,
    token: "ghs_secret",
    userAgent: "pinwarden/test",
    fetch: environmentFetch(environment),
    clock: { now: () => 0, sleep: async () => {}, random: () => 0 },
  });
  return (await client.request("GET /user", {}, z.object({ login: z.string() }))).login;
};

describe("the client of GitHub's API", () => {
  it("trusts the authorities of SSL_CERT_FILE, as every other client does, and nobody else", async () => {
    const port = await startApi();
    expect(await loginOf(port, { SSL_CERT_FILE: certificatePath })).toBe("asked /user");
    await expect(loginOf(port, {})).rejects.toMatchObject({ code: "github/unavailable" });
    await expect(loginOf(port, { SSL_CERT_FILE: `${certificatePath}.gone` })).rejects.toMatchObject({
      code: "github/unavailable",
    });
  });

  it("trusts them behind a proxy too", async () => {
    const port = await startApi();
    const tunnels: string[] = [];
    const proxy = createProxyServer();
    proxy.on("connect", (request, socket) => {
      tunnels.push(request.url ?? "");
      const onward = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy());
    });
    const proxyPort = await portOf(proxy);
    const environment = { SSL_CERT_FILE: certificatePath, https_proxy: `http://127.0.0.1:${proxyPort}` };
    expect(await loginOf(port, environment)).toBe("asked /user");
    expect(tunnels).toEqual([`localhost:${port}`]);
  });

  it("says nothing of what its proxy agent is to undici, and lets every other warning through", async () => {
    // In a process of its own: what a test's module warns of is not what the process does.
    const module = new URL("../../../src/shell/http/proxy-agent.ts", import.meta.url).href;
    const script = `const { createProxyAgent } = await import(${JSON.stringify(module)});
await createProxyAgent({ httpsProxy: "http://127.0.0.1:9", noProxy: "" });
process.emitWarning("of something else");`;
    const { stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
    expect(stderr).toContain("of something else");
    expect(stderr).not.toContain("EnvHttpProxyAgent");
  });
});
