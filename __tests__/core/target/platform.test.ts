import { describe, expect, it } from "@jest/globals";
import type { Platform } from "../../../src/core/target/platform.ts";
import { knownPlatforms, parsePlatform } from "../../../src/core/target/platform.ts";
import { fc } from "../../support/fast-check.ts";

function read(name: string): Platform {
  const answer = parsePlatform(name);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

/** os, architecture, libc with `?` where it is assumed, macOS with `?` likewise. */
function told({ os, arch, libc, libcAssumed, macos, macosAssumed }: Platform): string {
  const parts: string[] = [os, arch];
  if (libc !== null) parts.push(`${libc.family} ${libc.major}.${libc.minor}${libcAssumed ? "?" : ""}`);
  if (macos !== null) parts.push(`${macos.major}.${macos.minor}${macosAssumed ? "?" : ""}`);
  return parts.join(" ");
}

describe("parsePlatform", () => {
  it.each([
    // As containers name them.
    ["linux/amd64", "linux x86_64 glibc 2.28?"],
    ["linux/arm64", "linux aarch64 glibc 2.28?"],
    ["linux/arm64/v8", "linux aarch64 glibc 2.28?"],
    ["linux/arm/v7", "linux armv7l glibc 2.28?"],
    ["linux/386", "linux i686 glibc 2.28?"],
    ["linux/ppc64le", "linux ppc64le glibc 2.28?"],
    ["linux/s390x", "linux s390x glibc 2.28?"],
    ["linux/riscv64", "linux riscv64 glibc 2.39?"],
    ["windows/amd64", "windows x86_64"],
    ["darwin/arm64", "macos aarch64 13.0?"],
    ["  Linux/AMD64 ", "linux x86_64 glibc 2.28?"],
    // As uv names them: each was compared with what uv 0.13.9 resolves for it.
    ["linux", "linux x86_64 glibc 2.28?"],
    ["windows", "windows x86_64"],
    ["macos", "macos aarch64 13.0?"],
    ["x86_64-manylinux2014", "linux x86_64 glibc 2.17"],
    ["x86_64-manylinux_2_17", "linux x86_64 glibc 2.17"],
    ["x86_64-manylinux_2_28", "linux x86_64 glibc 2.28"],
    ["x86_64-manylinux_2_40", "linux x86_64 glibc 2.40"],
    ["aarch64-manylinux_2_17", "linux aarch64 glibc 2.17"],
    ["x86_64-unknown-linux-gnu", "linux x86_64 glibc 2.28?"],
    ["aarch64-unknown-linux-gnu", "linux aarch64 glibc 2.28?"],
    ["riscv64-unknown-linux", "linux riscv64 glibc 2.39?"],
    ["x86_64-unknown-linux-musl", "linux x86_64 musl 1.2?"],
    ["aarch64-unknown-linux-musl", "linux aarch64 musl 1.2?"],
    ["aarch64-apple-darwin", "macos aarch64 13.0?"],
    ["x86_64-apple-darwin", "macos x86_64 13.0?"],
    ["x86_64-pc-windows-msvc", "windows x86_64"],
    ["aarch64-pc-windows-msvc", "windows aarch64"],
    ["i686-pc-windows-msvc", "windows i686"],
    // As wheels name them.
    ["manylinux_2_31_x86_64", "linux x86_64 glibc 2.31"],
    ["manylinux2010_i686", "linux i686 glibc 2.12"],
    ["musllinux_1_1_aarch64", "linux aarch64 musl 1.1"],
    ["macosx_14_0_arm64", "macos aarch64 14.0"],
    ["win_amd64", "windows x86_64"],
    ["win32", "windows i686"],
  ])("reads %s", (name, wanted) => {
    expect(told(read(name))).toBe(wanted);
  });

  it("reads the x86-64 level of a container's variant as a CPU feature", () => {
    expect(read("linux/amd64/v3").cpuFeatures).toEqual(["x86-64-v3"]);
    expect(read("linux/amd64/v1").cpuFeatures).toEqual([]);
  });

  it("tells a libc family that is said from one that is assumed", () => {
    expect(read("x86_64-unknown-linux-gnu").libcFamilySaid).toBe(true);
    expect(read("linux/amd64").libcFamilySaid).toBe(false);
  });

  it.each([
    ["linux/amd46", "did you mean `linux/amd64`?"],
    ["x86_64-manylinux_2_288", "did you mean `x86_64-manylinux_2_28`?"],
    ["linux/arm/v6", "Unknown platform `linux/arm/v6`"],
    ["darwin/386", "Unknown platform"],
    ["linux/amd64/v3/extra", "Unknown platform"],
    ["x86_64-manylinux_3_0", "Unknown platform"],
    ["arm64-apple-ios", "is not one that models are checked for"],
    ["x86_64-linux-android", "is not one that models are checked for"],
    ["wasm32-pyodide2025", "is not one that models are checked for"],
    ["", "found nothing"],
    ["x".repeat(500), "a name of 500 characters"],
  ])("refuses %s", (name, message) => {
    const answer = parsePlatform(name);
    expect(answer.ok ? "accepted" : answer.problem.message).toContain(message);
  });

  it("says what is accepted", () => {
    const answer = parsePlatform("plan9");
    expect(answer.ok ? "accepted" : answer.problem.message).toBe(
      "Unknown platform `plan9`: expected a container platform (`linux/amd64`, `linux/arm64`, `windows/amd64`, `darwin/arm64`), " +
        "`linux`, `macos`, `windows`, or a name as uv's `--python-platform` takes it (`x86_64-manylinux_2_28`, " +
        "`aarch64-unknown-linux-gnu`, `x86_64-unknown-linux-musl`, `aarch64-apple-darwin`, `x86_64-pc-windows-msvc`).",
    );
  });

  it("accepts every name that it suggests", () => {
    for (const name of knownPlatforms) expect(parsePlatform(name)).toMatchObject({ ok: true });
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parsePlatform(text).ok === "boolean"));
  });
});
