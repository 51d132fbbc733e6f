import { createGitStore, type GitStore } from "./git-store.ts";

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Bot" | "Organization";
}

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
}

export type PermissionName = "contents" | "issues" | "metadata" | "pull_requests";
export type Permissions = Partial<Record<PermissionName, "read" | "write">>;

/** A credential, and what it may do in the one repository that it is for. */
export interface Token {
  readonly value: string;
  readonly account: Account;
  /** Set for installation tokens, `GITHUB_TOKEN` among them; they have no `/user`. */
  readonly app: App | null;
  /** `owner/repo`, lower case. */
  readonly repository: string;
  readonly permissions: Permissions;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly user: Account;
  readonly app: App | null;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Pull {
  readonly number: number;
  title: string;
  readonly user: Account;
  readonly baseRef: string;
  /** `refs/heads/…` in the store; for a fork it stands under `refs/forks/<owner>/…`, as objects are shared. */
  readonly headRef: string;
  readonly headBranch: string;
  /** `owner/repo` of the head; null where the fork was deleted. */
  readonly headRepository: string | null;
  locked: boolean;
  body?: string;
  /** Open where it is left out. */
  state?: "open" | "closed";
  mergedAt?: string;
  labels?: string[];
  reviewers?: string[];
}

export interface Issue {
  readonly number: number;
  readonly user: Account;
  title: string;
  body: string;
  state: "open" | "closed";
  reason: string | null;
  locked: boolean;
  /** How often it was patched. */
  edits: number;
}

export interface RepositoryState {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  readonly private: boolean;
  readonly git: GitStore;
  readonly pulls: Map<number, Pull>;
  readonly comments: Comment[];
  readonly issues: Map<number, Issue>;
  hasIssues: boolean;
  /** Who made a commit; the contributor, by a push, where it is not kept. */
  readonly authors: Map<string, CommitAuthors>;
  /** "Allow GitHub Actions to create and approve pull requests". */
  workflowsMayOpenPulls: boolean;
  /** What moved branches through the API, the oldest first. */
  readonly activity: Activity[];
  archived: boolean;
  /** Logins and team slugs that may be asked for a review. */
  readonly collaborators: Set<string>;
  /** Does one change of refs after the other, as one server does. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

export interface Activity {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly actor: Account | null;
  /** RFC 3339. */
  timestamp: string;
}

export interface CommitAuthors {
  readonly author: Account;
  readonly committer: Account;
}

export interface GithubState {
  readonly repositories: Map<string, RepositoryState>;
  readonly tokens: Map<string, Token>;
  readonly limits: RateLimits;
  /** Entries from which on a recursive tree is cut; GitHub's own is 100,000. */
  treeLimit: number;
  /** GraphQL is switched off to play a server without it. */
  graphql: boolean;
  /** `updateRefs` is left out, as on an older server. */
  updateRefs: boolean;
  nextId(): number;
  addRepository(fullName: string, options?: { readonly private?: boolean }): Promise<RepositoryState>;
  addToken(token: Token): Token;
  /** Opens a pull request and computes `refs/pull/N/head` and `refs/pull/N/merge`, as a push does again. */
  openPull(repository: RepositoryState, pull: Omit<Pull, "number" | "locked">): Promise<Pull>;
  refreshPull(repository: RepositoryState, pull: Pull): Promise<void>;
  openIssue(repository: RepositoryState, issue: Pick<Issue, "title" | "body" | "user">): Issue;
  addComment(repository: RepositoryState, issue: number, user: Account, body: string, app?: App | null): Comment;
}

export interface RateLimits {
  limit: number;
  used: number;
  /** Epoch seconds. */
  reset: number;
}

export const githubActionsApp: App = { id: 15368, slug: "github-actions", name: "GitHub Actions" };
export const contributor: Account = { id: 77, login: "contributor", type: "User" };
/** Who commits what is made on the site or by the API. */
export const webFlow: Account = { id: 19864447, login: "web-flow", type: "User" };
export const githubActionsBot: Account = { id: 41898282, login: "github-actions[bot]", type: "Bot" };

export function createState(): GithubState {
  let id = 1000;
  const state: GithubState = {
    repositories: new Map(),
    tokens: new Map(),
    limits: { limit: 5000, used: 0, reset: Math.floor(Date.now() / 1000) + 3600 },
    treeLimit: 100_000,
    graphql: true,
    updateRefs: true,
    nextId() {
      id += 1;
      return id;
    },
    async addRepository(fullName, options = {}) {
      const [owner = "", name = ""] = fullName.split("/");
      const repository: RepositoryState = {
        id: state.nextId(),
        owner: { id: state.nextId(), login: owner, type: "Organization" },
        name,
        private: options.private ?? false,
        git: await createGitStore(),
        pulls: new Map(),
        comments: [],
        authors: new Map(),
        workflowsMayOpenPulls: true,
        activity: [],
        archived: false,
        collaborators: new Set(["contributor"]),
        issues: new Map(),
        hasIssues: true,
        exclusively: oneAfterTheOther(),
      };
      state.repositories.set(fullName.toLowerCase(), repository);
      return repository;
    },
    addToken(token) {
      state.tokens.set(token.value, token);
      return token;
    },
    async openPull(repository, pull) {
      const opened: Pull = { ...pull, number: nextNumber(repository), locked: false };
      repository.pulls.set(opened.number, opened);
      await state.refreshPull(repository, opened);
      return opened;
    },
    async refreshPull(repository, pull) {
      if (pull.state === "closed") return;
      const head = await repository.git.resolve(pull.headRef);
      const base = await repository.git.resolve(`refs/heads/${pull.baseRef}`);
      if (head === null || base === null) throw new Error(`Pull ${pull.number} has no head or no base.`);
      await repository.git.setRef(`refs/pull/${pull.number}/head`, head);
      const merge = await repository.git.mergeCommit(base, head);
      // On a conflict GitHub leaves the ref where it was: what it then names is stale.
      if (merge !== null) await repository.git.setRef(`refs/pull/${pull.number}/merge`, merge);
    },
    openIssue(repository, { title, body, user }) {
      const issue: Issue = {
        number: nextNumber(repository),
        user,
        title,
        body,
        state: "open",
        reason: null,
        locked: false,
        edits: 0,
      };
      repository.issues.set(issue.number, issue);
      return issue;
    },
    addComment(repository, issue, user, body, app = null) {
      const now = new Date().toISOString();
      const comment: Comment = { id: state.nextId(), issue, user, app, body, createdAt: now, updatedAt: now };
      repository.comments.push(comment);
      return comment;
    },
  };
  return state;
}

/** Issues and pull requests share their numbers. */
/** No number is given twice, whatever was deleted. */
const nextNumber = ({ pulls, issues }: RepositoryState): number => Math.max(0, ...pulls.keys(), ...issues.keys()) + 1;

function oneAfterTheOther(): RepositoryState["exclusively"] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work, work);
    last = done.catch(() => {});
    return done;
  };
}

/** The token that a workflow gets: write on comments, or read-only as on a pull request from a fork. */
export function workflowToken(state: GithubState, fullName: string, permissions: Permissions): Token {
  return state.addToken({
    value: `ghs_double${state.nextId()}`,
    account: githubActionsBot,
    app: githubActionsApp,
    repository: fullName.toLowerCase(),
    permissions: { metadata: "read", ...permissions },
  });
}
