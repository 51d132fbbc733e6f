import { type Answer, type Call, ok } from "../answer.ts";
import { type RepositoryState, webFlow } from "../state.ts";
import { followBranch, noteActivity } from "./refs.ts";

/** `createCommitOnBranch` and `updateRefs`, as the published schema has them; null for anything else. */
export async function runMutation(call: Call): Promise<Answer | null> {
  const { query, variables } = call.body;
  const name = /^\s*mutation\s*\([^)]*\)\s*\{\s*(\w+)\s*\(/.exec(String(query))?.[1];
  const input = (variables as { input?: unknown } | undefined)?.input;
  if (name === undefined) return null;
  if (input === null || typeof input !== "object") return refused("Variable $input of type was provided invalid value");
  if (name === "createCommitOnBranch") return await createCommitOnBranch(call, input as CommitInput);
  if (name === "updateRefs" && call.state.updateRefs) return await updateRefs(call, input as UpdateInput);
  return refused(`Field '${name}' doesn't exist on type 'Mutation'`);
}

interface CommitInput {
  readonly branch: { readonly repositoryNameWithOwner: string; readonly branchName: string };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string };
  readonly fileChanges?: { readonly additions?: readonly { readonly path: string; readonly contents: string }[] };
}

/** More than anything here is committed in. */
let moment = 1_800_000_000;

async function createCommitOnBranch(call: Call, input: CommitInput): Promise<Answer> {
  const repository = writable(call, input.branch.repositoryNameWithOwner);
  if (repository === null) return forbidden;
  return await repository.exclusively(async () => {
    const { git } = repository;
    const ref = `refs/heads/${input.branch.branchName}`;
    const head = await git.resolve(ref);
    if (head === null) return refused(`No such branch: ${input.branch.branchName}`, "NOT_FOUND");
    if (head !== input.expectedHeadOid) {
      const message = `Expected branch to point to "${input.expectedHeadOid}" but it did not.  Pull and try again.`;
      return refused(message, "STALE_DATA");
    }
    const additions = input.fileChanges?.additions ?? [];
    const paths = additions.map(({ path }) => path);
    if (new Set(paths).size < paths.length) return refused("A path was specified twice");
    if (paths.some((path) => path.startsWith(".github/workflows/"))) return forbidden;
    const odd = additions.find(({ contents }) => !/^[A-Za-z0-9+/]*={0,2}$/.test(contents));
    if (odd !== undefined) return refused("Contents are not base64");
    const { headline, body } = input.message;
    moment += 1;
    const oid = await git.commit({
      ref,
      parents: [head],
      files: Object.fromEntries(additions.map(({ path, contents }) => [path, Buffer.from(contents, "base64")])),
      message: body === undefined || body === "" ? headline : `${headline}\n\n${body}`,
      at: moment,
    });
    noteActivity(call, repository, { ref, before: head, after: oid });
    if (call.token !== null) repository.authors.set(oid, { author: call.token.account, committer: webFlow });
    await followBranch(call.state, repository, ref);
    return ok({ data: { createCommitOnBranch: { commit: { oid } } } });
  });
}

interface UpdateInput {
  readonly repositoryId: string;
  readonly refUpdates: readonly {
    readonly name: string;
    readonly beforeOid?: string;
    readonly afterOid: string;
    readonly force?: boolean;
  }[];
}

const zero = /^0+$/;
const zeros = "0".repeat(40);

/** All or none: what each ref points to is looked at before any is moved. */
async function updateRefs(call: Call, input: UpdateInput): Promise<Answer> {
  const found = [...call.state.repositories.values()].find(({ id }) => `R_${id}` === input.repositoryId);
  const repository = found === undefined ? null : writable(call, `${found.owner.login}/${found.name}`);
  if (repository === null) return forbidden;
  return await repository.exclusively(async () => {
    const { git } = repository;
    for (const { name, beforeOid, afterOid, force } of input.refUpdates) {
      const now = await git.resolve(name);
      if (beforeOid !== undefined && (now ?? "0") !== (zero.test(beforeOid) ? "0" : beforeOid))
        return refused(`Reference cannot be updated: ${name} is at ${now ?? "nothing"}`, "UNPROCESSABLE");
      if (zero.test(afterOid) || now === null || force === true) continue;
      if ((await git.mergeBase(now, afterOid)) !== now) return refused("Update is not a fast forward", "UNPROCESSABLE");
    }
    for (const { name, beforeOid, afterOid } of input.refUpdates) {
      if (zero.test(afterOid)) await git.deleteRef(name);
      else await git.setRef(name, afterOid);
      noteActivity(call, repository, { ref: name, before: beforeOid ?? zeros, after: afterOid });
      await followBranch(call.state, repository, name);
    }
    return ok({ data: { updateRefs: { clientMutationId: null } } });
  });
}

function writable(call: Call, fullName: string): RepositoryState | null {
  const name = fullName.toLowerCase();
  if (call.token?.repository !== name || call.token.permissions.contents !== "write") return null;
  return call.state.repositories.get(name) ?? null;
}

const refused = (message: string, type?: string): Answer =>
  ok({ data: null, errors: [{ message, ...(type === undefined ? {} : { type }) }] });

const forbidden: Answer = refused("Resource not accessible by integration", "FORBIDDEN");
