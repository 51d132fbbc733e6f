import { largestSdistMember, type SdistMembers, sdistMember } from "../../core/index/sdist-members.ts";
import { isStaticPkgInfo } from "../../core/index/sdist-metadata.ts";
import type { TarVisitor } from "../../core/index/tar-reader.ts";
import { isValidName, normalizeName } from "../../core/python/name.ts";
import { parseSdistFilename } from "../../core/python/sdist-filename.ts";

/** What reading a source archive came to. */
export type MembersRead =
  | {
      readonly kind: "members";
      readonly members: SdistMembers /** Whether all of the archive went by. */;
      readonly complete: boolean;
    }
  | { readonly kind: "broken"; readonly reason: string; readonly complete: boolean }
  | { readonly kind: "lie"; readonly reason: string; readonly complete: true };

/** Gathers the few members that matter, whatever kind of archive they come from. */
export interface MemberCollector extends TarVisitor {
  /** Whether PKG-INFO promises the requirements, so that the rest need not be read. */
  isEnough(): boolean;
  members(): SdistMembers;
}

export function createMemberCollector(filename: string): MemberCollector {
  let pkgInfo: string | null = null;
  let pyproject: string | null = null;
  let setup = false;
  let enough = false;
  const eggs = new Map<string, { requires: string | null }>();

  function eggOf(path: string): { requires: string | null } {
    const folder = path.slice(0, path.lastIndexOf("/"));
    const held = eggs.get(folder) ?? { requires: null };
    eggs.set(folder, held);
    return held;
  }

  return {
    wants(path, size) {
      const member = sdistMember(path);
      if (member === "setup") setup = true;
      if (member === "egg-info" || member === "egg-requires") eggOf(path);
      return (
        size <= largestSdistMember && (member === "pkg-info" || member === "pyproject" || member === "egg-requires")
      );
    },
    found(path, content) {
      const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("utf8");
      const member = sdistMember(path);
      if (member === "pkg-info") {
        pkgInfo ??= text;
        enough = isStaticPkgInfo(pkgInfo);
      } else if (member === "pyproject") pyproject ??= text;
      else if (member === "egg-requires") eggOf(path).requires ??= text;
      return enough;
    },
    isEnough: () => enough,
    members() {
      const egg = ownEgg(filename, eggs);
      return { pkgInfo, pyproject, hasEggInfo: egg !== null, eggRequires: egg?.requires ?? null, hasSetup: setup };
    },
  };
}

/** The egg-info that bears the project's name: an archive may carry others, of what it vendors or tests with. */
function ownEgg(
  filename: string,
  eggs: ReadonlyMap<string, { readonly requires: string | null }>,
): { readonly requires: string | null } | null {
  for (const [folder, egg] of eggs) {
    const name = withoutTags(folder.slice(folder.lastIndexOf("/") + 1, -".egg-info".length));
    if (isValidName(name) && parseSdistFilename(filename, normalizeName(name)).ok) return egg;
  }
  return null;
}

/** `name-1.0-py3.12` as `name`: the version and the Python of an installed egg-info. By parts: a member's name has up to 64 KB. */
function withoutTags(stem: string): string {
  const parts = stem.split("-");
  const python = parts.findIndex((part, position) => position > 1 && /^py\d/.test(part));
  return python === -1 ? stem : parts.slice(0, python - 1).join("-");
}
