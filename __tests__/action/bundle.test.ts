import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type ActionScenario, openActionScenario } from "../support/action-scenario.ts";
import { type LoopbackIndex, startLoopbackIndex } from "../support/loopback-index.ts";
import { type OsvService, startOsvService } from "../support/osv-service.ts";
import type { RunnerResult } from "../support/runner.ts";

const root = join(import.meta.dirname, "../..");

const config = `models:
  - { id: vision, path: ., targets: [prod] }
targets:
  prod: { python: "3.11", platform: linux/amd64, glibc: "2.35", driver: "535.183.01", gpu: [T4] }
`;

const linux = "cp311-cp311-manylinux_2_28_x86_64";

/** The graph around torch in its outline: 2.10 carries CUDA 12.8, 2.11 carries CUDA 13.0. */
const packages = [
  {
    name: "torch",
    versions: [
      { version: "2.10.0", wheels: [linux], requires: ["nvidia-cuda-runtime-cu12==12.8.90"] },
      { version: "2.11.0", wheels: [linux], requires: ["cuda-toolkit==13.0.2"] },
    ],
  },
  { name: "nvidia-cuda-runtime-cu12", versions: [{ version: "12.8.90" }] },
  { name: "cuda-toolkit", versions: [{ version: "13.0.2", requires: ["nvidia-cuda-runtime==13.0.96"] }] },
  { name: "nvidia-cuda-runtime", versions: [{ version: "13.0.96" }] },
  { name: "metrics", versions: [{ version: "1.0", requires: ["web<2"] }] },
  { name: "web", versions: [{ version: "1.9" }, { version: "2.0" }] },
];

const advisory = {
  json: {
    schema_version: "1.7.5",
    id: "GHSA-aaaa-bbbb-cccc",
    modified: "2026-10-01T00:00:00Z",
    summary: "Requests can be smuggled @everyone <b>now</b>",
    affected: [
      {
        package: { ecosystem: "PyPI", name: "web" },
        ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "2.0" }] }],
      },
    ],
    database_specific: { severity: "HIGH" },
  },
  hits: ["web 1.9"],
};

describe("the bundled action on a pull request, started as the runner starts it", () => {
  let folder: string;
  let index: LoopbackIndex;
  let osv: OsvService;
  let scenario: ActionScenario;

  beforeAll(async () => {
    // Alone in a folder of its own: it must need nothing of the repository that it was built in.
    folder = await mkdtemp(join(tmpdir(), "bundled-action-"));
    await copyFile(join(root, "dist/index.js"), join(folder, "index.js"));
    await copyFile(join(root, "dist/package.json"), join(folder, "package.json"));
    index = await startLoopbackIndex({ packages });
    osv = await startOsvService({ records: [advisory] });
    scenario = await openActionScenario({
      base: { "requirements.txt": "torch==2.10.0\nweb\n", ".github/pinwarden.yml": config },
      head: { "requirements.txt": "torch==2.11.0\nweb\nmetrics\n" },
    });
  });

  afterAll(async () => {
    await scenario[Symbol.asyncDispose]();
    await osv[Symbol.asyncDispose]();
    await index[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (): Promise<RunnerResult> =>
    scenario.run({
      entry: join(folder, "index.js"),
      depth: 2,
      inputs: { "index-url": index.url },
      env: { PINWARDEN_OSV_URL: osv.address, PINWARDEN_CACHE_DIR: join(folder, "cache") },
    });
  const comments = () => scenario.opened.repository.comments;

  it("comments in the first run, edits in the second, changes nothing in the third", async () => {
    const first = await run();
    expect(first.stderr).toBe("");
    expect(first.exitCode).toBe(1);
    const [comment, ...others] = comments();
    expect(others).toEqual([]);
    expect(comment?.body).toContain("⛔ Pinwarden: after this merge the model would fail");
    expect(comment?.body).toContain(
      "torch 2.11.0 carries CUDA 13.0, which needs driver 580 or newer; the target has 535.183.01",
    );
    expect(comment?.body).toContain("GHSA-aaaa-bbbb-cccc");
    expect(comment?.body).toContain("`requirements.txt:3`");
    expect(comment?.body).not.toMatch(/@everyone|(?<!\\)<b>/);
    expect(first.outputs.get("verdict")).toBe("fail");
    expect(first.summary).toContain("torch 2.11.0 carries CUDA 13.0");
    expect(JSON.parse(first.report ?? "null")).toMatchObject({ verdict: "fail", models: [{ id: "vision" }] });

    await scenario.push("torch==2.10.0\nweb\nmetrics\n");
    const second = await run();
    expect(second.exitCode).toBe(1);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]?.id).toBe(comment?.id);
    const edited = comments()[0]?.body;
    expect(edited).not.toContain("CUDA 13.0");
    expect(edited).toContain("GHSA-aaaa-bbbb-cccc");

    const asked = scenario.double.requests.length;
    const third = await run();
    expect(third.exitCode).toBe(1);
    // GraphQL is only asked who we are: a query, by POST.
    const writes = scenario.double.requests
      .slice(asked)
      .filter(({ method, url }) => method !== "GET" && url !== "/graphql");
    expect(writes).toEqual([]);
    expect(comments()[0]?.body).toBe(edited);
  }, 60_000);

  it("says that it could not complete where the advisory service is down, and exits with 3", async () => {
    await scenario.push("torch==2.10.0\nweb\n# no more metrics\n");
    const result = await scenario.run({
      entry: join(folder, "index.js"),
      depth: 2,
      inputs: { "index-url": index.url },
      env: { PINWARDEN_OSV_URL: "http://127.0.0.1:9/", PINWARDEN_CACHE_DIR: join(folder, "other-cache") },
    });
    expect(result.exitCode).toBe(3);
    expect(result.outputs.get("verdict")).toBe("incomplete");
    expect(comments()[0]?.body).not.toContain("✅");
  }, 90_000);
});
