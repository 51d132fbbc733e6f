import type { Version } from "../python/version.ts";

/** The release of a version without its local part, its pre-release and its post-release: the key of the table of torch releases. */
export function releaseText(version: Version): string {
  const parts = version.release.map(String);
  while (parts.length < 3) parts.push("0");
  return parts.join(".");
}
