import type { Architecture, Target } from "../target/target.ts";
import type { MarkerEnvironment } from "./marker.ts";

/**
 * The environment that PEP 508 markers see on the target. As uv's `--python-platform` does, what no target declares
 * (the kernel's release and version) is the empty string, which no comparison in the wild admits.
 */
export function markerEnvironment(target: Target): MarkerEnvironment {
  const { python } = target;
  const cpython = python.implementation === "cpython";
  return {
    implementation_name: python.implementation,
    implementation_version: python.full,
    os_name: target.os === "windows" ? "nt" : "posix",
    platform_machine: machineOf(target),
    platform_python_implementation: cpython ? "CPython" : "PyPy",
    platform_release: "",
    platform_system: { linux: "Linux", macos: "Darwin", windows: "Windows" }[target.os],
    platform_version: "",
    python_full_version: python.full,
    python_version: `${python.major}.${python.minor}`,
    sys_platform: { linux: "linux", macos: "darwin", windows: "win32" }[target.os],
  };
}

const windowsMachines: Readonly<Partial<Record<Architecture, string>>> = {
  x86_64: "AMD64",
  aarch64: "ARM64",
  i686: "x86",
};

/** `platform.machine()` of the target: each system has its own word for one architecture. */
function machineOf({ os, arch }: Target): string {
  if (os === "windows") return windowsMachines[arch] ?? arch;
  return os === "macos" && arch === "aarch64" ? "arm64" : arch;
}
