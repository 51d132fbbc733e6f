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

  it("does not wait for what left its group and holds the pipes", async () => {
    const outlives = "require('child_process').spawn('sleep', ['20'], { detached: true, stdio: 'inherit' }).unref()";
    expect(await run(`node -e "${outlives}"; sleep 20`, 1500)).toMatchObject({
      kind: "failed",
      why: "It took more than 1.5 seconds.",
    });
  }, 15_000);
});

describe("manifests that would have a tool run code", () => {
  const lock = async (program: string, name: string, manifest: string) => {
    const bytes = new TextEncoder().encode(manifest);
    return await runLockTool({
      lock: "app/uv.lock",
      command: [program, "lock"],
      files: new Map([...files, [name, bytes]]),
    });
  };

  it("are not given to uv where a build would say what a project is", async () => {
    expect(await lock("uv", "app/lib/pyproject.toml", '[project]\nname = "lib"\ndynamic = ["version"]\n')).toEqual({
      kind: "failed",
      why: "`app/lib/pyproject.toml` calls `version` dynamic, and `uv` would run a build to learn it.",
    });
  });

  it("are not given to Poetry with plugins of their own", async () => {
    const why = expect.stringContaining("`tool.poetry.requires-plugins`");
    const manifest = '[tool.poetry.requires-plugins]\nanything = "*"\n';
    expect(await lock("poetry", "app/pyproject.toml", manifest)).toEqual({ kind: "failed", why });
  });

  it("are given to a tool that learns it without a build", async () => {
    const manifest = '[project]\nname = "lib"\ndynamic = ["version"]\n';
    expect(await lock("true", "app/pyproject.toml", manifest)).toEqual({ kind: "written", content: "old\n" });
  });
});
