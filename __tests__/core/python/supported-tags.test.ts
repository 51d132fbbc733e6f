import { describe, expect, it } from "@jest/globals";
import { explainIncompatibility } from "../../../src/core/python/incompatibility.ts";
import { platformTags } from "../../../src/core/python/platform-tag.ts";
import { supportedTags } from "../../../src/core/python/supported-tags.ts";
import { parseWheelFilename, type WheelFilename } from "../../../src/core/python/wheel-filename.ts";
import type { Target } from "../../../src/core/target/target.ts";
import { macos, musl, targetWith, windows } from "./targets.ts";

function wheel(tags: string): WheelFilename {
  const read = parseWheelFilename(`a-1.0-${tags}.whl`);
  if (!read.ok) throw new Error(`${tags}: ${read.problem.message}`);
  return read.value;
}

describe("platformTags", () => {
  it("steps down through glibc, with the older names beside their versions", () => {
    const tags = platformTags(targetWith({ libc: { family: "glibc", major: 2, minor: 18 } }));
    expect(tags.slice(0, 5)).toEqual([
      "linux_x86_64",
      "manylinux_2_18_x86_64",
      "manylinux_2_17_x86_64",
      "manylinux2014_x86_64",
      "manylinux_2_16_x86_64",
    ]);
    expect(tags.slice(-2)).toEqual(["manylinux_2_5_x86_64", "manylinux1_x86_64"]);
  });

  it("ends at 2.17 where manylinux began with it", () => {
    const tags = platformTags(targetWith({ arch: "aarch64" }));
    expect(tags.slice(-2)).toEqual(["manylinux_2_17_aarch64", "manylinux2014_aarch64"]);
  });

  it("keeps musl and glibc apart, and claims neither where the C library is not known", () => {
    expect(platformTags(musl(2))).toEqual([
      "linux_x86_64",
      "musllinux_1_2_x86_64",
      "musllinux_1_1_x86_64",
      "musllinux_1_0_x86_64",
    ]);
    expect(platformTags(targetWith({ libc: null }))).toEqual(["linux_x86_64"]);
  });

  it("knows that Apple silicon is no older than macOS 11, but for universal2", () => {
    const tags = platformTags(macos(12, 3, "aarch64"));
    expect(tags.slice(0, 5)).toEqual([
      "macosx_12_0_arm64",
      "macosx_12_0_universal2",
      "macosx_11_0_arm64",
      "macosx_11_0_universal2",
      "macosx_10_16_universal2",
    ]);
    expect(tags.at(-1)).toBe("macosx_10_4_universal2");
    expect(platformTags(macos(10, 15, "x86_64")).slice(0, 2)).toEqual(["macosx_10_15_x86_64", "macosx_10_15_intel"]);
  });

  it("has one tag on Windows", () => {
    expect([windows("x86_64"), windows("aarch64"), windows("i686")].map((target) => platformTags(target)[0])).toEqual([
      "win_amd64",
      "win_arm64",
      "win32",
    ]);
  });
});

describe("supportedTags", () => {
  const interpreters = (target: Target): string[] =>
    supportedTags(target)
      .all()
      .filter((tag) => tag.includes("linux_x86_64") || tag.endsWith("any"))
      .map((tag) => tag.split("-", 2).join("-"));

  it("prefers the own ABI, then the stable one, then pure Python, newest first", () => {
    expect(interpreters(targetWith({ libc: null, python: { minor: 4 } }))).toEqual([
      "cp34-cp34m",
      "cp34-abi3",
      "cp34-none",
      "cp33-abi3",
      "cp32-abi3",
      "py34-none",
      "py3-none",
      "py33-none",
      "py32-none",
      "py31-none",
      "py30-none",
      "cp34-none",
      "py34-none",
      "py3-none",
      "py33-none",
      "py32-none",
      "py31-none",
      "py30-none",
    ]);
  });

  it("gives a free-threaded build its own stable ABI alone", () => {
    const tags = supportedTags(targetWith({ python: { minor: 13, freeThreaded: true } }));
    expect(tags.rank("cp313", "cp313t", "manylinux_2_28_x86_64")).not.toBeNull();
    expect(tags.rank("cp313", "abi3t", "manylinux_2_28_x86_64")).not.toBeNull();
    expect(tags.rank("cp313", "cp313", "manylinux_2_28_x86_64")).toBeNull();
    expect(tags.rank("cp39", "abi3", "manylinux_2_28_x86_64")).toBeNull();
  });

  it("knows PyPy's own wheels", () => {
    const tags = supportedTags(targetWith({ python: { implementation: "pypy" } }));
    expect(tags.rank("pp311", "pypy311_pp73", "manylinux_2_17_x86_64")).not.toBeNull();
    expect(tags.rank("cp311", "cp311", "manylinux_2_17_x86_64")).toBeNull();
    expect(tags.rank("py3", "none", "any")).not.toBeNull();
  });

  it("ranks every tag at its place", () => {
    for (const target of [targetWith(), musl(2), macos(14, 0, "aarch64"), windows("x86_64")]) {
      const tags = supportedTags(target);
      const all = tags.all();
      expect(new Set(all).size).toBe(all.length);
      expect(all.every((tag, place) => tags.rank(...(tag.split("-") as [string, string, string])) === place)).toBe(
        true,
      );
    }
  });

  it("takes the best of what a wheel stands for, and refuses what cannot load", () => {
    const tags = supportedTags(targetWith());
    const best = (text: string): number => tags.bestRank(wheel(text)) ?? Infinity;
    const order = [
      "cp311-cp311-manylinux_2_28_x86_64",
      "cp310.cp311-cp310.cp311-manylinux_2_17_x86_64.manylinux2014_x86_64",
      "cp311-abi3-manylinux_2_17_x86_64",
      "cp38-abi3-manylinux_2_17_x86_64",
      "py3-none-manylinux1_x86_64",
      "py2.py3-none-any",
    ];
    expect(order.toSorted((a, b) => best(a) - best(b))).toEqual(order);
    for (const text of [
      "cp312-cp312-manylinux_2_17_x86_64",
      "cp311-cp311-manylinux_2_29_x86_64",
      "cp312-abi3-manylinux_2_17_x86_64",
      "py2-none-any",
      "cp311-cp311-any",
    ]) {
      expect(tags.bestRank(wheel(text))).toBeNull();
    }
  });
});

