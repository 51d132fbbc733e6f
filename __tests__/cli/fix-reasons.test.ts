import { describe, expect, it } from "@jest/globals";
import { openScene } from "../support/command-line.ts";
import type { LoopbackVersion } from "../support/loopback-index.ts";
import { osvJson } from "../support/osv-records.ts";
import { readFix } from "../support/valid-output.ts";

const where = 'default: { python: "3.11", platform: linux/amd64, glibc: "2.31" }';

interface Case {
  /** By package. */
  readonly index: Readonly<Record<string, readonly LoopbackVersion[]>>;
  /** `package range`, each a high finding; its id is `GHSA-` and the package. */
  readonly advisories: readonly string[];
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly config?: string;
  readonly args?: readonly string[];
  /** Path of the index that does not answer. */
  readonly broken?: string;
}

/** What `fix` says of the findings without a plan. */
async function reasons({ index, advisories, files, config, args = [], broken }: Case) {
  const records = advisories.map((text) => {
    const [name = "", ...range] = text.split(" ");
    const json = osvJson({
      id: `GHSA-${name}`,
      package: name,
      range: range.join(" "),
      database_specific: { severity: "HIGH" },
    });
    return { json, hits: (index[name] ?? []).map(({ version }) => `${name} ${version}`) };
  });
  const packages = Object.entries(index).map(([name, versions]) => ({ name, versions }));
  await using opened = await openScene({ packages, osv: { records } });
  await opened.repository.write({ ".github/pinwarden.yml": config ?? `targets:\n  ${where}\n`, ...files });
  if (broken !== undefined) opened.index.fault(broken, { kind: "status", status: 500 });
  const { exitCode, stdout } = await opened.run([
    "fix",
    ".",
    "--index-url",
    opened.index.url,
    "--format",
    "json",
    ...args,
  ]);
  const { plans, impossible } = readFix(stdout);
  return { exitCode, plans: plans.length, impossible: impossible.map(withoutFinding) };
}

function withoutFinding({ reason, explanation, remedy }: ReturnType<typeof readFix>["impossible"][number]) {
  return { reason, explanation, remedy };
}

const pinned = { "requirements.txt": "wire==1.0\n" };
const fixedIn2 = ["wire introduced 0, fixed 2.0"];

