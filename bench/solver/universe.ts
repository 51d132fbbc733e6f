import type { DistributionFile } from "../../src/core/index/distribution-file.ts";
import { normalizeName, type PackageName } from "../../src/core/python/name.ts";
import type { MetadataAnswer, ProjectAnswer } from "../../src/core/resolution/question.ts";
import type { Universe } from "../../src/core/resolution/universe.ts";

const index = "https://index.test/simple/";
const versions = 8;
/** Packages of one chain, from its head to the package that meets the conflict. */
const chainLength = 10;
export interface SyntheticUniverse {
  readonly universe: Universe;
  readonly roots: readonly string[];
}

/**
 * A universe of `size` packages with eight versions each, always the same for a size. Most stand in layers, each package needing three
 * of the next layer in any version. Evenly among them hang `chains` chains of ten links that need each other in the same or a newer
 * version; the end of a chain needs `shared` in its own version or a newer one, while another package, in another branch of the graph, holds
 * `shared` at an old one. So the newest versions of every chain fail ten packages deep, and what is learnt of it has to be carried back to
 * the head, time and again: the pattern of boto3 with urllib3, and of themes with sphinx.
 */
export function syntheticUniverse(size: number, chains: number): SyntheticUniverse {
  const random = generator(size);
  const needs = new Map<string, (version: number) => readonly string[]>();
  const plain = size - chains * (chainLength + 2);
  const width = Math.max(4, Math.round(Math.sqrt(plain)));
  const layered = (at: number): string => `layer-${Math.floor(at / width)}-${at % width}`;

  for (let at = 0; at < plain; at += 1) {
    const below = Array.from({ length: 3 }, () => (Math.floor(at / width) + 1) * width + Math.floor(random() * width));
    const own = below.filter((one) => one < plain).map((one) => `${layered(one)}>=1`);
    // Each layered package but few leads to nothing but its layer: the chains hang where these stand.
    const chain = Math.floor((at * chains) / plain);
    const starts = at === 0 || Math.floor(((at - 1) * chains) / plain) !== chain;
    const hung = starts && chains > 0 ? [`chain-${chain}-0>=1`] : [];
    const holder = Math.floor(random() * chains);
    const held = chains > 0 && starts ? [`holder-${holder}>=1`] : [];
    needs.set(layered(at), () => [...own, ...hung, ...held]);
  }
  for (let chain = 0; chain < chains; chain += 1) {
    for (let link = 0; link < chainLength; link += 1) {
      const isLast = link === chainLength - 1;
      const next = isLast ? `shared-${chain}` : `chain-${chain}-${link + 1}`;
      needs.set(`chain-${chain}-${link}`, (version) => [`${next}>=${version}`]);
    }
    const held = 2 + Math.floor(random() * 3);
    // The end of the chain is met through the holder last, so that the conflict shows late.
    needs.set(`shared-${chain}`, () => []);
    if (chain + 1 < chains) needs.set(`holder-${chain}`, () => [`shared-${chain}<=${held}`, `holder-${chain + 1}>=1`]);
    else needs.set(`holder-${chain}`, () => [`shared-${chain}<=${held}`]);
  }
  const roots = [
    ...Array.from({ length: Math.min(width, plain) }, (_, at) => layered(at)),
    ...(chains > 0 ? ["holder-0"] : []),
  ];
  return { universe: written(needs), roots };
}

function written(needs: ReadonlyMap<string, (version: number) => readonly string[]>): Universe {
  const projects = new Map<PackageName, ProjectAnswer>();
  const metadata = new Map<string, MetadataAnswer>();
  for (const [text, needsOf] of needs) {
    const name = normalizeName(text);
    const files = Array.from({ length: versions }, (_, at): DistributionFile => {
      const filename = `${text.replaceAll("-", "_")}-${at + 1}-py3-none-any.whl`;
      return {
        filename,
        url: `https://files.test/${filename}`,
        index,
        hashes: {},
        requiresPython: null,
        yanked: null,
        uploadTime: null,
        size: null,
        coreMetadata: true,
      };
    });
    projects.set(name, { kind: "listed", pages: [{ index, files, status: null }] });
    for (const [at, file] of files.entries()) {
      metadata.set(file.url, {
        kind: "read",
        source: "sidecar",
        metadata: {
          metadataVersion: "2.3",
          name,
          version: String(at + 1),
          requiresPython: null,
          requiresDist: needsOf(at + 1),
          providesExtra: [],
          dynamic: [],
          licenseExpression: null,
        },
      });
    }
  }
  return { projects, metadata };
}

/** Numbers in [0, 1) that are the same in each run (a linear congruential generator; Knuth's constants for MMIX, cut to 32 bits). */
function generator(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
