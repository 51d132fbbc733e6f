import { describe, expect, it } from "@jest/globals";
import { createGithubClient } from "../../../src/shell/github/github-client.ts";
import { githubRecordStore, recordsBranch } from "../../../src/shell/records/github-record-store.ts";
import { appendRecord, newRecord, type RecordStore } from "../../../src/shell/records/record-store.ts";
import { type GithubDouble, startGithubDouble } from "../../support/github-double/github-double.ts";
import { type Permissions, type RepositoryState, workflowToken } from "../../support/github-double/state.ts";
import { testClock } from "../../support/github-double/test-clock.ts";
import { plainRecord } from "../../support/scan-records.ts";

const full = "octo/models";
const ref = `refs/heads/${recordsBranch}`;
const day = (number: number): string => `2026-11-${String(number).padStart(2, "0")}T02:41:00Z`;

interface Scene extends AsyncDisposable {
  readonly double: GithubDouble;
  readonly repository: RepositoryState;
  /** Another writer: it shares nothing with the others but the repository. */
  store(permissions?: Permissions): RecordStore;
}

async function openScene(): Promise<Scene> {
  const double = await startGithubDouble();
  const repository = await double.state.addRepository(full);
  await repository.git.commit({ ref: "refs/heads/main", files: { "requirements.txt": "torch\n" } });
  return {
    double,
    repository,
    store(permissions = { contents: "write" }) {
      const token = workflowToken(double.state, full, permissions).value;
      const client = createGithubClient({ apiUrl: double.url, token, userAgent: "pinwarden/test", clock: testClock() });
      return githubRecordStore(client, { owner: "octo", repo: "models" });
    },
    [Symbol.asyncDispose]: () => double.stop(),
  };
}

/** The records that the branch holds, the oldest first, by its commits. */
async function history({
  git,
}: RepositoryState): Promise<readonly { at: string; previous: string | null; id: string }[]> {
  const found: { at: string; previous: string | null; id: string }[] = [];
  for (let commit = await git.resolve(ref); commit !== null; commit = (await git.parents(commit))[0] ?? null) {
    const lines = await git.tree(commit, true);
    const text = async (path: string): Promise<string> =>
      (await git.blob(lines.find((line) => line.path === path)?.sha ?? "")).toString("utf8");
    const { record } = JSON.parse(await text("latest.json")) as { record: string };
    const json = JSON.parse(await text(record)) as { at: string; previous: string | null };
    found.unshift({ ...json, id: newRecord(plainRecord({ at: json.at, previous: json.previous })).id });
  }
  return found;
}

describe("records on a branch", () => {
  it("begin a branch of their own, and are appended to it commit by commit", async () => {
    await using scene = await openScene();
    const store = scene.store();
    expect(await store.latest()).toBeNull();
    const first = newRecord(plainRecord());
    expect(await store.append(first, null)).toBe("appended");
    const second = newRecord(plainRecord({ at: day(2), previous: first.id }));
    expect(await store.append(second, first.id)).toBe("appended");
    expect(await scene.store().latest()).toEqual({ id: second.id, record: second.record });
    const { git } = scene.repository;
    expect((await history(scene.repository)).map(({ at }) => at)).toEqual([day(1), day(2)]);
    expect(await git.mergeBase("refs/heads/main", ref)).toBeNull();
    const tip = (await git.resolve(ref)) ?? "";
    expect((await git.tree(tip, true)).filter(({ type }) => type === "blob").map(({ path }) => path)).toEqual([
      "README.md",
      "latest.json",
      expect.stringMatching(/^scans\/2026\/11\/2026-11-01T02-41-00Z-[0-9a-f]{12}\.json$/),
      expect.stringMatching(/^scans\/2026\/11\/2026-11-02T02-41-00Z-[0-9a-f]{12}\.json$/),
    ]);
    expect(await git.message(tip)).toContain("[skip ci]");
    // Nothing was forced, and nothing but this branch was written.
    expect(scene.double.requests.filter(({ body }) => body.includes('"force":true'))).toEqual([]);
  });

  it.each(["on an empty repository", "on a branch that is there"])(
    "follow one another where two write at once, %s",
    async (where) => {
      await using scene = await openScene();
      if (where.includes("is there")) await scene.store().append(newRecord(plainRecord({ at: day(9) })), null);
      const latest = await scene.store().latest();
      const write = (number: number) =>
        appendRecord(scene.store(), latest, (previous) =>
          plainRecord({ at: day(number), previous: previous?.id ?? null }),
        );
      const appended = await Promise.all([write(1), write(2), write(3)]);
      const chain = await history(scene.repository);
      expect(chain).toHaveLength(latest === null ? 3 : 4);
      for (const [index, { previous }] of chain.entries()) expect(previous).toBe(chain[index - 1]?.id ?? null);
      // Each was told the record that it follows, and no two the same.
      expect(new Set(appended.map(({ previous }) => previous?.id ?? null)).size).toBe(3);
    },
  );

  it("are not appended where the newest is another", async () => {
    await using scene = await openScene();
    const slow = scene.store();
    expect(await slow.latest()).toBeNull();
    await scene.store().append(newRecord(plainRecord()), null);
    expect(await slow.append(newRecord(plainRecord({ at: day(2) })), null)).toBe("moved");
    expect(await history(scene.repository)).toHaveLength(1);
  });

  it("are written once where the answer to the last step was lost", async () => {
    await using scene = await openScene();
    const store = scene.store();
    scene.double.faults.plan("POST", /\/git\/refs$/, { kind: "reset-after-work" });
    const first = newRecord(plainRecord());
    expect(await store.append(first, null)).toBe("appended");
    scene.double.faults.plan("PATCH", /\/git\/refs\//, { kind: "reset-after-work" });
    expect(await store.append(newRecord(plainRecord({ at: day(2), previous: first.id })), first.id)).toBe("appended");
    expect(await history(scene.repository)).toHaveLength(2);
  });

  it("are never taken for absent where they cannot be read", async () => {
    await using scene = await openScene();
    await scene.store().append(newRecord(plainRecord()), null);
    scene.double.faults.plan("GET", /\/git\/ref\//, { kind: "status", status: 503 }, 20);
    await expect(scene.store().latest()).rejects.toMatchObject({ code: "github/unavailable" });
  });

  it("are never taken for absent where somebody wrote over them", async () => {
    await using scene = await openScene();
    await scene.store().append(newRecord(plainRecord()), null);
    for (const text of ["{}", '{"record":"scans/../../x.json"}', '{"record":"scans/2026/11/none.json"}', "no JSON"]) {
      await scene.repository.git.commit({ ref, files: { "latest.json": text } });
      await expect(scene.store().latest()).rejects.toMatchObject({ code: "record/unreadable" });
    }
  });

  it("name the permission that the workflow lacks", async () => {
    await using scene = await openScene();
    const store = scene.store({ contents: "read" });
    await expect(store.append(newRecord(plainRecord()), null)).rejects.toMatchObject({
      code: "github/missing-permission",
      hint: expect.stringContaining("contents: write"),
    });
  });
});
