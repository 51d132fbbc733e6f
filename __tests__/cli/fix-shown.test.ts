import { describe, expect, it } from "@jest/globals";
import { type CommandResult, openScene, type Scene } from "../support/command-line.ts";
import { osvJson } from "../support/osv-records.ts";
import { readFix } from "../support/valid-output.ts";

const built = (version: string) => ({
  version,
  wheels: [],
  sdist: { "PKG-INFO": `Metadata-Version: 1.2\nName: wire\nVersion: ${version}\n`, "wire.egg-info/requires.txt": "" },
});

/** `wire` is fixed in a version that has a source archive alone; nothing mends `cache`. */
const world = {
  packages: [
    { name: "wire", versions: [{ version: "1.0" }, built("2.0")] },
    { name: "cache", versions: [{ version: "1.0" }] },
  ],
  osv: {
    records: [
      {
        json: osvJson({
          id: "GHSA-aaaa-bbbb-cccc",
          package: "wire",
          range: "introduced 0, fixed 2.0",
          database_specific: { severity: "HIGH" },
        }),
        hits: ["wire 1.0"],
      },
      {
        json: osvJson({
          id: "GHSA-dddd-eeee-ffff",
          package: "cache",
          range: "introduced 0",
          database_specific: { severity: "HIGH" },
        }),
        hits: ["cache 1.0"],
      },
    ],
  },
};

const stated = 'targets:\n  default: { python: "3.11", platform: linux/amd64, glibc: "2.31" }\n';

async function scene(files: Readonly<Record<string, string>>): Promise<Scene> {
  const opened = await openScene(world);
  await opened.repository.write(files);
  return opened;
}

const fix = (opened: Scene, ...args: string[]): Promise<CommandResult> =>
  opened.run(["fix", ".", "--index-url", opened.index.url, ...args]);

const both = { "requirements.txt": "wire==1.0\ncache==1.0\n" };
const onTrust = expect.stringContaining("its requirements are assumed");

describe("what is taken on trust", () => {
  it("is said of the target, with or without something to mend", async () => {
    await using opened = await scene({
      "requirements.txt": "cache==1.0\n",
      ".github/pinwarden.yml": "policy: { fail-on-severity: critical }\n",
    });
    const { exitCode, stdout } = await fix(opened);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Nothing to mend\.\n\nNot assessed:\n/);
    expect(stdout).toContain("Python version of target `default`: Nothing says it, so 3.11 is assumed");
    expect(stdout).toContain("Platform of target `default`: Nothing says it, so linux/amd64 is assumed.");
    expect(stdout).toMatch(/Version of glibc of target `default`: Nothing says it, so glibc 2\.\d+ is assumed\./);
    const { notAssessed } = readFix((await fix(opened, "--format", "json")).stdout);
    expect(notAssessed.map(({ what }) => what)).toEqual([
      "Python version of target `default`",
      "Platform of target `default`",
      "Version of glibc of target `default`",
    ]);
  });

  it("is said of what a plan brings in, and not of what is there", async () => {
    await using opened = await scene({ ...both, ".github/pinwarden.yml": stated });
    const { plans, notAssessed } = readFix((await fix(opened, "--format", "json")).stdout);
    expect(plans.map((plan) => plan.notAssessed)).toEqual([[{ what: "wire 2.0", why: onTrust }]]);
    expect(notAssessed).toEqual([]);
    expect((await fix(opened)).stdout).toMatch(/Not assessed of what it brings in:\n {2}wire 2\.0: .*assumed/);
  });
});

describe("--patch", () => {
  it("says on stderr what the patch does not clear, and keeps stdout a patch", async () => {
    await using opened = await scene({ ...both, ".github/pinwarden.yml": stated });
    const { stdout, stderr } = await fix(opened, "--patch");
    expect(stdout).toMatch(/^--- a\/requirements\.txt\n/);
    expect(stderr).toBe(
      `1 plan, 1 finding that no plan clears
not cleared: cache 1.0: GHSA-dddd-eeee-ffff on root on default (not-found): No published version of cache is free of it.
not assessed: wire 2.0: only a source archive fits the target: its requirements are assumed, since a build recorded them in its archive
`,
    );
    await opened.repository.write({ "fix.patch": stdout });
    await opened.repository.git("init", "-q");
    await opened.repository.git("apply", "--check", "fix.patch");
  });

  it("names the lock that it leaves behind", async () => {
    await using opened = await scene({
      "requirements.txt": "wire==1.0\n",
      "uv.lock": 'version = 1\nrequires-python = ">=3.11"\n',
      ".github/pinwarden.yml": stated,
    });
    const { stderr } = await fix(opened, "--patch");
    expect(stderr).toContain(
      "not in the patch: uv.lock, not written, since no model is installed from it: uv lock --upgrade-package wire==2.0\n",
    );
  });
});

