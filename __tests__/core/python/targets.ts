import type { Target } from "../../../src/core/target/target.ts";

/** CPython 3 of that minor version, its patch not said. */
export const cpython = (minor: number): Target["python"] => ({
  full: `3.${minor}.0`,
  major: 3,
  minor,
  implementation: "cpython",
  freeThreaded: false,
  patchAssumed: true,
});

/** A CPython 3.11 on x86_64 with glibc 2.28, changed as the test says. */
export function targetWith(
  change: Partial<Omit<Target, "python">> & { readonly python?: Partial<Target["python"]> } = {},
): Target {
  const base: Target = {
    id: "test",
    python: cpython(11),
    os: "linux",
    arch: "x86_64",
    libc: { family: "glibc", major: 2, minor: 28 },
    macos: null,
    driver: null,
    gpus: [],
    image: null,
    cpuFeatures: [],
    sources: {},
  };
  return { ...base, ...change, python: { ...base.python, ...change.python } };
}

export const macos = (major: number, minor: number, arch: Target["arch"]): Target =>
  targetWith({ os: "macos", arch, libc: null, macos: { major, minor } });

export const windows = (arch: Target["arch"]): Target => targetWith({ os: "windows", arch, libc: null });

export const musl = (minor: number): Target => targetWith({ libc: { family: "musl", major: 1, minor } });
