import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ScanReport } from "../../src/core/scan/scan-report.ts";
import { scanJsonSchema } from "../../src/core/scan/scan-schema.ts";
import { type CommandResult, openScene, type Scene } from "../support/command-line.ts";
import { linuxConfig } from "../support/nights.ts";
import { osvJson } from "../support/osv-records.ts";

const packages = [{ name: "wire", versions: [{ version: "1.0" }, { version: "1.1" }] }];
const record = {
  json: osvJson({
    id: "GHSA-aaaa-bbbb-cccc",
    package: "wire",
    range: "introduced 0, fixed 1.1",
    database_specific: { severity: "HIGH" },
  }),
  hits: ["wire 1.0"],
};

const valid = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile<ScanReport>(
  scanJsonSchema(),
);

function readScan(text: string): ScanReport {
  const value: unknown = JSON.parse(text);
  if (!valid(value)) throw new Error(JSON.stringify(valid.errors));
  return value;
}

const run = (scene: Scene, ...args: string[]): Promise<CommandResult> =>
  scene.run(["scan", ".", "--index-url", scene.index.url, ...args]);

const files = { ".github/pinwarden.yml": linuxConfig(), "requirements.txt": "wire==1.0\n" };

describe("pinwarden scan", () => {
  it("tells what a file of records does not have, and ends with the status of what stands", async () => {
    await using scene = await openScene({ packages });
    await scene.repository.write(files);
    const first = await run(scene, "--seen", "seen.jsonl");
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    expect(first.stdout).toBe("First scan: there is nothing to compare with yet.\nNothing changed without a commit.\n");
    scene.osv.records.push(record);
    const second = await run(scene, "--seen", "seen.jsonl", "--no-cache");
    expect(second.exitCode).toBe(1);
    expect(second.stdout).toMatch(
      /Changed without a commit in 1 place:\n\nroot on prod\n {2}high +wire 1\.0 is affected\. GHSA-aaaa-bbbb-cccc Fine from here: wire 1\.1\. \(new, advisory\)\n/,
    );
    const third = await run(scene, "--seen", "seen.jsonl", "--no-cache", "--format", "json");
    expect(third.exitCode).toBe(1);
    expect(readScan(third.stdout)).toMatchObject({ verdict: "fail", news: false, complete: true });
    const lines = (await readFile(path.join(scene.repository.path, "seen.jsonl"), "utf8")).trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    const fourth = await run(scene, "--seen", "seen.jsonl", "--no-cache");
    expect(fourth.stdout).toContain("Changed without a commit in 1 place:\nNothing of it is new.\n\nroot on prod\n");
  });

  it("tells several advisories of a version in one line, and what could not be known", async () => {
    await using scene = await openScene({ packages });
    await scene.repository.write({ ...files, ".github/pinwarden.yml": "targets: { prod: { python: '3.11' } }\n" });
    scene.osv.records.push(record, { ...record, json: { ...record.json, id: "GHSA-dddd-eeee-ffff", aliases: [] } });
    const { stdout } = await run(scene, "--seen", "seen.jsonl");
    const said = "wire 1.0 has 2 advisories: GHSA-aaaa-bbbb-cccc, GHSA-dddd-eeee-ffff.";
    expect(stdout).toContain(`  high      ${said} Fine from here: wire 1.1. (new, advisory)\n`);
    expect(stdout).toMatch(/\nNot assessed:\n(?: {2}.*\n)* {2}Platform of target `prod`: Nothing says it/);
    await scene.repository.write({ "requirements.txt": "wire==1.1\n" });
    const mended = await run(scene, "--seen", "seen.jsonl");
    expect(mended.stdout).toContain(`  gone      ${said}\n`);
  });

  it("calls nothing a change that the first scan found", async () => {
    await using scene = await openScene({ packages });
    await scene.repository.write(files);
    scene.osv.records.push(record);
    const first = await run(scene, "--seen", "seen.jsonl");
    expect(first.stdout).toContain("Wrong as it stands in 1 place:\n\nroot on prod\n");
    const second = await run(scene, "--seen", "seen.jsonl");
    expect(second.stdout).toContain("Wrong since the first scan in 1 place:\nNothing of it is new.\n\nroot on prod\n");
  });

  it("keeps nothing without a file, and says so", async () => {
    await using scene = await openScene({ packages });
    await scene.repository.write(files);
    const result = await run(scene, "--format", "json");
    expect(result.exitCode).toBe(0);
    expect(result.stderr).toContain("--seen");
    expect(readScan(result.stdout).previous).toBeNull();
  });

  it("is incomplete where a source fails, and never clean", async () => {
    await using scene = await openScene({ packages });
    await scene.repository.write(files);
    await run(scene, "--seen", "seen.jsonl", "--no-cache");
    scene.index.fault("/simple/wire/", { kind: "status", status: 403 });
    const failed = await run(scene, "--seen", "seen.jsonl", "--no-cache");
    expect(failed.exitCode).toBe(3);
    expect(failed.stdout).toContain("Not everything could be seen.");
  });

  it("changes nothing where what was seen last cannot be read", async () => {
    await using scene = await openScene({ packages });
    await scene.repository.write({ ...files, "seen.jsonl": "mine\n" });
    const failed = await run(scene, "--seen", "seen.jsonl");
    expect(failed.exitCode).toBe(3);
    expect(failed.stderr).toContain("record/unreadable");
    expect(await readFile(path.join(scene.repository.path, "seen.jsonl"), "utf8")).toBe("mine\n");
  });

  it("scans a commit, names it, and prints the summary as Markdown", async () => {
    await using scene = await openScene({ packages, osv: { records: [record] } });
    await scene.repository.write(files);
    const commit = await scene.repository.commit("as it is");
    const result = await run(scene, "--head", "HEAD", "--format", "json");
    expect(readScan(result.stdout).commit).toBe(commit);
    const markdown = await run(scene, "--head", "HEAD", "--format", "markdown");
    expect(markdown.stdout).toContain("**high** wire 1.0 is affected. [`GHSA-aaaa-bbbb-cccc`]");
  });
});