describe("explainIncompatibility", () => {
  const explain = (target: Target, ...tags: string[]): string => explainIncompatibility(tags.map(wheel), target);

  it("names the C library that it would take", () => {
    expect(
      explain(
        targetWith({ libc: { family: "glibc", major: 2, minor: 17 } }),
        "cp311-cp311-manylinux_2_35_x86_64",
        "cp311-cp311-manylinux_2_28_x86_64",
      ),
    ).toBe("needs glibc 2.28 or newer, and the target has glibc 2.17");
    expect(explain(musl(2), "cp311-cp311-manylinux2014_x86_64")).toBe(
      "has wheels for glibc alone, and the target has musl",
    );
    expect(explain(targetWith({ libc: null }), "cp311-cp311-manylinux2014_x86_64")).toBe(
      "needs glibc, and the target's C library is not known",
    );
    expect(explain(musl(1), "cp311-cp311-musllinux_1_2_x86_64")).toBe(
      "needs musl 1.2 or newer, and the target has musl 1.1",
    );
  });

  it("names the systems and machines that there are wheels for", () => {
    expect(explain(targetWith(), "cp311-cp311-win_amd64", "cp311-cp311-macosx_11_0_arm64")).toBe(
      "has only wheels for macOS arm64 and Windows x86_64, and the target is Linux x86_64",
    );
    expect(explain(macos(12, 0, "aarch64"), "cp311-cp311-macosx_14_0_arm64")).toBe(
      "needs macOS 14.0 or newer, and the target has macOS 12.0",
    );
    expect(explain(targetWith({ arch: "aarch64" }), "py3-none-manylinux_2_17_x86_64")).toBe(
      "has only wheels for Linux x86_64 (glibc), and the target is Linux aarch64",
    );
  });

  it("names the Pythons that there are wheels for", () => {
    expect(
      explain(
        targetWith(),
        "cp312-cp312-manylinux_2_17_x86_64",
        "cp39-cp39-manylinux_2_17_x86_64",
        "cp312-cp312-win_amd64",
      ),
    ).toBe("has only wheels for CPython 3.9 and CPython 3.12, and the target has CPython 3.11");
    expect(explain(targetWith(), "cp312-abi3-manylinux_2_17_x86_64")).toBe(
      "has only wheels for CPython 3.12 and newer, and the target has CPython 3.11",
    );
    expect(
      explain(targetWith({ python: { minor: 13, freeThreaded: true } }), "cp313-cp313-manylinux_2_17_x86_64"),
    ).toBe("has wheels for CPython 3.13 with the GIL alone, and the target's is free-threaded");
    expect(explain(targetWith({ python: { minor: 13 } }), "cp313-cp313t-manylinux_2_17_x86_64")).toBe(
      "has wheels for CPython 3.13 free-threaded alone, and the target's is with the GIL",
    );
  });

  it("says both where both are wrong, and nothing of wheels where there are none", () => {
    expect(explain(targetWith(), "cp312-cp312-win_amd64")).toBe(
      "has only wheels for CPython 3.12, and the target has CPython 3.11; besides, it has only wheels for Windows x86_64, and the target is Linux x86_64",
    );
    expect(explain(targetWith(), "cp312-cp312-manylinux_2_17_x86_64", "cp311-cp311-win_amd64")).toBe(
      "has wheels for the target's platform for CPython 3.12 alone, and for its Python for Windows x86_64 alone",
    );
    expect(explain(targetWith(), "cp312-cp312-manylinux_2_17_x86_64", "cp311-cp311-manylinux_2_34_x86_64")).toBe(
      "needs glibc 2.34 or newer, and the target has glibc 2.28",
    );
    expect(explain(targetWith())).toBe("has no wheels");
  });
});
