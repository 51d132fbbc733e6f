import { describe, expect, it } from "@jest/globals";
import type { ProofNode } from "../../../src/core/resolution/conflict.ts";
import { type Asked, refusal, requestOf, resolveIn, universeOf } from "../../support/universe-text.ts";

/** The proof, then a line for each hint. */
function told(universe: string, requirements: string, asked?: Asked): string[] {
  const { text, hints } = refusal(universe, requirements, asked);
  return [...text.split("\n"), ...hints.map((hint) => `hint: ${hint}`)];
}

describe("the proof of a refusal", () => {
  it("merges versions that need the same, and names the lines that ask", () => {
    const universe = `
      vision 0.1
        torch>=2
      vision 0.2
        torch>=2
      torch 2.0
        numpy<2
      torch 2.1
        numpy<2
      numpy 1.26
      numpy 2.0
      fancy 3.0
        numpy>=2
    `;
    expect(told(universe, "vision\nfancy")).toEqual([
      "Because fancy==3.0 needs `numpy>=2` and every version of torch needs `numpy<2`, fancy==3.0 and every version of torch cannot be used together.",
      "And because every version of vision needs `torch>=2`, fancy==3.0 and every version of vision cannot be used together.",
      "So, because you require `vision` (requirements.txt:1) and `fancy` (requirements.txt:2), your requirements cannot be met together.",
      "hint: Without `vision` (requirements.txt:1) the rest can be installed.",
      "hint: Without `fancy` (requirements.txt:2) the rest can be installed.",
    ]);
  });

  it("finds the one requirement whose relaxing solves it", () => {
    const universe = `
      app 1.0
        lib<2
      lib 1.0
      lib 2.0
    `;
    expect(told(universe, "app\nlib>=2")).toEqual([
      "Because app==1.0 needs `lib<2` and you require `app` (requirements.txt:1), you need lib<2.",
      "So, because you require `lib>=2` (requirements.txt:2), your requirements cannot be met together.",
      "hint: Relaxing `lib>=2` (requirements.txt:2) would solve it: lib 1.0 would be selected.",
      "hint: Without `app` (requirements.txt:1) the rest can be installed.",
    ]);
  });

  it("names the glibc that wheels need, and the one from which it works", () => {
    const universe = `
      lib 1.0 wheel=cp311-cp311-manylinux_2_28_x86_64
      lib 2.0 wheel=cp311-cp311-manylinux_2_31_x86_64
    `;
    expect(told(universe, "lib")).toEqual([
      "Because lib 2.0 needs glibc 2.31 or newer, and the target has glibc 2.17; lib 1.0 needs glibc 2.28 or newer, and the target has glibc 2.17 and you require `lib` (requirements.txt:1), your requirements cannot be met together.",
      "hint: It can be installed where glibc is 2.28 or newer.",
    ]);
  });

  it("names the Python that would do", () => {
    expect(told("lib 1.0 python=>=3.13", "lib==1.0")).toEqual([
      "Because lib==1.0 needs Python >=3.13 (the target has 3.11.0) and you require `lib==1.0` (requirements.txt:1), your requirements cannot be met together.",
      "hint: It can be installed on Python 3.13.",
    ]);
  });

  it("names the index that lacks a package, and who asks for it", () => {
    expect(told("app 1.0\n  gone\ngone absent", "app")).toEqual([
      "Because gone is not on https://index.test/simple/ and app==1.0 needs `gone`, app==1.0 cannot be used.",
      "So, because you require `app` (requirements.txt:1), your requirements cannot be met together.",
    ]);
  });

  it("tells yanked versions and pre-releases that were passed over", () => {
    expect(told("lib 1.0\nlib 2.0 yanked=broken", "lib>1")).toEqual([
      "Because lib 2.0 was yanked (broken) and you require `lib>1` (requirements.txt:1), your requirements cannot be met together.",
      "hint: lib 2.0 exists and was yanked: only `lib==2.0` in a manifest of yours selects it.",
      "hint: Relaxing `lib>1` (requirements.txt:1) would solve it: lib 1.0 would be selected.",
    ]);
    expect(told("lib 1.0\nlib 2.0rc1", "lib>1", { prereleases: "disallow" })).toContain(
      "hint: lib 2.0rc1 exists and is a pre-release: `--prerelease allow` lets it in.",
    );
  });

  it("names constraints", () => {
    expect(told("app 1.0\n  lib>=2\nlib 1.0\nlib 2.0", "app\n-c lib<2")).toEqual([
      "Because `lib<2` (requirements.txt:2) is a constraint and app==1.0 needs `lib>=2`, app==1.0 cannot be used.",
      "So, because you require `app` (requirements.txt:1), your requirements cannot be met together.",
      "hint: Relaxing `lib<2` (requirements.txt:2) would solve it: lib 2.0 would be selected.",
    ]);
  });

  it("says that two extras do not go together", () => {
    const universe = `
      app 1.0
        lib==1; extra == "a"
        lib==2; extra == "b"
      lib 1
      lib 2
    `;
    expect(told(universe, "app[a,b]")).toEqual([
      "Because app[b]==1.0 needs `lib==2` and app[a]==1.0 needs `lib==1`, app[b]==1.0 and app[a]==1.0 cannot be used together.",
      "So, because you require `app[a,b]` (requirements.txt:1), your requirements cannot be met together.",
    ]);
  });

  it("numbers what it uses twice", () => {
    const universe = `
      a 1.0
        b
        c
      b 1.0
        d==1
      c 1.0
        d==2
      d 1
      d 2
      e 1.0
        a
      f 1.0
        e
    `;
    const { text } = refusal(universe, "f");
    expect(text).toMatch(/your requirements cannot be met together\.$/);
    expect(text).not.toMatch(/undefined|null|\(0\)/);
  });

  it("comes with a tree whose leaves are facts, and with the lines that take part", () => {
    const outcome = resolveIn(
      universeOf("app 1.0\n  lib<2\nlib 1.0\nlib 2.0\nother 1.0"),
      requestOf("other\napp\nlib>=2"),
    );
    if (outcome.kind !== "unsatisfiable") throw new Error(outcome.kind);
    expect(outcome.conflict.origins.map(({ line }) => line)).toEqual([2, 3]);
    const leaves: string[] = [];
    const walk = (node: ProofNode): void => {
      if (node.kind === "fact") leaves.push(node.statement);
      else node.causes.forEach(walk);
    };
    walk(outcome.conflict.tree);
    expect(leaves.sort()).toEqual([
      "app==1.0 needs `lib<2`",
      "you require `app` (requirements.txt:2)",
      "you require `lib>=2` (requirements.txt:3)",
    ]);
  });

  it("stays readable and quick where hundreds of versions fail one by one", () => {
    const versions = Array.from({ length: 300 }, (_, at) => `a 1.${at}\n  b==1.${at}\nb 1.${at}\n  c<2`).join("\n");
    const { text } = refusal(`${versions}\nc 1.0\nc 2.0`, "a\nc>=2");
    expect(text.split("\n").length).toBeLessThan(10);
  });
});
