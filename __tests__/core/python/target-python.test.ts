import { describe, expect, it } from "@jest/globals";
import { markerEnvironment } from "../../../src/core/python/marker-environment.ts";
import { requiresPythonAdmits } from "../../../src/core/python/requires-python.ts";
import { versionOf } from "./arbitraries.ts";
import { macos, targetWith, windows } from "./targets.ts";

describe("markerEnvironment", () => {
  it("is that of the target", () => {
    expect(markerEnvironment(targetWith({ python: { full: "3.11.4" } }))).toEqual({
      implementation_name: "cpython",
      implementation_version: "3.11.4",
      os_name: "posix",
      platform_machine: "x86_64",
      platform_python_implementation: "CPython",
      platform_release: "",
      platform_system: "Linux",
      platform_version: "",
      python_full_version: "3.11.4",
      python_version: "3.11",
      sys_platform: "linux",
    });
  });

  it("spells machines as each system does", () => {
    const machine = (target: Parameters<typeof markerEnvironment>[0]): string =>
      markerEnvironment(target).platform_machine;
    expect(machine(macos(14, 0, "aarch64"))).toBe("arm64");
    expect(machine(macos(14, 0, "x86_64"))).toBe("x86_64");
    expect(machine(windows("x86_64"))).toBe("AMD64");
    expect(machine(windows("aarch64"))).toBe("ARM64");
    expect(machine(windows("i686"))).toBe("x86");
    expect(machine(targetWith({ arch: "aarch64" }))).toBe("aarch64");
  });

  it("tells systems and implementations apart", () => {
    expect(markerEnvironment(windows("x86_64"))).toMatchObject({
      os_name: "nt",
      sys_platform: "win32",
      platform_system: "Windows",
    });
    expect(markerEnvironment(macos(14, 0, "x86_64"))).toMatchObject({
      os_name: "posix",
      sys_platform: "darwin",
      platform_system: "Darwin",
    });
    expect(markerEnvironment(targetWith({ python: { implementation: "pypy" } }))).toMatchObject({
      implementation_name: "pypy",
      platform_python_implementation: "PyPy",
    });
  });
});

describe("requiresPythonAdmits", () => {
  const verdict = (text: string | null, python: string, upperBounds: "ignore" | "honour" = "ignore"): string =>
    requiresPythonAdmits(text, versionOf(python), { upperBounds }).kind;

  it.each([
    [null, "3.11.0", "yes"],
    ["", "3.11.0", "yes"],
    [">=3.8", "3.11.0", "yes"],
    ["!=3.9.0,!=3.9.1,>=3.9", "3.9.0", "no"],
    ["!=3.9.0,!=3.9.1,>=3.9", "3.9.2", "yes"],
    [">3.9.0", "3.9.0", "no"],
    ["!=3.9.*,>=3.9", "3.10.0", "yes"],
    [">=3.12", "3.11.0", "no"],
    [">=3.11.4", "3.11.0", "no"],
    [">3.11", "3.11.0", "no"],
    [">3", "3.11.0", "yes"],
    ["~=3.8", "3.11.0", "yes"],
    [">=2.7, !=3.0.*, !=3.1.*", "3.11.0", "yes"],
    [">=3.6.*", "3.11.0", "yes"],
    [">=2.7,!=3.0*", "3.11.0", "yes"],
    ["3.6", "3.11.0", "invalid"],
    ["python 3", "3.11.0", "invalid"],
    [">=4,<3", "3.11.0", "no"],
  ])("%j on %s: %s", (text, python, expected) => {
    expect(verdict(text, python)).toBe(expected);
    expect(verdict(text, python, "honour")).toBe(expected);
  });

  it("looks at the least version alone where upper bounds are ignored, so at no exclusion above it", () => {
    expect(verdict("!=3.9.0,>=3.8", "3.9.0")).toBe("yes");
    expect(verdict("!=3.9.0,>=3.8", "3.9.0", "honour")).toBe("no");
  });

  it("honours upper bounds only when asked to", () => {
    for (const text of [">=3.8,<3.11", "==3.10.*", "<3", "~=3.8.0"]) {
      expect(verdict(text, "3.11.0")).toBe("yes");
      expect(verdict(text, "3.11.0", "honour")).toBe("no");
    }
  });

  it("says what is needed and what the target has", () => {
    expect(requiresPythonAdmits(">=3.12", versionOf("3.11.0"))).toEqual({
      kind: "no",
      reason: "it needs Python >=3.12, and the target has 3.11.0",
    });
  });
});
