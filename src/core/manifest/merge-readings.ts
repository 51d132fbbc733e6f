import { type IndexOptions, type LocatedText, type ManifestReading, noIndexOptions } from "./requirement.ts";

/**
 * One reading of a model from those of its manifests, in the order in which they would be given to one installer: lists
 * are joined, and a line that two of them lead to counts once; of single values the last given wins, and a flag holds where
 * any manifest sets it. `requires-python` is the first that is said; a second one is another project's.
 */
export function mergeReadings(readings: readonly ManifestReading[]): ManifestReading {
  const all = readings.flatMap((reading) => reading.files);
  const files = new Set(all);
  // A file that two manifests lead to says what it says once.
  const once = all.length > files.size ? distinctValues : <T>(values: readonly T[]): readonly T[] => values;
  const compiled = readings.find((reading) => reading.compiled !== undefined)?.compiled;
  return {
    requirements: once(readings.flatMap((reading) => reading.requirements)),
    options: readings.map((reading) => reading.options).reduce(mergeOptions, noIndexOptions),
    problems: once(readings.flatMap((reading) => reading.problems)),
    files: [...files],
    requiresPython: readings.find((reading) => reading.requiresPython !== null)?.requiresPython ?? null,
    cuda: readings.flatMap((reading) => reading.cuda ?? []),
    environments: readings.flatMap((reading) => reading.environments ?? []),
    ...(compiled === undefined ? {} : { compiled }),
  };
}

/** Options of two sources, `second` given after `first`. */
export function mergeOptions(first: IndexOptions, second: IndexOptions): IndexOptions {
  return {
    indexUrl: second.indexUrl ?? first.indexUrl,
    extraIndexUrls: distinct([...first.extraIndexUrls, ...second.extraIndexUrls]),
    findLinks: distinct([...first.findLinks, ...second.findLinks]),
    noIndex: first.noIndex || second.noIndex,
    noBinary: [...first.noBinary, ...second.noBinary],
    onlyBinary: [...first.onlyBinary, ...second.onlyBinary],
    prereleases: first.prereleases || second.prereleases,
    requireHashes: first.requireHashes || second.requireHashes,
    packageIndexes: [...first.packageIndexes, ...second.packageIndexes],
    indexStrategy: strategyOf(first, second),
  };
}

/**
 * A repository that has uv's settings is installed with uv, and its requirements files with it: uv's ways are stated, or follow from what uv wrote; pip's
 * is what holds where nothing is.
 */
function strategyOf(first: IndexOptions, second: IndexOptions): IndexOptions["indexStrategy"] {
  const stated = [second.indexStrategy, first.indexStrategy];
  return (
    (["first-match", "first-index"] as const).find((one) => stated.includes(one)) ?? stated[0] ?? stated[1] ?? null
  );
}

/** The first of those that are alike in everything, their places included. */
function distinctValues<T>(values: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const text = JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part));
    return !seen.has(text) && seen.add(text);
  });
}

/** The first of each text. */
function distinct(texts: readonly LocatedText[]): readonly LocatedText[] {
  const byText = new Map<string, LocatedText>();
  for (const text of texts) if (!byText.has(text.text)) byText.set(text.text, text);
  return [...byText.values()];
}
