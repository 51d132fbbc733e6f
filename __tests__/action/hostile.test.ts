import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { writeOutputs } from "../../src/action/output-file.ts";
import { actionEntry, openActionScenario } from "../support/action-scenario.ts";
import { readPairs } from "../support/runner.ts";

const hostile = [
  "innocent",
  "::set-output name=verdict::pass",
  "  ::stop-commands::x",
  "##[add-mask]torch",
  "verdict=pass",
  "EOF",
  "ghadelimiter_1",
  "verdict<<EOF",
  "%0A::error::x",
  "::error file=x::\u2028::warning::y",
].join("\n");

describe("text from outside", () => {
  it("forges no command and no output", async () => {
    await using scenario = await openActionScenario({ head: { "requirements.txt": "torch # vulnerable\n" } });
    const result = await scenario.run({ entry: actionEntry, env: { TEST_MESSAGE: hostile, TEST_COMMENT: hostile } });
    expect(result.exitCode).toBe(1);
    expect(result.outputs.get("verdict")).toBe("fail");
    expect(result.outputs.get("comment-content")).toBe(hostile);
    expect(result.environment.size).toBe(0);
    expect(result.state.size).toBe(0);
    const names = result.commands.map((command) => command.name);
    expect(names.filter((name) => !["add-mask", "error", "warning", "notice"].includes(name))).toEqual([]);
    expect(names.filter((name) => name === "add-mask")).toHaveLength(1);
    expect(result.commands.filter((command) => command.name === "error")).toHaveLength(1);
  });

  it("forges no command by its file's name or an error", async () => {
    await using scenario = await openActionScenario({
      head: { "requirements.txt": "outage\n::set-output name=verdict::pass\n##[error]x\n" },
    });
    const result = await scenario.run();
    expect(result.exitCode).toBe(3);
    expect(result.commands.map((command) => command.name).sort()).toEqual(["add-mask", "error"]);
    expect(result.outputs.get("verdict")).toBe("incomplete");
  });
});

describe("outputs", () => {
  it("come back as they were written, whatever they are", async () => {
    const folder = await mkdtemp(join(tmpdir(), "outputs-"));
    const path = join(folder, "output");
    try {
      const line = fc.constantFrom("", "a=b", "a<<EOF", "EOF", "x", "pinwarden_", "<<", "=");
      const value = fc.array(line, { maxLength: 6 }).map((lines) => lines.join("\n"));
      await fc.assert(
        fc.asyncProperty(value, value, async (one, two) => {
          await writeFile(path, "");
          await writeOutputs(
            path,
            new Map([
              ["one", one],
              ["two", two],
            ]),
          );
          expect(readPairs(await readFile(path, "utf8"))).toEqual(
            new Map([
              ["one", one],
              ["two", two],
            ]),
          );
        }),
        { numRuns: 50 },
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("stand between words that nobody can foresee", async () => {
    const folder = await mkdtemp(join(tmpdir(), "outputs-"));
    const path = join(folder, "output");
    try {
      const outputs = new Map([
        ["one", "1"],
        ["two", "2"],
      ]);
      await writeOutputs(path, outputs);
      await writeOutputs(path, outputs);
      const words = [...(await readFile(path, "utf8")).matchAll(/<<(.+)$/gm)].map(([, word]) => word ?? "");
      expect(new Set(words).size).toBe(4);
      for (const word of words) expect(word.length).toBeGreaterThan(30);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("are left empty and named rather than cut", async () => {
    const folder = await mkdtemp(join(tmpdir(), "outputs-"));
    const path = join(folder, "output");
    try {
      expect(
        await writeOutputs(
          path,
          new Map([
            ["findings", "x".repeat(200_000)],
            ["verdict", "fail"],
          ]),
        ),
      ).toEqual(["findings"]);
      expect(readPairs(await readFile(path, "utf8"))).toEqual(
        new Map([
          ["findings", ""],
          ["verdict", "fail"],
        ]),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
