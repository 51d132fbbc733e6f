import { describe, expect, it } from "@jest/globals";
import { commentBudget, renderComment, renderSummary } from "../../../src/core/report/comment.ts";
import { aFinding, aReport, aTarget } from "../../support/reports.ts";

const brokenByDriver = aReport({
  verdict: "fail",
  models: [
    {
      id: "vision",
      path: "models/vision",
      targets: [
        aTarget({
          verdict: "fail",
          changes: [
            {
              kind: "upgraded",
              name: "torch",
              from: "2.10.0",
              to: "2.11.0",
              via: ["requirements.txt:3 torch==2.11.0"],
              location: null,
            },
            {
              kind: "added",
              name: "cuda-toolkit",
              from: null,
              to: "13.0.2",
              via: ["requirements.txt:3 torch==2.11.0", "cuda-toolkit==13.0.2"],
              location: null,
            },
          ],
          findings: [
            aFinding({
              rule: "accelerator/driver-too-old",
              severity: "critical",
              package: "torch",
              version: "2.11.0",
              message: "torch 2.11.0 carries CUDA 13.0, which needs driver 580 or newer; the target has 535.183.01",
              fixedIn: ["2.10.0"],
              location: { file: "requirements.txt", line: 3, column: 1, endColumn: 14 },
              evidence: [
                {
                  fact: "CUDA 13 needs driver 580",
                  source: "https://docs.nvidia.com/deploy/cuda-compatibility/",
                  date: "2026-11-01",
                },
              ],
              key: "driver torch",
            }),
          ],
          driverFloor: { base: "525.60.13", head: "580" },
          gpus: { base: ["7.0", "7.5"], head: ["7.5"], lost: [{ computeCapability: "7.0", names: ["V100"] }] },
        }),
      ],
    },
  ],
});

