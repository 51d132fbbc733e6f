// Finds Node 24, or fetches it from the npm registry, so that every command of the README works with any Node from 20 on.
// This file and those that import it are plain JavaScript for that reason.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const wanted = readFileSync(path.join(root, ".node-version"), "utf8").trim();
const windows = process.platform === "win32";

/** The folder with the `node` to use: the running one where it is new enough. */
function nodeFolder() {
  if (Number(process.versions.node.split(".")[0]) >= Number(wanted.split(".")[0]))
    return path.dirname(process.execPath);
  const name = `node-${windows ? "win" : process.platform}-${process.arch}`;
  const toolchain = path.join(root, ".toolchain");
  const bin = path.join(toolchain, "node_modules", name, "bin");
  if (!existsSync(path.join(bin, windows ? "node.exe" : "node"))) {
    process.stderr.write(`Fetching Node ${wanted} from the npm registry (this Node is ${process.versions.node})\n`);
    mkdirSync(toolchain, { recursive: true });
    writeFileSync(path.join(toolchain, "package.json"), '{ "private": true }\n');
    const fetched = spawnSync(
      "npm",
      ["install", "--no-audit", "--no-fund", "--no-save", "--loglevel=error", `${name}@${wanted}`],
      {
        cwd: toolchain,
        stdio: ["ignore", "ignore", "inherit"],
        shell: windows,
      },
    );
    if (fetched.status !== 0) {
      process.stderr.write(`Could not fetch \`${name}@${wanted}\`. Install Node ${wanted} and run this again.\n`);
      process.exit(3);
    }
  }
  return bin;
}

/** The environment in which `node` and `npm` are Node 24. */
export function toolchainEnvironment() {
  return { ...process.env, PATH: `${nodeFolder()}${path.delimiter}${process.env.PATH ?? ""}` };
}

/** Runs a command in the repository's root under Node 24 and answers its exit status. */
export function run(command, parameters, environment = toolchainEnvironment()) {
  const done = spawnSync(command, parameters, { cwd: root, stdio: "inherit", env: environment, shell: windows });
  return done.status ?? 1;
}

/** Installs the development dependencies as the lock file has them, unless they are there already. */
export function installDependencies(environment = toolchainEnvironment()) {
  const installed = path.join(root, "node_modules", ".package-lock.json");
  const lock = path.join(root, "package-lock.json");
  const stamp = path.join(root, "node_modules", ".pinwarden-lock");
  const wantedLock = readFileSync(lock, "utf8");
  if (existsSync(installed) && existsSync(stamp) && readFileSync(stamp, "utf8") === wantedLock) return;
  const status = run("npm", ["ci", "--loglevel=error"], environment);
  if (status !== 0) process.exit(status);
  writeFileSync(stamp, wantedLock);
}
