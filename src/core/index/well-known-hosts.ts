/**
 * Public indexes that serve packages to everybody. A pull request that starts to use one of them can be checked without
 * anybody's leave; any other address that only the pull request names is not asked: it could be inside the network.
 */
const indexHosts = new Set([
  "pypi.org",
  "test.pypi.org",
  "download.pytorch.org",
  "pypi.nvidia.com",
  "pypi.ngc.nvidia.com",
  "storage.googleapis.com",
  "flashinfer.ai",
  "wheels.vllm.ai",
]);

/** Public hosts that serve the files, sources and advisories which such indexes and packages link to. */
const fileHosts = new Set([
  "files.pythonhosted.org",
  "download-r2.pytorch.org",
  "github.com",
  "gitlab.com",
  "api.osv.dev",
  "osv.dev",
]);

/** Whether the host is a public index. */
export const isWellKnownHost = (hostname: string): boolean => indexHosts.has(hostname);

/** Whether the name of the host says nothing about whoever asks it. */
export function isPublicName(hostname: string): boolean {
  // A bucket of that storage is named in the path, and may be private.
  return hostname !== "storage.googleapis.com" && (indexHosts.has(hostname) || fileHosts.has(hostname));
}

/** Where an index keeps the files that its pages link to, as far as that is known before the first page is read. */
export function fileHostBeside(hostname: string): string | null {
  if (hostname === "pypi.org") return "files.pythonhosted.org";
  return hostname === "test.pypi.org" ? "test-files.pythonhosted.org" : null;
}
