import { describe, expect, it } from "@jest/globals";
import { runLockTool } from "../../../src/shell/tools/run-lock-tool.ts";

const files = new Map([
  ["app/uv.lock", new TextEncoder().encode("old\n")],
  ["app/pyproject.toml", new TextEncoder().encode("[project]\n")],
]);
const run = (script: string, milliseconds?: number) =>
  runLockTool({ lock: "app/uv.lock", command: ["sh", "-c", script], files }, milliseconds);

describe("a tool that writes a lock", () => {
  it("runs in the folder of the lock, beside its manifests, and its lock is read", async () => {
    expect(await run("ls > uv.lock")).toEqual({ kind: "written", content: "pyproject.toml\nuv.lock\n" });
  });

  it("is killed with what it started when it takes too long", async () => {
    expect(await run("sleep 600 & sleep 600", 200)).toEqual({
      kind: "failed",
      why: "It took more than 0.2 seconds.",
    });
  });

  it("says the end of what it printed where it fails", async () => {
    expect(await run("yes noise | head -c 3000000; echo; echo the reason; exit 7")).toMatchObject({
      kind: "failed",
      why: expect.stringMatching(/^It ended with status 7: .*the reason$/),
    });
  });

  it("is not believed where it wrote no text", async () => {
    expect((await run("printf '\\377\\376' > uv.lock")).kind).toBe("failed");
    expect((await run("rm uv.lock")).kind).toBe("failed");
  });
});
