import { lockFormatOf } from "../lock/lock-format.ts";
import type { PackageName } from "../python/name.ts";

/** What writes the lock of another tool anew once a plan's edits are made. */
export interface LockCommand {
  /** The lock, from the root of the repository. */
  readonly file: string;
  /** Program and arguments, to be run in the folder of the lock. */
  readonly command: readonly string[];
  /** `needed`: it is still to be run. `ran`: it was, and what it wrote is one of the plan's files, read back and checked. */
  readonly state: "needed" | "ran";
  /** Whether a model is installed from the lock. One that only lies beside what is installed keeps no fix from being whole. */
  readonly installed: boolean;
  /** Why it was not run, or why what it wrote was not taken; null where nobody asked for it. */
  readonly why: string | null;
}

/** A package that moves, with the version that it moves to; null where targets take different ones. */
export type MovedPackages = ReadonlyMap<PackageName, string | null>;

/** Formats whose tool can be run to write the lock: it moves what it is told to and keeps the rest. */
export const runnableLocks: ReadonlySet<string> = new Set(["uv-lock", "poetry-lock", "pdm-lock"]);

/**
 * The command by which the tool of a lock moves these packages and no others (uv's, Poetry's and PDM's command references); for other locks the one that
 * makes them. Null where the file is no lock of a known tool.
 */
export function lockCommandOf(file: string, moved: MovedPackages): readonly string[] | null {
  const format = lockFormatOf(file);
  const names = [...moved.keys()].sort();
  switch (format?.id) {
    case undefined:
      return null;
    case "uv-lock":
      return ["uv", "lock", ...names.flatMap((name) => ["--upgrade-package", pinOf(name, moved)])];
    case "poetry-lock":
      return names.length === 0 ? ["poetry", "lock"] : ["poetry", "update", "--lock", ...names];
    case "pdm-lock":
      return names.length === 0
        ? ["pdm", "lock", "--update-reuse"]
        : ["pdm", "update", "--no-sync", "--update-reuse", ...names];
    case "pipfile-lock":
      return ["pipenv", "upgrade", ...names.map((name) => pinOf(name, moved))];
    case "pixi-lock":
      return ["pixi", "update", "--no-install", ...names];
    default:
      return (format?.command ?? "").split(" ");
  }
}

function pinOf(name: PackageName, moved: MovedPackages): string {
  const version = moved.get(name) ?? null;
  return version === null ? name : `${name}==${version}`;
}
