import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { PinwardenError } from "../../core/error.ts";

/**
 * Settings that win over those of the examined repository and of the machine, so that git is a reader of data and
 * nothing else: no hook, no file-system monitor, no transport, no pager, no prompt, no external diff, no lazy fetch.
 */
const settings = [
  "--no-pager",
  "--no-optional-locks",
  "--no-replace-objects",
  ...[
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "protocol.allow=never",
    "core.quotePath=false",
  ].flatMap((setting) => ["-c", setting]),
];

/** The environment of every git process. What could redirect git to another repository or make it run something is left out. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_") || name === "GIT_EXEC_PATH");
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_ASKPASS: "",
    SSH_ASKPASS: "",
    LC_ALL: "C",
  };
}

export function spawnGit(folder: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn("git", [...settings, ...args], { cwd: folder, env: environment(), stdio: "pipe", shell: false });
}

export interface GitOutput {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Most bytes of standard output that are kept: a listing of a million entries has some 100 MB. */
const mostOutput = 256 * 1024 * 1024;
const mostError = 64 * 1024;

/** Runs git to its end. Throws `git/not-found` without git, and `git/too-much-output` over the limit. */
export async function runGit(folder: string, args: readonly string[]): Promise<GitOutput> {
  const child = spawnGit(folder, args);
  child.stdin.on("error", () => {});
  child.stdin.end();
  const failed = new Promise<never>((_resolve, reject) => {
    child.once("error", (cause) => reject(startFailure(cause)));
  });
  const closed = new Promise<number>((resolve) => child.once("close", (status) => resolve(status ?? 1)));
  const output = (async () => {
    const [stdout, stderr, status] = await Promise.all([
      collect(child, "stdout", mostOutput),
      collect(child, "stderr", mostError),
      closed,
    ]);
    return { status, stdout, stderr: stderr.toString("utf8") };
  })();
  return Promise.race([failed, output]);
}

async function collect(
  child: ChildProcessWithoutNullStreams,
  name: "stdout" | "stderr",
  most: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of child[name] as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= most) chunks.push(chunk);
    else if (name === "stdout") {
      child.kill();
      throw new PinwardenError("git/too-much-output", `git answered more than ${most} bytes.`, {
        hint: "Name the folder of the models instead of the whole repository.",
      });
    }
  }
  return Buffer.concat(chunks);
}

export function startFailure(cause: Error): PinwardenError {
  return new PinwardenError("git/not-found", "`git` could not be started.", {
    hint: "Install git, and see that it is on the `PATH`.",
    cause,
  });
}
