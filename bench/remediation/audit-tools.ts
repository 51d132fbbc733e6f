import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { FixJson } from "../../src/core/report/fix-json.ts";
import { writeScannerDatabase } from "./osv-scanner-database.ts";
import { type Program, pinwarden } from "./pinwarden.ts";

const run = promisify(execFile);

/** What a tool reports of the `requirements.txt` of a folder: every entry as `package id`. */
export type Reports = (folder: string) => Promise<readonly string[]>;

/** pip-audit, which edits the list too. */
export function pipAuditFix(program: string, service: string): Reports {
  return async (folder) => {
    const given = ["-r", path.join(folder, "requirements.txt"), "--no-deps", "--disable-pip"];
    const asked = ["-s", "osv", "--osv-url", `${service}/v1/query`];
    const shown = ["--fix", "-f", "json", "--progress-spinner", "off"];
    const { stdout } = await settled(program, [...given, ...asked, ...shown]);
    const { dependencies } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as {
      readonly dependencies: readonly { readonly name: string; readonly vulns?: readonly { readonly id: string }[] }[];
    };
    return dependencies.flatMap(({ name, vulns = [] }) => vulns.map(({ id }) => `${name} ${id}`));
  };
}

/** Pinwarden, which edits the list too. */
export function pinwardenFix(program: Program): Reports {
  return async (folder) => {
    const { stdout } = await pinwarden(["fix", folder, "--write", "--format", "json"], program);
    const { plans, impossible } = JSON.parse(stdout) as FixJson;
    const all = [...plans.flatMap(({ clears }) => clears), ...impossible.map(({ finding }) => finding)];
    return all.filter(({ rule }) => rule === "advisory").map((one) => `${one.package} ${one.id}`);
  };
}

interface CheckJson {
  readonly models: readonly {
    readonly targets: readonly {
      readonly findings: readonly {
        readonly package: string | null;
        readonly advisory: { readonly id: string } | null;
      }[];
    }[];
  }[];
}

/** Pinwarden, which only looks. */
export function pinwardenCheck(program: Program): Reports {
  return async (folder) => {
    const { stdout } = await pinwarden(["check", folder, "--format", "json"], program);
    const { models } = JSON.parse(stdout) as CheckJson;
    const findings = models.flatMap(({ targets }) => targets.flatMap((target) => target.findings));
    return findings.flatMap((one) => (one.advisory === null ? [] : [`${one.package} ${one.advisory.id}`]));
  };
}

interface ScannerJson {
  readonly results: readonly {
    readonly packages: readonly {
      readonly package: { readonly name: string };
      readonly groups: readonly { readonly ids: readonly string[] }[];
    }[];
  }[];
}

/** osv-scanner and its version. It prints one row for each of its groups, so an entry is a group. */
export interface OsvScanner extends AsyncDisposable {
  readonly version: string;
  readonly reports: Reports;
}

/** osv-scanner where the program can be run, on a database of the records that is made for it; null where it cannot. */
export async function osvScanner(program: string, records: string): Promise<OsvScanner | null> {
  const said = await run(program, ["--version"]).catch(() => null);
  if (said === null) return null;
  const database = await mkdtemp(path.join(os.tmpdir(), "pinwarden-osv-scanner-"));
  await writeScannerDatabase(records, database);
  return {
    version: /version: (\S+)/.exec(said.stdout)?.[1] ?? said.stdout.trim(),
    reports: async (folder) => {
      const given = ["-L", `requirements.txt:${path.join(folder, "requirements.txt")}`, "--format", "json"];
      const asked = ["--offline", "--local-db-path", database];
      const { stdout } = await settled(program, ["scan", "source", ...given, ...asked]);
      const { results } = JSON.parse(stdout) as ScannerJson;
      const packages = results.flatMap((one) => one.packages);
      return packages.flatMap((one) => one.groups.map(({ ids }) => `${one.package.name} ${ids[0]}`));
    },
    [Symbol.asyncDispose]: () => rm(database, { recursive: true, force: true }),
  };
}

/** Findings are no failure of a command. */
async function settled(program: string, args: readonly string[]): Promise<{ stdout: string }> {
  try {
    return await run(program, [...args], { maxBuffer: 1 << 28, timeout: 300_000 });
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    if (stdout === undefined || stdout === "") throw error;
    return { stdout };
  }
}
