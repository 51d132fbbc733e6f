import type { Resolution, ResolvedPackage } from "../resolution/resolution.ts";
import { demandText } from "./demand-text.ts";

export interface RequirementsTextOptions {
  /** Lists the hashes of every file of each version, as `pip install --require-hashes` wants them. */
  readonly hashes: boolean;
}

/** The resolution as a requirements file: one pin a line, sorted by name, each with who asked for it. */
export function requirementsText(resolution: Resolution, options: RequirementsTextOptions): string {
  return resolution.packages.map((one) => `${pin(one, options)}\n`).join("");
}

function pin(one: ResolvedPackage, options: RequirementsTextOptions): string {
  // Without extras: what they bring is pinned in lines of its own, and a constraints file may not name them.
  const head = `${one.name}==${one.version.text}`;
  const hashes = options.hashes ? fileHashes(one).map((hash) => `    --hash=${hash}`) : [];
  return [[head, ...hashes].join(" \\\n"), ...via(one.demandedBy.map(demandText))].join("\n");
}

/** `algorithm:digest` of every file of the version, strongest algorithm alone, sorted. */
function fileHashes(one: ResolvedPackage): string[] {
  const all = one.files.flatMap(({ hashes }) => {
    const algorithm = ["sha512", "sha384", "sha256"].find((name) => hashes[name] !== undefined);
    return algorithm === undefined ? [] : [`${algorithm}:${hashes[algorithm]}`];
  });
  return [...new Set(all)].sort();
}

function via(demands: readonly string[]): string[] {
  const distinct = [...new Set(demands)].sort();
  if (distinct.length === 0) return [];
  return distinct.length === 1
    ? [`    # via ${distinct[0]}`]
    : ["    # via", ...distinct.map((one) => `    #   ${one}`)];
}
