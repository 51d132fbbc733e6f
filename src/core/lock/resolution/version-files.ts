import { bareFile, type DistributionFile } from "../../index/distribution-file.ts";
import { compareVersions } from "../../python/version.ts";
import { mergedListing } from "../../resolution/listing.ts";
import type { ProjectAnswer } from "../../resolution/question.ts";
import { withoutTrailingSlashes } from "../../trailing.ts";
import type { LockedFile, LockedPackage } from "../lock-reading.ts";
import type { IndexListing } from "./lock-facts.ts";

/** What an answer says of the locked version: on the index that the lock names, where that is among those that answered. */
export function listingOfVersion(entry: LockedPackage, answer: ProjectAnswer): IndexListing {
  if (answer.kind === "failed") return { kind: "failed", reason: answer.reason };
  if (answer.kind === "absent") return { kind: "absent", asked: answer.asked };
  const named = entry.source.kind === "index" ? entry.source.url : null;
  const own = answer.pages.filter(({ index }) => named !== null && sameAddress(index, named));
  const pages = own.length > 0 ? own : answer.pages;
  const { version } = entry;
  const listed =
    version === null
      ? undefined
      : mergedListing(entry.name, pages).versions.find((one) => compareVersions(one.version, version) === 0);
  const files = listed === undefined ? [] : [...listed.wheels, ...listed.sdists];
  return { kind: "listed", index: files[0]?.index ?? pages[0]?.index ?? "", files };
}

const sameAddress = (a: string, b: string): boolean => withoutTrailingSlashes(a) === withoutTrailingSlashes(b);

/** True where the two have a digest of one algorithm, and it is the same; null where they have none to compare. */
export function sameHash(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean | null {
  const shared = Object.keys(a).filter((algorithm) => Object.hasOwn(b, algorithm));
  if (shared.length === 0) return null;
  return shared.every((algorithm) => a[algorithm] === b[algorithm]?.toLowerCase());
}

/** The files of a package as the lock allows them: those that it names, or those of the index whose hash it has. */
export function allowedFiles(entry: LockedPackage, listing: IndexListing): readonly DistributionFile[] {
  const listed = listing.kind === "listed" ? listing.files : [];
  const named = entry.files.filter(({ filename }) => filename !== null);
  if (named.length > 0) return named.map((file) => asDistribution(entry, file, listing));
  if (entry.files.length === 0) return listed;
  return listed.filter(({ hashes }) => entry.files.some((file) => sameHash(file.hashes, hashes) === true));
}

/** A locked file with what the index says beyond the lock. Its hashes stay those of the lock: an installer checks them. */
function asDistribution(entry: LockedPackage, file: LockedFile, listing: IndexListing): DistributionFile {
  const filename = file.filename ?? "";
  const listed = listing.kind === "listed" ? listing.files.find((one) => one.filename === filename) : undefined;
  const index = indexOf(entry, listing);
  return {
    filename,
    url: file.url ?? listed?.url ?? projectPage(entry, index),
    index,
    hashes: file.hashes,
    requiresPython: listed?.requiresPython ?? entry.requiresPython,
    yanked: listed?.yanked ?? null,
    uploadTime: file.uploadTime ?? listed?.uploadTime ?? null,
    size: file.size ?? listed?.size ?? null,
    coreMetadata: listed?.coreMetadata ?? null,
    ...(listed?.coreMetadataHashes === undefined ? {} : { coreMetadataHashes: listed.coreMetadataHashes }),
  };
}

/** Stands for the files of a package of which none is known: no name of a file, and so no tags and no archive. */
export function unknownFile(entry: LockedPackage, listing: IndexListing): DistributionFile {
  const index = indexOf(entry, listing);
  return bareFile({ filename: `${entry.name}-${entry.version?.text ?? ""}`, url: projectPage(entry, index), index });
}

function indexOf({ source }: LockedPackage, listing: IndexListing): string {
  if (listing.kind === "listed") return listing.index;
  if (source.kind === "index") return source.url ?? (listing.kind === "absent" ? (listing.asked[0] ?? "") : "");
  return source.kind === "url" ? source.url.slice(0, source.url.lastIndexOf("/") + 1) : "";
}

/** PEP 503: the page of a project stands under its normalised name. */
const projectPage = (entry: LockedPackage, index: string): string => `${withoutTrailingSlashes(index)}/${entry.name}/`;