describe("a list whose head states a cut-off that is older than the fix", () => {
  const dated = {
    packages: [
      {
        name: "wire",
        versions: [
          { version: "1.0", uploadTime: "2025-01-01T00:00:00Z" },
          { version: "2.0", uploadTime: "2026-05-04T10:00:00Z" },
        ],
      },
    ],
    osv: world.osv,
  };
  const listWith = (option: string): Readonly<Record<string, string>> => ({
    ".github/pinwarden.yml": stated,
    "requirements.in": "wire\n",
    "requirements.txt": `# This file was autogenerated by uv via the following command:\n#    uv pip compile requirements.in ${option} -o requirements.txt\nwire==1.0\n    # via -r requirements.in\n`,
  });

  it("is said with the plan, everywhere that the plan is told", async () => {
    await using opened = await openScene(dated);
    await opened.repository.write(listWith("--exclude-newer 2025-06-01"));
    const why =
      "The command in the head of the list states `--exclude-newer 2025-06-01`, which is older than `wire 2.0`: compiling the list by it again would undo this. Compile it with `--exclude-newer 2026-05-04` or later.";
    const { plans } = readFix((await fix(opened, "--format", "json")).stdout);
    expect(plans.map(({ cautions }) => cautions)).toEqual([[{ file: "requirements.txt", line: 2, why }]]);
    expect((await fix(opened)).stdout).toContain(`\nMind requirements.txt:2: ${why}\n`);
    expect((await fix(opened, "--patch")).stderr).toContain(`mind: requirements.txt:2: ${why}\n`);
    expect((await fix(opened, "--format", "markdown")).stdout).toContain(`**Mind** \`requirements.txt:2\`: ${why}\n`);
  });

  it.each(["--exclude-newer=2026-05-04", "--exclude-newer '30 days'", ""])("says nothing of %j", async (option) => {
    await using opened = await openScene(dated);
    await opened.repository.write(listWith(option));
    const { plans } = readFix((await fix(opened, "--format", "json")).stdout);
    expect(plans.map(({ cautions }) => cautions)).toEqual([[]]);
  });
});

describe("--format markdown", () => {
  it("says what each plan clears, moves and edits, and what has no way", async () => {
    await using opened = await scene({ ...both, ".github/pinwarden.yml": stated });
    const { exitCode, stdout } = await fix(opened, "--format", "markdown");
    expect(exitCode).toBe(1);
    const id = readFix((await fix(opened, "--format", "json")).stdout).plans[0]?.id;
    expect(stdout).toBe(`### Pinwarden fix: 1 plan, 1 finding that no plan clears

#### Plan \`${id}\`

It clears:

- \`wire 1.0\`: [\`GHSA-aaaa-bbbb-cccc\`](https://github.com/advisories/GHSA-aaaa-bbbb-cccc) (high)

| package | from | to | where |
| - | - | - | - |
| \`wire\` | \`1.0\` | \`2.0\` | \`root on default\` |

Edits:

- \`requirements.txt\`: \`wire==1.0\`: clears GHSA-aaaa-bbbb-cccc.

\`\`\`diff
--- a/requirements.txt
+++ b/requirements.txt
@@ -1,2 +1,2 @@
-wire==1.0
+wire==2.0
 cache==1.0
\`\`\`

<details><summary>Not assessed of what it brings in (1)</summary>

- wire 2.0: only a source archive fits the target: its requirements are assumed, since a build recorded them in its archive

</details>

#### Cannot be cleared

- \`cache 1.0\` \`GHSA-dddd-eeee-ffff\` in \`root on default\` (\`not-found\`): No published version of cache is free of it. Take cache out, name what takes its place under \`remediation.swaps\`, or accept the finding until a day with an entry of \`policy.ignore\`.
`);
  });

  it("renders nothing of a file that it shows", async () => {
    const hostile = "wire==1.0  # ``` </details> @everyone ::set-output::x";
    await using opened = await scene({ "requirements.txt": `${hostile}\n`, ".github/pinwarden.yml": stated });
    const { stdout } = await fix(opened, "--format", "markdown");
    // The fence is longer than what the line has, and the command is broken.
    expect(stdout).toContain("````diff\n");
    expect(stdout).not.toContain("::set-output");
    const outside = stdout.replace(/````diff[\s\S]*?\n````/, "").replace(/`[^`\n]*`/g, "");
    expect(outside).not.toContain("@everyone");
  });
});
