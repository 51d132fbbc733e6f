import { describe, expect, it } from "@jest/globals";
import { ruleIds } from "../../src/core/rule/rule-ids.ts";
import { runCommand, sourceEntry } from "../support/command-line.ts";

const run = (...args: readonly string[]) => runCommand(["rules", ...args], { cwd: import.meta.dirname });

describe("pinwarden rules", () => {
  it("lists every rule with what it says", async () => {
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(0);
    const listed = stdout.split("\n").map((line) => line.split(" ")[0]);
    expect(ruleIds.filter((id) => !listed.includes(id))).toEqual([]);
    expect(stdout).toMatch(/^accelerator\/driver-too-old +the wheels carry a CUDA .*\(critical\)$/m);
  });

  it("prints the page of a rule, and the section of one that has a page with others", async () => {
    const { stdout } = await run("accelerator/driver-too-old");
    expect(stdout).toMatch(/^# accelerator\/driver-too-old\n/);
    expect(stdout).toContain("## How to fix it");
    const one = await run("abi/keras3");
    expect(one.stdout).toMatch(/^# abi\/keras3\n/);
    expect(one.stdout).not.toContain("abi/protobuf-gencode");
  });

  it("prints the page that lies in the checkout where the sources are run as they are", async () => {
    const cwd = import.meta.dirname;
    const fromSources = await runCommand(["rules", "abi/keras3"], { cwd, entry: sourceEntry });
    expect(fromSources).toMatchObject({ exitCode: 0, stderr: "", stdout: (await run("abi/keras3")).stdout });
  });

  it("refuses a name that no finding has, and looks for no file by it", async () => {
    const { exitCode, stderr } = await run("accelerator/driver-to-old");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("There is no rule `accelerator/driver-to-old`.");
    expect(stderr).toContain("Did you mean `accelerator/driver-too-old`?");
    expect((await run("../../package.json")).exitCode).toBe(2);
  });
});
