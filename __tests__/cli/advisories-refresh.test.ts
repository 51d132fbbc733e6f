import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { buildZip } from "../support/archives.ts";
import { openScene, type Scene } from "../support/command-line.ts";
import { osvJson } from "../support/osv-records.ts";
import { readReport } from "../support/valid-output.ts";

/** A bucket of OSV's layout. It tells by ETag what has not changed. */
async function startBucket() {
  const state = { body: Buffer.alloc(0), etag: '"none"', cut: false };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const unchanged = request.headers["if-none-match"] === state.etag;
    asked.push(`${request.url ?? ""}${unchanged ? " unchanged" : ""}`);
    if (request.url !== "/mirror/PyPI/all.zip") response.writeHead(404).end();
    else if (unchanged) response.writeHead(304, { etag: state.etag }).end();
    else {
      const body = state.cut ? state.body.subarray(0, -30) : state.body;
      response.writeHead(200, { etag: state.etag, "content-type": "application/zip" }).end(body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mirror`,
    asked,
    serve(ids: readonly string[], modified: string, cut = false): void {
      const members = ids.map((id) => ({
        name: `${id}.json`,
        content: JSON.stringify(osvJson({ id, package: "images", range: "introduced 0, fixed 2.0", modified })),
      }));
      Object.assign(state, { body: buildZip(members), etag: `"${modified}"`, cut });
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

const open = async (): Promise<Scene> => {
  const scene = await openScene({ packages: [{ name: "images", versions: [{ version: "1.0" }] }] });
  await scene.repository.write({
    "requirements.txt": "images==1.0\n",
    ".github/pinwarden.yml": `models: [{ id: m, path: ., targets: [prod] }]
targets: { prod: { python: "3.11", platform: linux/amd64, glibc: "2.31", gpu: none } }
`,
  });
  return scene;
};

describe("pinwarden advisories refresh", () => {
  it("keeps the dump that a run without a network reads, and the report says of when it is", async () => {
    await using scene = await open();
    await using bucket = await startBucket();
    bucket.serve(["GHSA-aaaa-bbbb-cccc"], "2026-11-01T10:00:00Z");
    const refresh = () => scene.run(["advisories", "refresh", "--from", bucket.address]);
    const first = await refresh();
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toMatch(/PyPI-all\.zip: refreshed, 1 records of 1 packages, the newest of 2026-11-01\.\n$/);
    expect((await refresh()).stdout).toMatch(/: unchanged, 1 records of 1 packages, the newest of 2026-11-01\.\n$/);
    expect(bucket.asked).toEqual(["/mirror/PyPI/all.zip", "/mirror/PyPI/all.zip unchanged"]);

    expect((await scene.run(["check"])).exitCode).toBe(0);
    const offline = await scene.run(["check", "--offline", "--format", "json"]);
    expect(offline.exitCode).toBe(0);
    const report = readReport(offline.stdout);
    expect(report.models[0]?.targets[0]?.findings).toMatchObject([{ advisory: { id: "GHSA-aaaa-bbbb-cccc" } }]);
    expect(report.snapshot.advisories).toMatchObject({
      source: expect.stringMatching(/PyPI-all\.zip$/),
      asOf: "2026-11-01T10:00:00Z",
    });
    expect((await scene.run(["check", "--offline"])).stdout).toContain("· advisories of 2026-11-01 ·");
  });

  it("keeps what it has where the bucket gives something broken, or nothing", async () => {
    await using scene = await open();
    await using bucket = await startBucket();
    const to = (...more: string[]) => scene.run(["advisories", "refresh", "-o", "dump.zip", "--from", ...more]);
    bucket.serve(["GHSA-aaaa-bbbb-cccc"], "2026-11-01T10:00:00Z");
    await to(bucket.address);
    bucket.serve(["GHSA-aaaa-bbbb-cccc", "GHSA-dddd-eeee-ffff"], "2026-11-02T10:00:00Z", true);
    const cut = await to(bucket.address);
    expect([cut.exitCode, cut.stdout]).toEqual([3, ""]);
    expect(cut.stderr).toContain("could not be had: ");
    const gone = await to(`${bucket.address}/elsewhere`);
    expect([gone.exitCode, gone.stderr]).toEqual([3, expect.stringContaining("404")]);
    const offline = await scene.run(["check", "--format", "json"], { env: { PINWARDEN_OSV_DB: "dump.zip" } });
    expect(readReport(offline.stdout).snapshot.advisories.asOf).toBe("2026-11-01T10:00:00Z");
    bucket.serve(["GHSA-aaaa-bbbb-cccc", "GHSA-dddd-eeee-ffff"], "2026-11-02T10:00:00Z");
    expect((await to(bucket.address)).stdout).toBe(
      "dump.zip: refreshed, 2 records of 1 packages, the newest of 2026-11-02.\n",
    );
  });

  it("refuses an address that is none, without repeating it", async () => {
    await using scene = await open();
    const refused = await scene.run(["advisories", "refresh", "--from", "user:secret@bucket"]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).not.toContain("secret");
  });
});
