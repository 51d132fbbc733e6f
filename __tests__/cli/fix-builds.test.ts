import { describe, expect, it } from "@jest/globals";
import { openScene } from "../support/command-line.ts";
import type { LoopbackVersion } from "../support/loopback-index.ts";
import { osvJson } from "../support/osv-records.ts";
import { readFix } from "../support/valid-output.ts";

const cuda12 = "nvidia-cuda-runtime-cu12==12.8.90";
const cuda13 = "nvidia-cuda-runtime==13.0.48";

const index: Readonly<Record<string, readonly LoopbackVersion[]>> = {
  "nvidia-cuda-runtime-cu12": [{ version: "12.8.90" }],
  "nvidia-cuda-runtime": [{ version: "13.0.48" }],
};

interface Case {
  readonly name: string;
  readonly versions: readonly LoopbackVersion[];
  readonly line: string;
  readonly range?: string;
}

/** What a fix makes of one line whose package has a high advisory; the target names neither a GPU nor a driver. */
async function fixed({ name, versions, line, range = "introduced 0, fixed 1.1" }: Case, ...args: string[]) {
  const json = osvJson({ id: `GHSA-${name}`, package: name, range, database_specific: { severity: "HIGH" } });
  const hits = [line.replace("==", " ").replace(/\+.*$/, "")];
  const packages = Object.entries({ ...index, [name]: versions }).map(([one, all]) => ({ name: one, versions: all }));
  await using opened = await openScene({ packages, osv: { records: [{ json, hits }] } });
  await opened.repository.write({
    ".github/pinwarden.yml": 'targets:\n  default: { python: "3.11", platform: linux/amd64, glibc: "2.31" }\n',
    "requirements.txt": `${line}\n`,
  });
  return await opened.run(["fix", ".", "--index-url", opened.index.url, ...args]);
}

async function planned(one: Case) {
  const { plans, impossible } = readFix((await fixed(one, "--format", "json")).stdout);
  return {
    impossible: impossible.map(({ reason }) => reason),
    after: plans.flatMap(({ edits }) => edits.map(({ after }) => after)),
    trades: plans.flatMap(({ trades }) =>
      trades.map(({ package: name, version, kind, from, to }) => ({ package: name, version, kind, from, to })),
    ),
  };
}

describe("the CUDA and the build that a fix keeps", () => {
  const engine = { name: "engine", line: "engine==1.0" };
  const [old, newMajor, sameMajor]: readonly LoopbackVersion[] = [
    { version: "1.0", requires: [cuda12] },
    { version: "1.1", requires: [cuda13] },
    { version: "1.2", requires: [cuda12] },
  ];

  it("goes further up for a version on the same CUDA major", async () => {
    const versions = [old, newMajor, sameMajor] as LoopbackVersion[];
    expect(await planned({ ...engine, versions })).toEqual({ impossible: [], after: ["engine==1.2"], trades: [] });
  });

  it("moves to another CUDA major where no version on the old one clears it, and says so", async () => {
    const versions = [old, newMajor] as LoopbackVersion[];
    const left = { package: "engine", version: "1.1", kind: "cuda", from: "CUDA 12", to: "CUDA 13" };
    expect(await planned({ ...engine, versions })).toEqual({ impossible: [], after: ["engine==1.1"], trades: [left] });
    const { stdout } = await fixed({ ...engine, versions });
    expect(stdout).toContain(
      "It leaves the CUDA, the build or the index that is installed:\n  engine 1.1: CUDA 12 → CUDA 13\n",
    );
  });

  it("takes the build that is installed where an index has several of a version", async () => {
    const versions = ["1.0+cu126", "1.1+cpu", "1.1+cu126", "1.1+cu130"].map((version) => ({ version }));
    const kit = { name: "kit", versions, line: "kit==1.0+cu126" };
    expect(await planned(kit)).toEqual({ impossible: [], after: ["kit==1.1+cu126"], trades: [] });
  });

  it("takes another build where the installed one has no fixed version, and says so", async () => {
    const versions = ["1.0+cu126", "1.1+cu130"].map((version) => ({ version }));
    const { after, trades } = await planned({ name: "kit", versions, line: "kit==1.0+cu126" });
    expect(after).toEqual(["kit==1.1+cu130"]);
    expect(trades).toContainEqual({
      package: "kit",
      version: "1.1+cu130",
      kind: "build",
      from: "+cu126",
      to: "+cu130",
    });
  });
});
