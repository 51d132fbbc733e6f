import type { Target } from "../target/target.ts";
import { anyPlatformInterpreters, interpreterTags } from "./interpreter-tag.ts";
import { platformTags } from "./platform-tag.ts";
import type { WheelFilename } from "./wheel-filename.ts";

/** The wheel tags that one target can load, best first (PEP 425). */
export interface TagSet {
  /** Platform tags, best first, without `any`. */
  readonly platforms: readonly string[];
  /** Every triple as `cp311-cp311-linux_x86_64`, best first: a few thousand. */
  all(): readonly string[];
  /** Place of one triple in the order, 0 being best; null where the target cannot load it. Constant time. */
  rank(pythonTag: string, abiTag: string, platformTag: string): number | null;
  /** The best rank of all that the wheel's compressed tags stand for; lower is better. */
  bestRank(wheel: WheelFilename): number | null;
}

/** The tags of a target in the order of `packaging.tags`: by interpreter and ABI first, then by platform. */
export function supportedTags(target: Target): TagSet {
  return tagSetOf(interpreterTags(target), anyPlatformInterpreters(target), platformTags(target));
}

/**
 * A rank is computed from the place of the interpreter's pair and the place of the platform, so that no list of all
 * triples is kept.
 */
function tagSetOf(pairs: readonly string[], pure: readonly string[], platforms: readonly string[]): TagSet {
  const pairRank = rankOf(pairs);
  const pureRank = rankOf(pure);
  const platformRank = rankOf(platforms);
  const platformTriples = pairs.length * platforms.length;

  const rank = (pythonTag: string, abiTag: string, platformTag: string): number | null => {
    if (platformTag === "any") {
      const place = abiTag === "none" ? pureRank.get(pythonTag) : undefined;
      return place === undefined ? null : platformTriples + place;
    }
    const platform = platformRank.get(platformTag);
    if (platform === undefined) return null;
    const pair = pairRank.get(`${pythonTag}-${abiTag}`);
    return pair === undefined ? null : pair * platforms.length + platform;
  };

  return {
    platforms,
    all: () => [
      ...pairs.flatMap((pair) => platforms.map((platform) => `${pair}-${platform}`)),
      ...pure.map((tag) => `${tag}-none-any`),
    ],
    rank,
    bestRank: (wheel) => {
      let best: number | null = null;
      for (const platformTag of wheel.platformTags) {
        if (platformTag !== "any" && !platformRank.has(platformTag)) continue;
        for (const pythonTag of wheel.pythonTags) {
          for (const abiTag of wheel.abiTags) {
            const place = rank(pythonTag, abiTag, platformTag);
            if (place !== null && (best === null || place < best)) best = place;
          }
        }
      }
      return best;
    },
  };
}

function rankOf(tags: readonly string[]): ReadonlyMap<string, number> {
  return new Map(tags.map((tag, place) => [tag, place]));
}
