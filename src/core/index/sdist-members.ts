/** The members of a source archive that tell its requirements, decoded. Null for what it does not hold. */
export interface SdistMembers {
  readonly pkgInfo: string | null;
  readonly pyproject: string | null;
  /** True where a `*.egg-info` folder of the project is there at all. */
  readonly hasEggInfo: boolean;
  readonly eggRequires: string | null;
  readonly hasSetup: boolean;
}

export type SdistMember = "pkg-info" | "pyproject" | "egg-info" | "egg-requires" | "setup";

/** Bytes of the largest member that is read. */
export const largestSdistMember = 16 * 1024 * 1024;

/**
 * What a path of a source archive is for its requirements, or null. PKG-INFO and pyproject.toml stand in the one top folder
 * (PEP 625, PEP 518); an egg-info folder stands there or one or two folders further down (`src/`).
 */
export function sdistMember(path: string): SdistMember | null {
  const parts = path.replace(/^\.\//, "").split("/", 6);
  const [name, folder] = [parts.at(-1) ?? "", parts.at(-2) ?? ""];
  if (parts.length === 2) {
    if (name === "PKG-INFO") return "pkg-info";
    if (name === "pyproject.toml") return "pyproject";
    if (name === "setup.py") return "setup";
  }
  if (parts.length < 3 || parts.length > 5 || !folder.endsWith(".egg-info")) return null;
  if (name === "requires.txt") return "egg-requires";
  return name === "PKG-INFO" || name === "SOURCES.txt" ? "egg-info" : null;
}
