import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { codeThatRuns } from "../../core/remediation/runs-code.ts";
import type { LockRun, LockRunRequest } from "./lock-tools.ts";

/** Longest run of a tool, in milliseconds: a cold cache and a few hundred packages take a minute. */
const longest = 180_000;
/** Most characters of what a tool prints that are kept. */
const mostOutput = 20_000;
/** Largest lock that is taken. */
const mostBytes = 64 * 1024 * 1024;

/** All that a tool sees of the environment: how to find programs, and how to reach the network. No token, and no index but those of the manifests. */
const passed = [
  "PATH",
  "LANG",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "REQUESTS_CA_BUNDLE",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "SystemRoot",
] as const;

/**
 * Runs the tool of a lock in a folder of its own, which holds a copy of the manifests and is removed afterwards, and reads what it wrote. uv and PDM are told to
 * build no package, and PDM to run no script of the project; manifests that would have more run are refused. Poetry knows no such option, and builds a package
 * whose metadata is not static. The tool is killed with all that it started when it takes too long.
 */
export async function runLockTool(
  { lock, command, files }: LockRunRequest,
  milliseconds: number = longest,
): Promise<LockRun> {
  const refusal = codeIn(files, command[0] ?? "");
  if (refusal !== null) return { kind: "failed", why: refusal };
  const folder = await mkdtemp(path.join(os.tmpdir(), "pinwarden-lock-"));
  try {
    const project = path.join(folder, "project");
    for (const [file, bytes] of files) {
      const target = path.join(project, ...file.split("/"));
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, bytes);
    }
    const target = path.join(project, ...lock.split("/"));
    const failure = await finished(command, path.dirname(target), path.join(folder, "home"), milliseconds);
    if (failure !== null) return { kind: "failed", why: failure };
    const written = await readFile(target);
    if (written.length > mostBytes) return { kind: "failed", why: `It wrote ${written.length} bytes.` };
    return { kind: "written", content: new TextDecoder("utf-8", { fatal: true }).decode(written) };
  } catch (error) {
    return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function codeIn(files: ReadonlyMap<string, Uint8Array>, program: string): string | null {
  for (const [file, bytes] of files) {
    if (path.posix.basename(file) !== "pyproject.toml") continue;
    const why = codeThatRuns(program, file, new TextDecoder().decode(bytes));
    if (why !== null) return why;
  }
  return null;
}

/** Null where it ended well; else why not, with the end of what it printed. */
async function finished(
  [program = "", ...args]: readonly string[],
  cwd: string,
  home: string,
  milliseconds: number,
): Promise<string | null> {
  await mkdir(home, { recursive: true });
  return await new Promise((resolve) => {
    const child = spawn(program, [...args, ...restraints(program)], {
      cwd,
      env: environment(home),
      shell: false,
      // A group of its own, so that what it starts ends with it.
      detached: process.platform !== "win32",
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    const keep = (chunk: Buffer): void => {
      printed = (printed + chunk.toString("utf8")).slice(-mostOutput);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const end = (why: string | null): void => {
      clearTimeout(timer);
      resolve(why);
    };
    const timer = setTimeout(() => {
      kill(child.pid);
      // Whoever left the group may hold the pipes for ever; nobody waits for them.
      child.stdout.destroy();
      child.stderr.destroy();
      end(`It took more than ${milliseconds / 1000} seconds.`);
    }, milliseconds);
    child.once("error", (error: NodeJS.ErrnoException) => {
      end(error.code === "ENOENT" ? `\`${program}\` is not installed here.` : error.message);
    });
    child.once("close", (code) => {
      end(code === 0 ? null : `It ended with status ${code}: ${lastWords(printed)}`);
    });
  });
}

function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** uv reads what a package requires without building it, or not at all; PDM runs none of the project's `pre_lock` and `post_lock`. */
function restraints(program: string): readonly string[] {
  if (program === "uv") return ["--no-build", "--no-python-downloads", "--no-progress"];
  return program === "pdm" ? ["--skip", ":all"] : [];
}

/** What stands in the environment besides. `PDM_ONLY_BINARY` keeps PDM from building packages, as `--no-build` does uv. */
const settings = {
  NO_COLOR: "1",
  POETRY_NO_INTERACTION: "1",
  PDM_ONLY_BINARY: ":all:",
  PDM_CHECK_UPDATE: "0",
} as const;

function environment(home: string): NodeJS.ProcessEnv {
  const known = passed.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(known), HOME: home, USERPROFILE: home, ...settings };
}

function lastWords(printed: string): string {
  const lines = printed.split(/\r?\n/).filter((line) => line.trim() !== "");
  return lines.slice(-3).join(" ").slice(-500);
}
