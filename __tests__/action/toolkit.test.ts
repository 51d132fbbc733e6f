import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { toolkitStep } from "../../src/action/toolkit.ts";
import { writeOutputs } from "../../src/action/write-outputs.ts";
import { writeSummary } from "../../src/action/write-summary.ts";
import { fc } from "../support/fast-check.ts";
import { runEntry } from "../support/run-entry.ts";
import { readPairs } from "../support/runner.ts";
import { readCommands } from "../support/runner-commands.ts";

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "toolkit-"));
  path = join(folder, "output");
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

describe("outputs", () => {
  beforeEach(async () => {
    await writeFile(path, "");
    process.env["GITHUB_OUTPUT"] = path;
  });
  const written = async () => readPairs(await readFile(path, "utf8"));

  it("come back as they were written, whatever they are", async () => {
    const line = fc.constantFrom("", "a=b", "a<<EOF", "EOF", "x", "ghadelimiter_", "<<", "=");
    const value = fc.array(line, { maxLength: 6 }).map((lines) => lines.join("\n"));
    await fc.assert(
      fc.asyncProperty(value, value, async (one, two) => {
        await writeFile(path, "");
        const outputs = new Map([
          ["one", one],
          ["two", two],
        ]);
        writeOutputs(toolkitStep, outputs);
        expect(await written()).toEqual(outputs);
      }),
      { numRuns: 50 },
    );
  });

  it("stand between words that nobody can foresee", async () => {
    for (let time = 0; time < 4; time += 1) writeOutputs(toolkitStep, new Map([["one", "1"]]));
    const words = [...(await readFile(path, "utf8")).matchAll(/<<(.+)$/gm)].map(([, word]) => word ?? "");
    expect(new Set(words).size).toBe(4);
    for (const word of words) expect(word.length).toBeGreaterThan(30);
  });

  it("are left empty and named rather than cut", async () => {
    const outputs = new Map([
      ["findings", "x".repeat(200_000)],
      ["verdict", "fail"],
    ]);
    expect(writeOutputs(toolkitStep, outputs)).toEqual(["findings"]);
    expect(await written()).toEqual(new Map([...outputs, ["findings", ""]]));
  });
});

describe("the job summary", () => {
  it("is written once, and goes on after one that could not be written", async () => {
    process.env["GITHUB_STEP_SUMMARY"] = join(folder, "missing");
    await expect(writeSummary(toolkitStep, "lost")).rejects.toThrow("Unable to access summary file");
    await writeFile(join(folder, "missing"), "");
    await writeSummary(toolkitStep, "kept\n\n");
    await writeSummary(toolkitStep, "more");
    expect(await readFile(join(folder, "missing"), "utf8")).toBe("kept\nmore\n");
  });
});

describe("a process of its own", () => {
  const environment = () => ({
    GITHUB_EVENT_NAME: "pull_request",
    GITHUB_EVENT_PATH: join(folder, "event.json"),
    GITHUB_REPOSITORY: "octo/models",
    GITHUB_API_URL: "http://127.0.0.1:1",
    GITHUB_OUTPUT: join(folder, "output"),
    GITHUB_STEP_SUMMARY: join(folder, "summary"),
  });

  it("says what is wrong with an event that is no JSON", async () => {
    await Promise.all(["output", "summary"].map((name) => writeFile(join(folder, name), "")));
    await writeFile(join(folder, "event.json"), '{"a": ::error::x');
    const { exitCode, stdout, stderr } = runEntry("action-entry.ts", environment());
    expect(stderr).toBe("");
    expect(exitCode).toBe(2);
    expect(readCommands(stdout)).toMatchObject([{ name: "error", properties: { title: "event/unreadable" } }]);
    expect(readPairs(await readFile(join(folder, "output"), "utf8")).get("verdict")).toBe("incomplete");
    expect(await readFile(join(folder, "summary"), "utf8")).toContain("no verdict");
  });

  it("trims its inputs, and prints no value as a command where there is no file for it", async () => {
    await writeFile(join(folder, "event.json"), "{}");
    const { GITHUB_OUTPUT: _output, GITHUB_STEP_SUMMARY: _summary, ...rest } = environment();
    const { exitCode, stdout } = runEntry("action-entry.ts", {
      ...rest,
      GITHUB_EVENT_NAME: "push",
      INPUT_MODE: "  check ",
      "INPUT_REPO-TOKEN": " t0ken ",
    });
    expect(exitCode).toBe(2);
    expect(readCommands(stdout)).toMatchObject([
      { name: "add-mask", data: "t0ken" },
      { name: "error", data: expect.stringContaining("names no two commits") },
    ]);
  });
});
