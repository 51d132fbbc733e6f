import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type TemporaryFolder, temporaryFolder } from "../files/temporary-folder.ts";

const run = promisify(execFile);

export interface TemporaryRepository extends TemporaryFolder {
  /** Runs git in the repository and answers what it prints, trimmed. */
  git(...args: string[]): Promise<string>;
  /** Commits everything and answers the commit's id. */
  commit(message: string): Promise<string>;
}

/** A repository that knows nothing of the configuration of the machine. */
export async function temporaryRepository(): Promise<TemporaryRepository> {
  const folder = await temporaryFolder();
  const environment = {
    ...process.env,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@example.org",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@example.org",
    // No process after a commit that looks whether there is something to tidy.
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "maintenance.auto",
    GIT_CONFIG_VALUE_0: "false",
  };
  const git = async (...args: string[]) => {
    const { stdout } = await run("git", args, { cwd: folder.path, env: environment });
    return stdout.trim();
  };
  await git("init", "--quiet", "--initial-branch=main", "--template=");
  return {
    ...folder,
    git,
    async commit(message) {
      await git("add", "--all");
      await git("commit", "--quiet", "--allow-empty", "--message", message);
      return git("rev-parse", "HEAD");
    },
  };
}
