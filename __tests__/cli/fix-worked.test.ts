import { describe, expect, it } from "@jest/globals";
import { openScene } from "../support/command-line.ts";
import type { LoopbackPackage } from "../support/loopback-index.ts";
import { osvJson } from "../support/osv-records.ts";
import { readFix } from "../support/valid-output.ts";

/**
 * Fixes of known advisories, as the public index has the packages (read 2026-11-21): names, versions and what asks for what are true; whatever has no part in
 * the fix is left out. Each is a compiled pair.
 */
interface Worked {
  readonly title: string;
  readonly packages: readonly LoopbackPackage[];
  readonly advisory: {
    readonly id: string;
    readonly name: string;
    readonly range: string;
    readonly hits: readonly string[];
  };
  readonly python?: string;
  readonly direct: readonly string[];
  readonly lock: readonly string[];
  /** Lines of `requirements.txt` and `requirements.in` as they are afterwards; empty where there is no way. */
  readonly edits: readonly string[];
  readonly reason?: string;
}

const release = (version: string, ...requires: readonly string[]) => ({ version, requires });
const plain = (name: string, ...versions: readonly string[]): LoopbackPackage => ({
  name,
  versions: versions.map((version) => ({ version })),
});

const worked: readonly Worked[] = [
  {
    title: "the parent that caps the vulnerable package moves, by as little as frees it",
    packages: [
      {
        name: "requests",
        versions: [
          release("2.28.2", "urllib3<1.27,>=1.21.1"),
          release("2.29.0", "urllib3<1.27,>=1.21.1"),
          release("2.30.0", "urllib3<3,>=1.21.1"),
          release("2.31.0", "urllib3<3,>=1.21.1"),
        ],
      },
      plain("urllib3", "1.26.14", "1.26.20", "2.0.2", "2.5.0", "2.6.0", "2.6.1"),
    ],
    advisory: {
      id: "CVE-2025-66418",
      name: "urllib3",
      range: "introduced 1.24, fixed 2.6.0",
      hits: ["urllib3 1.26.14", "urllib3 1.26.20", "urllib3 2.0.2", "urllib3 2.5.0"],
    },
    direct: ["requests==2.28.2"],
    lock: ["requests==2.28.2", "urllib3==1.26.14"],
    edits: ["requests==2.30.0", "urllib3==2.6.0", "requests==2.30.0"],
  },
  {
    title: "two packages that no line of a person names move in the list alone",
    packages: [
      { name: "httpx", versions: [release("0.27.0", "httpcore==1.*")] },
      {
        name: "httpcore",
        versions: [
          release("1.0.5", "h11<0.15,>=0.13"),
          release("1.0.8", "h11<0.15,>=0.13"),
          release("1.0.9", "h11>=0.16"),
        ],
      },
      plain("h11", "0.14.0", "0.15.0", "0.16.0"),
    ],
    advisory: {
      id: "CVE-2025-43859",
      name: "h11",
      range: "introduced 0, fixed 0.16.0",
      hits: ["h11 0.14.0", "h11 0.15.0"],
    },
    direct: ["httpx==0.27.0"],
    lock: ["h11==0.14.0", "httpcore==1.0.5", "httpx==0.27.0"],
    edits: ["h11==0.16.0", "httpcore==1.0.9"],
  },
  {
    title: "torch and torchvision move together with what torch pins, and what is new is added",
    packages: [
      {
        name: "torch",
        versions: [
          release("2.5.1", "triton==3.1.0"),
          release("2.6.0", "triton==3.2.0", "nvidia-cusparselt-cu12==0.6.2"),
          release("2.7.0", "triton==3.3.0", "nvidia-cusparselt-cu12==0.6.3"),
        ],
      },
      {
        name: "torchvision",
        versions: [
          release("0.20.1", "torch==2.5.1"),
          release("0.21.0", "torch==2.6.0"),
          release("0.22.0", "torch==2.7.0"),
        ],
      },
      plain("triton", "3.1.0", "3.2.0", "3.3.0"),
      plain("nvidia-cusparselt-cu12", "0.6.2", "0.6.3"),
    ],
    advisory: { id: "CVE-2025-32434", name: "torch", range: "introduced 0, fixed 2.6.0", hits: ["torch 2.5.1"] },
    direct: ["torch==2.5.1", "torchvision==0.20.1"],
    lock: ["torch==2.5.1", "torchvision==0.20.1", "triton==3.1.0"],
    edits: [
      "nvidia-cusparselt-cu12==0.6.2",
      "    # via torch",
      "torch==2.6.0",
      "torchvision==0.21.0",
      "triton==3.2.0",
      "torch==2.6.0",
      "torchvision==0.21.0",
    ],
  },
  {
    title: "the fixed versions were yanked, and the next one is taken",
    packages: [
      {
        name: "requests",
        versions: [
          { version: "2.31.0" },
          { version: "2.32.0", yanked: "Yanked due to conflicts with CVE-2024-35195 mitigation" },
          { version: "2.32.1", yanked: "Yanked due to conflicts with CVE-2024-35195 mitigation" },
          { version: "2.32.2" },
          { version: "2.33.0" },
        ],
      },
    ],
    advisory: {
      id: "CVE-2024-35195",
      name: "requests",
      range: "introduced 0, fixed 2.32.0",
      hits: ["requests 2.31.0"],
    },
    direct: ["requests==2.31.0"],
    lock: ["requests==2.31.0"],
    edits: ["requests==2.32.2", "requests==2.32.2"],
  },
  {
    title: "a fix on the own branch is nearer than the next branch",
    packages: [plain("protobuf", "3.20.1", "3.20.2", "4.21.0", "4.21.6")],
    advisory: {
      id: "CVE-2022-1941",
      name: "protobuf",
      range: "introduced 3.20.0, fixed 3.20.2, introduced 4.0.0, fixed 4.21.6",
      hits: ["protobuf 3.20.1", "protobuf 4.21.0"],
    },
    direct: ["protobuf==3.20.1"],
    lock: ["protobuf==3.20.1"],
    edits: ["protobuf==3.20.2", "protobuf==3.20.2"],
  },
  {
    title: "the only fixed release needs a newer Python",
    packages: [
      {
        name: "filelock",
        versions: [
          { version: "3.16.1", requiresPython: ">=3.8" },
          { version: "3.20.1", requiresPython: ">=3.10" },
        ],
      },
    ],
    advisory: {
      id: "CVE-2025-68146",
      name: "filelock",
      range: "introduced 0, fixed 3.20.1",
      hits: ["filelock 3.16.1"],
    },
    python: "3.9",
    direct: ["filelock==3.16.1"],
    lock: ["filelock==3.16.1"],
    edits: [],
    reason: "needs-python",
  },
];

describe("a worked fix", () => {
  it.each(worked)("$title", async ({ packages, advisory, python = "3.11", direct, lock, edits, reason }) => {
    const { id, name, range, hits } = advisory;
    const json = osvJson({ id, package: name, range, database_specific: { severity: "HIGH" } });
    await using opened = await openScene({ packages, osv: { records: [{ json, hits }] } });
    await opened.repository.write({
      ".github/pinwarden.yml": `targets:\n  default: { python: "${python}", platform: linux/amd64, glibc: "2.35", gpu: none }\n`,
      "requirements.in": direct.map((line) => `${line}\n`).join(""),
      "requirements.txt": `# This file is autogenerated by pip-compile\n${lock.map((line) => `${line}\n`).join("")}`,
    });
    const args = ["fix", ".", "--index-url", opened.index.url, "--only", id, "--format", "json"];
    const { plans, impossible } = readFix((await opened.run(args)).stdout);
    expect(plans.flatMap((plan) => plan.edits.map(({ after }) => after))).toEqual(edits);
    expect(impossible.map((one) => one.reason)).toEqual(reason === undefined ? [] : [reason]);
  });
});