describe("why a finding has no plan, and what would help", () => {
  it.each<[string, Case, string, string]>([
    [
      "not-found",
      { index: { wire: [{ version: "1.0" }] }, advisories: ["wire introduced 0"], files: pinned },
      "No published version of wire is free of it.",
      "`remediation.swaps`",
    ],
    [
      "only-prerelease",
      {
        index: { wire: [{ version: "1.0" }, { version: "2.0b1" }] },
        advisories: ["wire introduced 0, fixed 2.0b1"],
        files: pinned,
      },
      "wire 2.0b1, is a pre-release.",
      "`remediation.allow-prereleases: true`",
    ],
    [
      // That one package lives with pre-releases lets in none of another.
      "only-prerelease",
      {
        index: { wire: [{ version: "1.0" }, { version: "2.0b1" }], early: [{ version: "1.0b1" }] },
        advisories: ["wire introduced 0, fixed 2.0b1"],
        files: { "requirements.txt": "wire==1.0\nearly\n" },
      },
      "wire 2.0b1, is a pre-release.",
      "`remediation.allow-prereleases: true`",
    ],
    [
      "only-yanked",
      {
        index: { wire: [{ version: "1.0" }, { version: "2.0", yanked: "broken" }] },
        advisories: fixedIn2,
        files: pinned,
      },
      "wire 2.0, was yanked.",
      "Wait for a release",
    ],
    [
      "needs-python",
      {
        index: { wire: [{ version: "1.0" }, { version: "2.0", requiresPython: ">=3.12" }] },
        advisories: fixedIn2,
        files: pinned,
      },
      "wire 2.0, needs Python >=3.12.",
      "Serve the model on a Python that is >=3.12",
    ],
    [
      "no-wheel-for-target",
      {
        index: { wire: [{ version: "1.0" }, { version: "2.0", wheels: ["cp311-cp311-win_amd64"] }] },
        advisories: fixedIn2,
        files: pinned,
      },
      "wire 2.0, has no file that the target can install.",
      "platform, glibc or Python",
    ],
    [
      // The nearest is the lowest above: an old one of another kind helps nobody.
      "no-wheel-for-target",
      {
        index: {
          wire: [
            { version: "0.5", wheels: ["cp311-cp311-win_amd64"] },
            { version: "1.0" },
            { version: "2.0", wheels: ["cp311-cp311-win_amd64"] },
            { version: "3.0", wheels: ["cp311-cp311-win_amd64"] },
          ],
        },
        advisories: ["wire introduced 0.6, fixed 2.0"],
        files: pinned,
      },
      "wire 2.0, has no file that the target can install.",
      "platform, glibc or Python",
    ],
    [
      "too-new",
      {
        index: {
          wire: [
            { version: "1.0", uploadTime: "2025-01-01T00:00:00Z" },
            { version: "2.0", uploadTime: "2026-01-01T00:00:00Z" },
          ],
        },
        advisories: fixedIn2,
        files: pinned,
        args: ["--exclude-newer", "2025-06-01"],
      },
      "wire 2.0, was published after the cut-off.",
      "`resolve.exclude-newer`",
    ],
    [
      "conflicting-requirements",
      {
        index: {
          wire: [{ version: "1.0" }, { version: "2.0" }],
          web: [
            { version: "1.0", requires: ["wire<2"] },
            { version: "2.0", requires: ["wire"] },
          ],
        },
        advisories: fixedIn2,
        files: { "requirements.txt": "web<2\n" },
      },
      "`web<2` (requirements.txt:1)",
      "Widen `web<2` (requirements.txt:1)",
    ],
    [
      // Of several versions it is said in the plural.
      "conflicting-requirements",
      {
        index: { wire: [{ version: "0.8" }, { version: "0.9" }, { version: "1.0" }, { version: "2.0" }] },
        advisories: fixedIn2,
        files: { "requirements.txt": "wire<2\n" },
      },
      "wire 1.0 is affected by GHSA-wire; wire 0.8 and 0.9 are older than the 1.0 that is installed",
      "Widen `wire<2` (requirements.txt:1)",
    ],
    [
      "held-by-policy",
      {
        index: { wire: [{ version: "1.0" }, { version: "2.0" }] },
        advisories: fixedIn2,
        files: pinned,
        config: `targets:\n  ${where}\npolicy:\n  packages:\n    - { name: wire, range: "<2" }\n`,
      },
      "is outside <2, which policy accepts",
      "`policy.packages`",
    ],
    [
      "needs-driver",
      {
        index: { torch: [{ version: "2.0.1" }, { version: "2.1.0" }] },
        advisories: ["torch introduced 0, fixed 2.1.0"],
        files: { "requirements.txt": "torch==2.0.1\n" },
        config:
          'targets:\n  default: { python: "3.11", platform: linux/amd64, glibc: "2.31", driver: "470.82.01", gpu: [T4] }\n',
      },
      "torch 2.1.0 carries CUDA 12.1, which needs driver",
      "Serve it on a newer driver",
    ],
    [
      "no-lock-to-edit",
      {
        index: {
          server: [
            { version: "1.0", requires: ["log<2"] },
            { version: "1.1", requires: ["log"] },
          ],
          log: [{ version: "1.0" }, { version: "2.0" }],
        },
        advisories: ["server introduced 0, fixed 1.1", "log introduced 2.0"],
        files: { "setup.cfg": "[metadata]\nname = served\n\n[options]\ninstall_requires =\n  server==1.0\n" },
      },
      "GHSA-log of log 2.0 is there",
      "a constraints file, a lock or a compiled list",
    ],
    [
      "not-editable",
      {
        index: { wire: [{ version: "1.0" }, { version: "2.0" }] },
        advisories: fixedIn2,
        files: { "requirements.txt": Buffer.from("# -*- coding: latin-1 -*-\n# caf\u00e9\nwire==1.0\n", "latin1") },
      },
      "`requirements.txt` is not UTF-8",
      "by hand",
    ],
    [
      "shared-manifest",
      {
        index: { wire: [{ version: "1.0" }, { version: "2.0" }], old: [{ version: "1.0", requires: ["wire<2"] }] },
        advisories: fixedIn2,
        files: {
          "common.txt": "wire==1.0\n",
          "a/requirements.txt": "-r ../common.txt\n",
          "b/requirements.txt": "-r ../common.txt\nold==1.0\n",
          "c/requirements.txt": "-r ../common.txt\n",
        },
        config: `models:\n  - { path: a }\n  - { path: b }\n  - { path: c }\ntargets:\n  ${where}\n`,
      },
      "`a` alone could be mended: wire 1.0 → 2.0. It shares `common.txt` with `b` (b on default), in whose way",
      "Give `b` a file of its own in place of `common.txt`",
    ],
  ])("%s", async (reason, given, explanation, remedy) => {
    const { exitCode, impossible } = await reasons(given);
    expect(exitCode).toBe(1);
    expect(impossible[0]).toEqual({
      reason,
      explanation: expect.stringContaining(explanation),
      remedy: expect.stringContaining(remedy),
    });
    expect(new Set(impossible.map((one) => one.reason))).toEqual(new Set([reason]));
  });

  it("names no line to widen that states no version", async () => {
    const index = {
      wire: [{ version: "1.0" }, { version: "2.0", requires: ["hub>=2"] }],
      web: [{ version: "1.0", requires: ["hub<2"] }],
      hub: [{ version: "1.0" }, { version: "2.0" }],
    };
    const files = { "requirements.txt": "wire==1.0\nweb\n" };
    const { impossible } = await reasons({ index, advisories: fixedIn2, files });
    expect(impossible).toEqual([
      {
        reason: "conflicting-requirements",
        explanation: expect.stringContaining("`web` (requirements.txt:2)"),
        remedy: expect.not.stringContaining("Widen"),
      },
    ]);
  });

  it("incomplete, where the index does not answer for what a fix needs", async () => {
    const index = {
      wire: [{ version: "1.0" }, { version: "2.0", requires: ["frames"] }],
      frames: [{ version: "1.0" }],
    };
    const { impossible } = await reasons({ index, advisories: fixedIn2, files: pinned, broken: "/simple/frames/" });
    expect(impossible).toEqual([
      {
        reason: "incomplete",
        explanation: expect.stringContaining("frames"),
        remedy: "Run it again once the index and the advisory source answer.",
      },
    ]);
  });

  it("ignored-by-policy and not-needed, which leave nothing to mend", async () => {
    const config = `targets:\n  ${where}\npolicy:\n  ignore:\n    - { id: GHSA-wire, until: 2999-01-01, reason: "not reachable" }\n`;
    const index = { wire: [{ version: "1.0" }, { version: "2.0" }] };
    const args = ["--only", "ghsa-wire", "--only", "CVE-1999-0001"];
    const { exitCode, plans, impossible } = await reasons({ index, advisories: fixedIn2, files: pinned, config, args });
    expect([exitCode, plans]).toEqual([0, 0]);
    expect(impossible).toEqual([
      {
        reason: "ignored-by-policy",
        explanation: expect.stringContaining(
          ".github/pinwarden.yml:5 accepts GHSA-wire until 2999-01-01: not reachable",
        ),
        remedy: expect.any(String),
      },
      { reason: "not-needed", explanation: "Nothing that is installed on any target is affected by it.", remedy: null },
    ]);
  });
});
