import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runAction } from "../../src/action/run-action.ts";
import { plainPorts } from "../support/action-ports.ts";
import { plainStep } from "../support/plain-step.ts";
import { readPairs } from "../support/runner.ts";
import { readCommands } from "../support/runner-commands.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "run-action-"));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

/** A run that ends before anything is asked: nothing listens at the API's address. */
async function run(event: string, payload: unknown, inputs: Record<string, string> = {}) {
  const file = (name: string) => join(folder, name);
  await Promise.all([writeFile(file("output"), ""), writeFile(file("summary"), "")]);
  await writeFile(file("event.json"), typeof payload === "string" ? payload : JSON.stringify(payload));
  let stdout = "";
  const variables = {
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: file("event.json"),
    GITHUB_REPOSITORY: "octo/models",
    GITHUB_API_URL: "http://127.0.0.1:1",
    GITHUB_OUTPUT: file("output"),
    GITHUB_STEP_SUMMARY: file("summary"),
  };
  const write = (text: string) => {
    stdout += text;
  };
  const exitCode = await runAction(plainStep(variables, write), plainPorts(variables));
  return {
    exitCode,
    stdout,
    commands: readCommands(stdout),
    outputs: readPairs(await readFile(file("output"), "utf8")),
    summary: await readFile(file("summary"), "utf8"),
  };
}

describe("an event without work in this version", () => {
  it.each(["push", "issue_comment", "workflow_run"])("%s is said to be so", async (name) => {
    const result = await run(name, {});
    expect(result.exitCode).toBe(0);
    expect(result.commands).toMatchObject([{ name: "notice", data: expect.stringContaining(`\`${name}\``) }]);
    expect(result.outputs.size).toBe(0);
  });

  it("is a pull request that is closed", async () => {
    const sha = "a".repeat(40);
    const pull = { number: 1, base: { sha }, head: { sha, repo: null } };
    const payload = { action: "closed", pull_request: pull, repository: { full_name: "octo/models" } };
    const result = await run("pull_request", payload, { "comment-summary-in-pr": "never" });
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain("is closed");
  });
});

describe("a mistake of the workflow ends with 2 and names it", () => {
  it.each([
    [{ "base-ref": "main" }, "`head-ref` is missing"],
    [{ mode: "check" }, "names no two commits"],
    [{ "fail-on-severity": "urgent" }, "`fail-on-severity`"],
    [{ "config-file": "../../etc/passwd" }, "`config-file`"],
    [{ "warn-only": "yes" }, "`warn-only`"],
    [{ "allow-ghsas": "$(id)" }, "`allow-ghsas`"],
  ])("%j", async (inputs, said) => {
    const result = await run("push", {}, inputs);
    expect(result.exitCode).toBe(2);
    expect(result.commands.at(-1)).toMatchObject({ name: "error", data: expect.stringContaining(said) });
    expect(result.outputs.get("verdict")).toBe("incomplete");
    expect(result.summary).toContain("no verdict");
  });

  it.each([
    [{ action: "opened", pull_request: {} }, "another shape"],
    ["null", "another shape"],
  ])("the event %j", async (payload, said) => {
    const result = await run("pull_request", payload);
    expect(result.exitCode).toBe(2);
    expect(result.stdout).toContain(said);
  });

  it("an input of dependency-review-action that does nothing is warned of", async () => {
    const result = await run("push", {}, { "license-check": "true" });
    expect(result.commands).toMatchObject([
      { name: "warning", data: expect.stringContaining("`license-check`") },
      { name: "notice" },
    ]);
  });
});
