import { describe, expect, it } from "@jest/globals";
import { separatingMarker, visible } from "../../../src/core/report/joint/condition.ts";
import { targetWith } from "../python/targets.ts";

const linux310 = targetWith({ python: { minor: 10, full: "3.10.0" } });
const linux311 = targetWith({ python: { minor: 11, full: "3.11.0" } });
const linux3114 = targetWith({ python: { minor: 11, full: "3.11.4" } });
const mac311 = targetWith({ python: { minor: 11, full: "3.11.0" }, os: "macos", arch: "aarch64", libc: null });

describe("separatingMarker", () => {
  it.each([
    ["all of them", [linux310, mac311], [0, 1], null],
    ["one Python", [linux310, linux311], [0], 'python_version == "3.10"'],
    ["one system", [linux310, linux311, mac311], [0, 1], 'sys_platform == "linux"'],
    [
      "one Python on one system",
      [linux310, linux311, mac311],
      [1],
      'sys_platform == "linux" and python_version == "3.11"',
    ],
    [
      "two that have nothing in common",
      [linux310, linux311, mac311],
      [0, 2],
      'sys_platform == "darwin"|python_version == "3.10"',
    ],
    ["a patch", [linux311, linux3114], [1], 'python_full_version == "3.11.4"'],
    ["what no marker sees", [linux311, targetWith({ libc: { family: "glibc", major: 2, minor: 17 } })], [1], null],
  ] as const)("names for %s as few variables as can be", (_, targets, members, wanted) => {
    const marker = separatingMarker(targets, new Set(members));
    if (wanted === null || !wanted.includes("|")) expect(marker).toBe(wanted);
    else
      expect(marker).toBe(
        '(sys_platform == "linux" and python_version == "3.10") or (sys_platform == "darwin" and python_version == "3.11")',
      );
  });

  it("sees nothing of glibc", () => {
    expect(visible(linux311)).toBe(visible(targetWith({ libc: { family: "glibc", major: 2, minor: 17 } })));
    expect(visible(linux311)).not.toBe(visible(linux3114));
  });
});