describe("the comment of a pull request", () => {
  it("leads from the name of a rule to its page", () => {
    const pages = "https://github.com/owner/pinwarden/blob/v1/docs/rules";
    const { body } = renderComment(brokenByDriver, commentBudget, pages);
    expect(body).toContain(`[\`accelerator/driver-too-old\`](${pages}/accelerator-driver-too-old.md))`);
    expect(renderSummary(brokenByDriver, 900_000, pages).body).toContain(`](${pages}/accelerator-driver-too-old.md)`);
  });

  it("says the verdict, the cause, the fix and the place first", () => {
    const { body, cut } = renderComment(brokenByDriver);
    expect(cut).toBe(false);
    expect(body).toBe(`### ⛔ Pinwarden: after this merge the model would fail

- **critical** torch 2.11.0 carries CUDA 13.0, which needs driver 580 or newer; the target has 535.183.01 Fine from here: \`torch 2.10.0\`. (\`requirements.txt:3\`, \`vision on prod\`, \`accelerator/driver-too-old\`)

After this merge the model needs driver **\`≥ 580\`** (was \`525.60.13\`) and no longer runs on **\`7.0 (V100)\`**.

<details><summary>What changes (2)</summary>

| | package | from | to | why |
| - | - | - | - | - |
| ↑ | \`torch\` | \`2.10.0\` | \`2.11.0\` | requirements.txt:3 torch==2.11.0 |
| + | \`cuda-toolkit\` | | \`13.0.2\` | requirements.txt:3 torch==2.11.0 → cuda-toolkit==13.0.2 |

</details>

<details><summary>Evidence (1)</summary>

- CUDA 13 needs driver 580: [https:\u200b//docs.nvidia.com/deploy/cuda-compatibility/](https://docs.nvidia.com/deploy/cuda-compatibility/), 2026-11-01

</details>

<sub>Pinwarden 0.1.0 · aaaaaaaaaa → bbbbbbbbbb · compatibility tables of 2026-11-21</sub>
`);
  });

  it("names each version that would do by itself", () => {
    const finding = aFinding({ fixedIn: ["1.26.19", "2.2.2"], package: "urllib3" });
    const { body } = renderComment(
      aReport({
        verdict: "fail",
        models: [{ id: "m", path: "m", targets: [aTarget({ verdict: "fail", findings: [finding] })] }],
      }),
    );
    expect(body).toContain("Fine from here: `urllib3 1.26.19` or `2.2.2`.");
  });

  it("tells what moves the image and the download", () => {
    const line = (part: Parameters<typeof aTarget>[0]): string => {
      const report = aReport({ models: [{ id: "vision", path: "m", targets: [aTarget(part)] }] });
      return renderComment(report).body.split("\n\n")[1] ?? "";
    };
    const image = { base: "nvidia/cuda:12.4.1-runtime-ubuntu22.04", head: "nvidia/cuda:13.0.1-runtime-ubuntu22.04" };
    expect(line({ image: { ...image, startsFrom: { base: 550, head: 580 } } })).toBe(
      "The image moves from `nvidia/cuda:12.4.1-runtime-ubuntu22.04` to `nvidia/cuda:13.0.1-runtime-ubuntu22.04`, which asks for the CUDA of driver **`R580`** (was R550).",
    );
    expect(line({ download: { base: 2_100_000_000, head: 3_400_000_000 } })).toBe(
      "The packages' download grows from 2.1 GB to 3.4 GB.",
    );
    expect(line({ download: { base: null, head: 3_400_000_000 } })).not.toContain("downloaded");
  });

  it("tells packages of one rule of policy in one line", () => {
    const refused = (name: string, more = {}) =>
      aFinding({
        rule: "licence/not-allowed",
        package: name,
        version: "1.0",
        message: `${name} 1.0 is under MPL-2.0, which is not among those that policy allows.`,
        key: `licence/not-allowed ${name}`,
        ...more,
      });
    const findings = [refused("certifi"), refused("tqdm"), refused("other", { accepted: "a.yml:3 accepts it" })];
    const { body } = renderComment(
      aReport({
        verdict: "fail",
        models: [{ id: "vision", path: ".", targets: [aTarget({ verdict: "fail", findings })] }],
      }),
    );
    expect(body).toContain(
      "- **high** 2 packages are under licences that policy does not accept: `certifi 1.0`, `tqdm 1.0`. (`vision on prod`, `licence/not-allowed`)",
    );
    expect(body).toContain("- **high** other 1.0 is under MPL-2.0");
  });

  it("says of when a dump of advisories is, and nothing of a service", () => {
    const at = (source: string) => {
      const { snapshot, ...rest } = aReport();
      return renderComment({ ...rest, snapshot: { ...snapshot, advisories: { source, asOf: "2026-11-01T10:00:00Z" } } })
        .body;
    };
    expect(at("/data/all.zip")).toContain(" · advisories of 2026-11-01 · ");
    expect(at("https://api.osv.dev")).not.toContain("advisories of");
  });

  it("holds no moment, so that nothing new means the same body", () => {
    const later = aReport({ ...brokenByDriver, snapshot: { ...brokenByDriver.snapshot, at: "2026-11-22T23:59:59Z" } });
    expect(renderComment(later).body).toBe(renderComment(brokenByDriver).body);
  });

  it("never reads an incomplete check as clean", () => {
    const report = aReport({
      verdict: "incomplete",
      models: [
        {
          id: "vision",
          path: "m",
          targets: [
            aTarget({ verdict: "incomplete", notAssessed: [{ what: "torch", why: "the index answered 500" }] }),
          ],
        },
      ],
    });
    const { body } = renderComment(report);
    expect(body).toContain("⚪ Pinwarden: the model could not be checked completely");
    expect(body).toContain("`torch`: the index answered 500");
    expect(body).not.toContain("✅");
  });

  it("merges one finding on several targets into one line", () => {
    const target = (id: string) => aTarget({ id, findings: [aFinding({ key: "same" })] });
    const { body } = renderComment(
      aReport({ verdict: "fail", models: [{ id: "m", path: "m", targets: [target("eu"), target("us")] }] }),
    );
    expect(body.split("known vulnerability")).toHaveLength(2);
    expect(body).toContain("`m on eu, us`");
  });

  it("keeps within the budget, however much there is, and says that it was cut", () => {
    const findings = Array.from({ length: 400 }, (_, index) =>
      aFinding({ key: `k${index}`, message: `message ${index} ${"x".repeat(280)}` }),
    );
    const changes = Array.from({ length: 3000 }, (_, index) => ({
      kind: "added" as const,
      name: `package-${index}`,
      from: null,
      to: "1.0",
      via: ["y".repeat(200)],
      location: null,
    }));
    const notAssessed = Array.from({ length: 2000 }, (_, index) => ({ what: `thing ${index}`, why: "z".repeat(240) }));
    const targets = Array.from({ length: 50 }, (_, index) =>
      aTarget({
        id: `t${index}`,
        findings,
        changes: changes.slice(index),
        notAssessed,
        conflict: "because ".repeat(9000),
      }),
    );
    const report = aReport({ verdict: "fail", models: [{ id: "m", path: "m", targets }] });
    const comment = renderComment(report);
    expect(comment.cut).toBe(true);
    expect(comment.body.length).toBeLessThanOrEqual(commentBudget);
    expect(comment.body).toMatch(/(Shortened|Cut here) to fit/);
    expect(comment.body.split("<details>")).toHaveLength(comment.body.split("</details>").length);
    expect(new TextEncoder().encode(renderSummary(report).body).length).toBeLessThan(1_048_576);
  });
});

