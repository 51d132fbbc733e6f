import { demandText } from "./demand-text.ts";
import type { JointPackage } from "./joint/joint-resolution.ts";

export interface RequirementsTextOptions {
  /** Lists the hashes of every file of each version, as `pip install --require-hashes` wants them. */
  readonly hashes: boolean;
}

/** What would be installed as a requirements file: one pin a line, sorted by name, each with who asked for it. */
export function requirementsText(packages: readonly JointPackage[], options: RequirementsTextOptions): string {
  return packages.map((one) => `${pin(one, options)}\n`).join("");
}

/** Packages of which no file has a hash that pip takes, as `name version`. */
export function withoutHash(packages: readonly JointPackage[]): readonly string[] {
  return packages.filter((one) => fileHashes(one).length === 0).map(({ name, version }) => `${name} ${version.text}`);
}

function pin(one: JointPackage, options: RequirementsTextOptions): string {
  // Without extras: what they bring is pinned in lines of its own, and a constraints file may not name them.
  const head = `${one.name}==${one.version.text}${one.marker === null ? "" : ` ; ${one.marker}`}`;
  const hashes = options.hashes ? fileHashes(one).map((hash) => `    --hash=${hash}`) : [];
  const demands = one.packages.flatMap(({ demandedBy }) => demandedBy.map(demandText));
  return [[head, ...hashes].join(" \\\n"), ...via(demands)].join("\n");
}

/** `algorithm:digest` of every file of the version, strongest algorithm alone, sorted. */
function fileHashes(one: JointPackage): string[] {
  const files = one.packages.flatMap((resolved) => resolved.files);
  const all = files.flatMap(({ hashes }) => {
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
