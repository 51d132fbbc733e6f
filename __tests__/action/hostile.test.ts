import { describe, expect, it } from "@jest/globals";
import { actionEntry, openActionScenario } from "../support/action-scenario.ts";

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
