/** Platforms of conda and Pixi's words for several of them, as markers of PEP 508. */
const markers: ReadonlyMap<string, string> = new Map([
  ["linux", 'sys_platform == "linux"'],
  ["linux-64", 'sys_platform == "linux" and platform_machine == "x86_64"'],
  ["linux-aarch64", 'sys_platform == "linux" and platform_machine == "aarch64"'],
  ["linux-ppc64le", 'sys_platform == "linux" and platform_machine == "ppc64le"'],
  ["osx", 'sys_platform == "darwin"'],
  ["osx-64", 'sys_platform == "darwin" and platform_machine == "x86_64"'],
  ["osx-arm64", 'sys_platform == "darwin" and platform_machine == "arm64"'],
  ["win", 'sys_platform == "win32"'],
  ["win-64", 'sys_platform == "win32" and platform_machine == "AMD64"'],
  ["win-arm64", 'sys_platform == "win32" and platform_machine == "ARM64"'],
  ["unix", 'sys_platform != "win32"'],
]);

/** The marker of `[target.NAME]`; null where the platform is not one that a marker can say. */
export function platformMarker(name: string): string | null {
  return markers.get(name) ?? null;
}