describe("hostile text in the comment", () => {
  const hostile =
    "</details><img src=x onerror=alert(1)> @octocat closes #12 GH-7 ![x](https://evil.example/i.png) [y](javascript:1)\n\n::set-output name=verdict::pass\n##[error]x `|`\u202e\u200b";
  const report = aReport({
    verdict: "fail",
    models: [
      {
        id: hostile,
        path: hostile,
        targets: [
          aTarget({
            id: hostile,
            conflict: `\`\`\`\`\n${hostile}`,
            changes: [{ kind: "added", name: hostile, from: hostile, to: hostile, via: [hostile], location: null }],
            findings: [
              aFinding({
                message: hostile,
                package: hostile,
                fixedIn: [hostile],
                via: [hostile],
                location: { file: hostile, line: 1, column: 1, endColumn: 2 },
                advisory: { id: hostile, aliases: [], url: "https://evil.example/" },
                evidence: [{ fact: hostile, source: "javascript:alert(1)", date: hostile }],
              }),
            ],
            notAssessed: [{ what: hostile, why: hostile }],
            compatibility: [{ subject: hostile, question: "driver", verdict: "unknown", detail: hostile }],
          }),
        ],
      },
    ],
  });
  const { body } = renderComment(report);
  /** The body without code, where GitHub renders nothing. */
  const prose = body.replace(/(`{3,})[\s\S]*?\1/g, "").replace(/(`+)[^`][\s\S]*?\1(?!`)/g, "");

  it("opens no tag but our own", () => {
    const tags = prose.match(/(?<!\\)<\/?[a-z!][^>]*>/gi) ?? [];
    expect(new Set(tags)).toEqual(new Set(["<details>", "<summary>", "</summary>", "</details>", "<sub>", "</sub>"]));
  });

  it("mentions nobody, refers to nothing, links nowhere", () => {
    expect(prose).not.toMatch(/@[a-z]/i);
    expect(prose).not.toMatch(/#\d/);
    expect(prose).not.toMatch(/GH-\d/);
    expect(prose).not.toMatch(/(?<!\\)\]\((?!https:\/\/(github\.com|osv\.dev|docs\.nvidia\.com))/);
    expect(prose).not.toContain("https://evil.example");
  });

  it("starts no line that a runner would take for a command, and hides nothing", () => {
    expect(body).not.toMatch(/^\s*::/m);
    expect(body).not.toMatch(/[\u202e]/);
    expect(body.match(/^<details>/gm)).toHaveLength(body.match(/^<\/details>$/gm)?.length ?? 0);
  });
});
