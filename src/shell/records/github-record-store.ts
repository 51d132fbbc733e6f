import * as z from "zod";
import { PinwardenError } from "../../core/error.ts";
import { objectId } from "../../core/object-id.ts";
import type { StoredRecord } from "../../core/scan/record.ts";
import { openCommitTree } from "../github/commit-tree.ts";
import type { GithubClient } from "../github/github-client.ts";
import type { Repository } from "../github/repository.ts";
import { type NewRecord, type RecordStore, storedRecord } from "./record-store.ts";

/** Where records stand unless another branch is named. It shares no history with the code. */
export const recordsBranch = "pinwarden/records";

/** Names the newest record: with many writers a name that sorts last need not be the newest. */
const pointerPath = "latest.json";
const readmePath = "README.md";

const readme = `# Records of Pinwarden's scans

Each file under \`scans/\` is what one scan saw, as one line of JSON; \`${pointerPath}\` names the newest. Pinwarden appends to this branch and
never rewrites it. Do not edit it, and do not merge it. Without it the next scan is the first.
`;

const sha = z.string().regex(objectId);
const refAnswer = z.object({ object: z.object({ sha }) });
const commitAnswer = z.object({ tree: z.object({ sha }) });
const madeAnswer = z.object({ sha });
const pointer = z.object({ record: z.string().regex(/^scans\/[\w/-]{1,200}\.json$/) });

interface Newest {
  /** The branch's tip. */
  readonly head: string;
  readonly stored: StoredRecord;
}

/**
 * Records on a branch of the repository, one commit each. A commit is made upon the tip that was read, and the branch is moved to it
 * without force: where it has moved meanwhile GitHub refuses, and nothing is written.
 */
export function githubRecordStore(client: GithubClient, repository: Repository, branch = recordsBranch): RecordStore {
  let known: Newest | null = null;

  async function newest(): Promise<Newest | null> {
    const head = await tipOf(client, repository, branch);
    if (head === null) return null;
    if (known?.head !== head) known = { head, stored: await readNewest(client, repository, branch, head) };
    return known;
  }

  return {
    latest: async () => (await newest())?.stored ?? null,
    async append(record, expected) {
      const before = await newest();
      if ((before?.stored.id ?? null) !== expected) return "moved";
      const head = before?.head ?? null;
      const commit = await makeCommit(client, repository, head, record);
      const outcome = await moveBranch(client, repository, branch, head, commit);
      if (outcome === "appended") known = { head: commit, stored: { id: record.id, record: record.record } };
      return outcome;
    },
  };
}

async function tipOf(client: GithubClient, repository: Repository, branch: string): Promise<string | null> {
  try {
    const route = "GET /repos/{owner}/{repo}/git/ref/{+ref}";
    return (await client.request(route, { ...repository, ref: `heads/${branch}` }, refAnswer)).object.sha;
  } catch (error) {
    if (error instanceof PinwardenError && error.code === "github/not-found") return null;
    throw error;
  }
}

async function readNewest(
  client: GithubClient,
  repository: Repository,
  branch: string,
  head: string,
): Promise<StoredRecord> {
  const tree = openCommitTree(client, repository, head);
  const text = async (path: string): Promise<string> => {
    const answer = await tree.read(path);
    if (answer.kind === "file") return new TextDecoder().decode(answer.bytes);
    throw unreadable(branch, path);
  };
  const named = pointer.safeParse(parsed(await text(pointerPath)));
  if (!named.success) throw unreadable(branch, pointerPath);
  return storedRecord(await text(named.data.record), `${named.data.record} on ${branch}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const unreadable = (branch: string, path: string): PinwardenError =>
  new PinwardenError("record/unreadable", `The branch \`${branch}\` has no \`${path}\` that Pinwarden wrote.`, {
    hint: "Take back what changed the branch, or delete it to begin anew.",
  });

/** A commit that nothing points to yet. Authored by whoever the token speaks as, and so signed by GitHub. */
async function makeCommit(
  client: GithubClient,
  repository: Repository,
  head: string | null,
  record: NewRecord,
): Promise<string> {
  const path = recordPath(record);
  const file = (name: string, content: string) => ({ path: name, mode: "100644", type: "blob", content });
  const entries = [
    file(path, record.text),
    file(pointerPath, `${JSON.stringify({ record: path })}\n`),
    ...(head === null ? [file(readmePath, readme)] : []),
  ];
  const base = head === null ? {} : { base_tree: await treeOf(client, repository, head) };
  const tree = await client.request(
    "POST /repos/{owner}/{repo}/git/trees",
    { ...repository, ...base, tree: entries },
    madeAnswer,
  );
  const commit = await client.request(
    "POST /repos/{owner}/{repo}/git/commits",
    // Nothing that runs on pushes has anything to do with records.
    {
      ...repository,
      message: `Record the scan of ${record.record.at}\n\n[skip ci]`,
      tree: tree.sha,
      parents: head === null ? [] : [head],
    },
    madeAnswer,
  );
  return commit.sha;
}

async function treeOf(client: GithubClient, repository: Repository, commit: string): Promise<string> {
  const route = "GET /repos/{owner}/{repo}/git/commits/{commit_sha}";
  return (await client.request(route, { ...repository, commit_sha: commit }, commitAnswer)).tree.sha;
}

/** `scans/2026/11/2026-11-21T02-41-00-000Z-0123456789ab.json`: no folder grows past a month's records, and no two have one name. */
function recordPath({ id, record }: NewRecord): string {
  const moment = record.at.replace(/[^0-9TZ-]/g, "-").slice(0, 40);
  return `scans/${moment.slice(0, 4)}/${moment.slice(5, 7)}/${moment}-${id.slice(0, 12)}.json`;
}

async function moveBranch(
  client: GithubClient,
  repository: Repository,
  branch: string,
  head: string | null,
  commit: string,
): Promise<"appended" | "moved"> {
  try {
    if (head === null) {
      const route = "POST /repos/{owner}/{repo}/git/refs";
      await client.request(route, { ...repository, ref: `refs/heads/${branch}`, sha: commit }, z.unknown());
    } else {
      const route = "PATCH /repos/{owner}/{repo}/git/refs/{+ref}";
      await client.request(route, { ...repository, ref: `heads/${branch}`, sha: commit, force: false }, z.unknown());
    }
    return "appended";
  } catch (error) {
    if (!(error instanceof PinwardenError)) throw error;
    if (error.code !== "github/invalid-request" && error.code !== "github/unavailable") throw error;
    // Refused since it has moved, or the answer was lost: where it stands now tells which.
    const now = await tipOf(client, repository, branch);
    if (now === commit) return "appended";
    if (now !== head) return "moved";
    throw error;
  }
}
