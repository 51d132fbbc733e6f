import { parseWheelFilename } from "../../python/wheel-filename.ts";
import { formatLibc } from "../../target/libc.ts";
import type { Target } from "../../target/target.ts";

const mostTags = 4;

/** `cp311 macosx_11_0_arm64, cp312 win_amd64 and 7 more` */
export function tagsOf(filenames: readonly string[]): string {
  const tags = new Set<string>();
  for (const filename of filenames) {
    const wheel = parseWheelFilename(filename);
    if (!wheel.ok) continue;
    const [platform, , interpreter] = filename.slice(0, -".whl".length).split("-").reverse();
    if (platform !== undefined && interpreter !== undefined) tags.add(`${interpreter} ${platform.split(".")[0]}`);
  }
  const shown = [...tags].slice(0, mostTags).join(", ");
  return tags.size > mostTags ? `${shown} and ${tags.size - mostTags} more` : shown;
}

/** `Python 3.11 on linux with glibc 2.35, x86_64` */
export function describeTarget({ python, os, arch, libc }: Target): string {
  const on = libc === null ? os : `${os} with ${formatLibc(libc)}`;
  return `Python ${python.major}.${python.minor} on ${on}, ${arch}`;
}
