import type { DistributionFile, ProjectPage } from "../index/distribution-file.ts";

/** Files of another index that are held against those of the chosen one. */
const mostCompared = 40;

/**
 * Of the indexes that were asked beside the chosen one, those whose project of the same name is another project: none of their newest files is a file of
 * the chosen index. An index that mirrors or passes on the other has the same files, and nothing is contested.
 */
export function contestedBy(chosen: string, pages: readonly ProjectPage[]): readonly string[] {
  const others = pages.filter(({ index, flat, files }) => index !== chosen && flat !== true && files.length > 0);
  if (others.length === 0) return [];
  const own = new Map(
    pages.filter(({ index }) => index === chosen).flatMap(({ files }) => files.map((file) => [file.filename, file])),
  );
  return [...new Set(others.filter(({ files }) => !sharesFile(files, own)).map(({ index }) => index))];
}

function sharesFile(files: readonly DistributionFile[], own: ReadonlyMap<string, DistributionFile>): boolean {
  return files
    .filter(({ filename }) => own.has(filename))
    .slice(-mostCompared)
    .some((file) => isSame(file.hashes, own.get(file.filename)?.hashes ?? {}));
}

/** Without a digest of one algorithm on both sides, the name has to do. */
function isSame(one: DistributionFile["hashes"], other: DistributionFile["hashes"]): boolean {
  const shared = Object.keys(one).filter((algorithm) => Object.hasOwn(other, algorithm));
  return shared.every((algorithm) => one[algorithm] === other[algorithm]);
}
