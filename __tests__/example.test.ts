import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { describe, expect, it } from "@jest/globals";

const root = path.dirname(import.meta.dirname);

/** The README's first command, with every way out to the network closed. */
function example(...parameters: string[]): { status: number | null; stdout: string; stderr: string } {
  const nowhere = "http://127.0.0.1:9";
  return spawnSync(process.execPath, ["scripts/example.mjs", ...parameters], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, HTTPS_PROXY: nowhere, HTTP_PROXY: nowhere, https_proxy: nowhere, http_proxy: nowhere },
  });
}

describe("the bundled example", () => {
  it("prints the comment of its pull request with no network", () => {
    const { status, stdout, stderr } = example();
    expect(status).toBe(0);
    expect(stderr).toContain("Exit status of the check: 1");
    expect(stdout).toBe(readFileSync(path.join(root, "examples/vision-service/comment.md"), "utf8"));
  });

  it("holds facts and no texts of others", () => {
    const recording = JSON.parse(readFileSync(path.join(root, "examples/vision-service/recording.json"), "utf8"));
    const advisories = Object.values(recording.advisories.answers).flat() as { summary: string | null }[];
    expect(advisories.length).toBeGreaterThan(0);
    expect(advisories.every((one) => one.summary === null)).toBe(true);
  });
});
