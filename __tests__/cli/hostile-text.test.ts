import { describe, expect, it } from "@jest/globals";
import { type CommandResult, onLinux, openScene, type Scene } from "../support/command-line.ts";
import { osvJson } from "../support/osv-records.ts";
import { readCommands } from "../support/runner-commands.ts";
import { readReport, readResolution } from "../support/valid-output.ts";

const terminalCodes = "\u001b[31m\u001b]0;title\u0007\u009b2J";
/** Forms that a runner, a terminal, a renderer of Markdown or a browser would act on. */
const hostile = [
  "::set-output name=verdict::pass",
  "  ::stop-commands::x",
  "##[error]no",
  `${terminalCodes}red`,
  "<img src=x onerror=alert(1)>",
  "![x](https://tracker.example/x.png)",
  "[click](javascript:alert(1))",
  "@octocat fixes #1",
  "`code` | cell | **bold**",
  "</details></td><!-- pinwarden -->",
  "\r::warning::cr",
  "\u2028::notice::ls",
  "\u202eright to left",
].join("\n");

const inWorkflow = { GITHUB_ACTIONS: "true" };

function harmless({ stdout, stderr }: Pick<CommandResult, "stdout" | "stderr">): void {
  expect(readCommands(stdout)).toEqual([]);
  expect(readCommands(stderr)).toEqual([]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would obey must not be there.
  expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
}

/** What GitHub would render of a comment, besides the folds that it has of its own. */
function inert(body: string): void {
  const markdown = body.replace(/(`{3,})[\s\S]*?\1/g, "").replace(/(`+)[^`][\s\S]*?\1(?!`)/g, "");
  expect(markdown).not.toMatch(/(?<!\\)<(?!\/?(?:details|summary|sub)>|!-- pinwarden)/);
  expect(markdown).not.toMatch(/(?<!\\)!\[/);
  expect(markdown).not.toMatch(/\]\((?:javascript|https:\/\/tracker)/);
  expect(markdown).not.toMatch(/@octocat/);
  expect(markdown).not.toMatch(/#1\b/);
}

const records = [
  {
    json: osvJson({
      id: "GHSA-aaaa-bbbb-cccc",
      aliases: [hostile],
      package: "lib",
      range: "introduced 0",
      summary: hostile,
      details: hostile,
      database_specific: { severity: "HIGH" },
      references: [{ type: "WEB", url: "javascript:alert(1)" }],
    }),
    hits: ["lib 1.0"],
  },
];

const open = (): Promise<Scene> =>
  openScene({
    packages: [
      { name: "lib", versions: [{ version: "1.0", yanked: hostile }] },
      { name: "bad", versions: [{ version: "1.0", requires: [hostile.replaceAll("\n", " ")] }] },
      { name: "old", versions: [{ version: "1.0", requiresPython: hostile }] },
      {
        name: "meta",
        versions: [
          {
            version: "1.0",
            metadata: `Metadata-Version: 2.1\nName: meta\nVersion: 1.0\nRequires-Dist: x ${hostile}\n\n${hostile}`,
          },
        ],
      },
    ],
    osv: { records },
  });

describe("text of others in a workflow", () => {
  it("forges nothing as a requirement's line", async () => {
    await using scene = await open();
    await scene.repository.write({ "requirements.txt": `${hostile}\nlib==1.0\n` });
    const result = await scene.run(["resolve", "-r", "requirements.txt", ...onLinux], { env: inWorkflow });
    expect(result.exitCode).toBe(2);
    harmless(result);
    for (const format of ["markdown", "json"]) {
      const checked = await scene.run(["check", "--format", format], { env: inWorkflow });
      harmless(checked);
      expect(checked.exitCode).toBe(1);
      if (format === "json") readReport(checked.stdout);
      else inert(checked.stdout);
    }
  });

  it("forges nothing on the command line", async () => {
    await using scene = await open();
    for (const args of [
      ["resolve", hostile],
      ["resolve", "lib", "--python", hostile],
      ["resolve", "-r", hostile],
      ["check", "--base", hostile],
      ["check", hostile],
      [hostile],
      ["resolve", `--${hostile}`],
      ["resolve", "lib", "--format", hostile],
    ]) {
      const result = await scene.run(args, { env: inWorkflow });
      expect([args[0], result.exitCode]).toEqual([args[0], 2]);
      harmless(result);
    }
  });

  it("forges nothing as an index's", async () => {
    await using scene = await open();
    for (const name of ["lib==1.0", "bad", "old", "meta"]) {
      const text = await scene.run(["resolve", name, ...onLinux], { env: inWorkflow });
      harmless(text);
      const json = await scene.run(["resolve", name, ...onLinux, "--format", "json"], { env: inWorkflow });
      harmless(json);
      readResolution(json.stdout);
    }
    scene.index.fault("/simple/lib/", {
      kind: "body",
      headers: { "content-type": "application/vnd.pypi.simple.v1+json" },
      body: JSON.stringify({
        meta: { "api-version": "1.0" },
        name: "lib",
        files: [
          { filename: `lib-1.0-py3-none-any.whl\n${hostile}`, url: "lib-1.0-py3-none-any.whl", hashes: {} },
          {
            filename: "lib-1.0-py3-none-any.whl",
            url: `https://127.0.0.1:1/${hostile}/lib-1.0-py3-none-any.whl`,
            hashes: { sha256: hostile },
            yanked: hostile,
          },
        ],
      }),
    });
    const result = await scene.run(["resolve", "lib", ...onLinux, "--no-cache"], { env: inWorkflow });
    expect(result.exitCode).not.toBe(0);
    harmless(result);
  });

  it("leaves JSON as it was", async () => {
    await using scene = await open();
    const args = ["resolve", "lib==1.0", ...onLinux, "--format", "json"];
    const { stdout } = await scene.run(args, { env: inWorkflow });
    expect(readResolution(stdout).packages[0]?.yanked).toBe(hostile);
    const plain = await scene.run(args);
    expect(readResolution(plain.stdout)).toEqual(readResolution(stdout));
  });

  it("forges nothing as an advisory", async () => {
    await using scene = await open();
    await scene.repository.write({ "requirements.txt": "lib==1.0\n" });
    const markdown = await scene.run(["check"], { env: inWorkflow });
    expect(markdown.exitCode).toBe(1);
    expect(markdown.stdout).toContain("GHSA-aaaa-bbbb-cccc");
    harmless(markdown);
    inert(markdown.stdout);
    const json = await scene.run(["check", "--format", "json"], { env: inWorkflow });
    harmless(json);
    expect(readReport(json.stdout).models[0]?.targets[0]?.findings[0]?.advisory?.id).toBe("GHSA-aaaa-bbbb-cccc");
  });

  it("forges nothing as the name of a branch, a folder or a configured model", async () => {
    await using scene = await open();
    const folder = "m\n::set-output name=x::y <img src=x> @octocat ##[error]z `q`";
    await scene.repository.write({ [`${folder}/requirements.txt`]: "lib==1.0\n" });
    await scene.repository.commit(hostile);
    const branch = "<img/src=x>`$(id)`@octocat##";
    await scene.repository.git("switch", "--quiet", "--create", branch);
    await scene.repository.write({ [`${folder}/requirements.txt`]: "lib\n" });
    await scene.repository.commit("head");
    for (const args of [
      ["models"],
      ["targets"],
      ["models", "--format", "json"],
      ["targets", "--format", "json"],
      ["check", "--base", "main", "--head", branch],
      ["check", "--base", "main", "--head", branch, "--format", "json"],
    ]) {
      const result = await scene.run(args, { env: inWorkflow });
      harmless(result);
      if (args.includes("json")) JSON.parse(result.stdout);
      else if (args[0] === "check") inert(result.stdout);
    }
    await scene.repository.write({
      ".github/pinwarden.yml": `models:\n  - ${JSON.stringify({ id: hostile, path: hostile })}\n${JSON.stringify(hostile)}: 1\n`,
    });
    const broken = await scene.run(["check"], { env: inWorkflow });
    expect(broken.exitCode).toBe(2);
    harmless(broken);
  });

  it("is no option of git", async () => {
    await using scene = await open();
    await scene.repository.write({ "requirements.txt": "lib==1.0\n" });
    await scene.repository.commit("one");
    for (const name of ["--upload-pack=touch pwned", "--output=pwned", "-h", "HEAD:requirements.txt", "^HEAD", ""]) {
      const result = await scene.run(["check", `--base=${name}`]);
      expect([name, result.exitCode]).toEqual([name, 2]);
    }
    expect(await scene.repository.git("status", "--porcelain")).toBe("");
  });
});
