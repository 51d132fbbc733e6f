// The README's first command: checks the example repository at two refs and prints the comment of its pull request.
//   npm run example              from the answers recorded in the example, with no network
//   npm run example -- --live    from the real package index and advisory service
// Further arguments go to `pinwarden check`.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { root, run } from "./toolchain.mjs";

const example = path.join(root, "examples", "vision-service");
const parameters = process.argv.slice(2);
const live = parameters.includes("--live");
const repository = mkdtempSync(path.join(tmpdir(), "pinwarden-example-"));

/** Git with nothing of the user's configuration: signing, hooks and templates have no place here. */
function git(...words) {
  const identity = { NAME: "Example", EMAIL: "example@example.invalid", DATE: "2026-11-20T09:00:00Z" };
  const named = Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((who) =>
      Object.entries(identity).map(([key, value]) => [`GIT_${who}_${key}`, value]),
    ),
  );
  const done = spawnSync("git", ["-c", "init.defaultBranch=main", "-c", "core.autocrlf=false", ...words], {
    cwd: repository,
    env: {
      ...process.env,
      ...named,
      GIT_CONFIG_GLOBAL: path.join(repository, "no-such-file"),
      GIT_CONFIG_NOSYSTEM: "1",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (done.status !== 0) throw new Error(`git ${words[0]} failed; is git installed?`);
}

/** One commit with what a folder of the example holds. */
function commit(side, message) {
  cpSync(path.join(example, side), repository, { recursive: true });
  git("add", "--all");
  git("commit", "--quiet", "--message", message);
}

try {
  git("init", "--quiet");
  commit("base", "Serve the classifier");
  git("checkout", "--quiet", "-b", "newer-torch");
  commit("head", "Move to torch 2.11 and export metrics");
  const answers = live ? [] : ["--replay", path.join(example, "recording.json")];
  const status = run("node", [
    path.join(root, "dist", "index.js"),
    "check",
    repository,
    "--base",
    "main",
    "--head",
    "newer-torch",
    ...answers,
    ...parameters.filter((one) => one !== "--live"),
  ]);
  process.stderr.write(
    `\nExit status of the check: ${status}${status === 1 ? " (the pull request would fail, as it should)" : ""}\n`,
  );
  process.exitCode = status === 1 ? 0 : status;
} finally {
  rmSync(repository, { recursive: true, force: true });
}
