import type { Target } from "../../../src/core/target/target.ts";

/** Reads the tables' names of targets: `3.13t` and `x86_64-glibc-2.39`, `macos-14.0-arm64`, `windows-amd64`. */
export function targetOf(python: string, platform: string): Target {
  const [major, minor] = python.replace("t", "").split(".").map(Number) as [number, number];
  return {
    id: `${python} ${platform}`,
    python: {
      full: `${major}.${minor}.0`,
      major,
      minor,
      implementation: "cpython",
      freeThreaded: python.endsWith("t"),
      patchAssumed: true,
    },
    ...platformOf(platform),
    driver: null,
    gpus: [],
    image: null,
    cpuFeatures: [],
    sources: {},
  };
}

function platformOf(platform: string): Pick<Target, "os" | "arch" | "libc" | "macos"> {
  const [first = "", second = "", third = ""] = platform.split("-");
  if (first === "windows")
    return { os: "windows", arch: second === "amd64" ? "x86_64" : "aarch64", libc: null, macos: null };
  if (first === "macos") {
    const [major = 11, minor = 0] = second.split(".").map(Number);
    return { os: "macos", arch: third === "arm64" ? "aarch64" : "x86_64", libc: null, macos: { major, minor } };
  }
  const [major = 2, minor = 17] = third.split(".").map(Number);
  const libc = { family: second === "musl" ? "musl" : "glibc", major, minor } as const;
  return { os: "linux", arch: first as Target["arch"], libc, macos: null };
}
