import type { DistributionFile } from "../../index/distribution-file.ts";
import { markerEnvironment } from "../../python/marker-environment.ts";
import type { PackageName } from "../../python/name.ts";
import { formatSpecifierSet } from "../../python/specifier.ts";
import type { Answers, Asking, MetadataAnswer, Question } from "../../resolution/question.ts";
import type { ResolveOptions } from "../../resolution/request.ts";
import { requirementsOf } from "../../resolution/requires.ts";
import type { NotAssessed, Resolution } from "../../resolution/resolution.ts";
import { withoutTrailingSlashes } from "../../trailing.ts";
import { applyLock } from "../apply/apply-lock.ts";
import type {
  LockQuestion,
  LockSelection,
  MissingDependency,
  SelectedEdge,
  SelectedPackage,
} from "../apply/selection.ts";
import { lockLimits } from "../lock-limits.ts";
import type { LockedDependency, LockedPackage, LockReading } from "../lock-reading.ts";
import { assembleLock } from "./assemble-lock.ts";
import { FileChooser } from "./choose-file.ts";
import {
  assumedPresent,
  type IndexListing,
  type LockedPackageFacts,
  type LockedResolution,
  type ManifestState,
} from "./lock-facts.ts";
import { listingOfVersion } from "./version-files.ts";

export interface LockRequest {
  readonly path: string;
  readonly command: string;
  readonly reading: LockReading;
  readonly question: LockQuestion;
  readonly manifest: ManifestState;
  /** Indexes that the lock names and that may not be asked, without a slash at the end. */
  readonly refused: ReadonlySet<string>;
  readonly formats: Pick<ResolveOptions, "onlyBinary" | "noBinary">;
  /** Asks for the metadata of every file, for what a lock does not hold, such as licences. */
  readonly readsMetadata?: boolean;
}

/**
 * Takes a lock for the resolution of a target. Nothing is solved: the index is asked once for each package, for the hashes of its
 * files, and for what a package requires only where the lock says nothing of any package's requirements.
 */
export function* resolveLock(request: LockRequest): Asking<LockedResolution> {
  const { reading, question } = request;
  const { selection, cut } = boundedSelection(applyLock(reading, question), request.path);
  const chooser = new FileChooser(question.target, request.formats);
  const refused = ({ source }: LockedPackage): string | null =>
    source.kind === "index" && source.url !== null && request.refused.has(withoutTrailingSlashes(source.url))
      ? source.url
      : null;
  const projects = selection.packages.filter(({ entry }) => entry.source.kind === "index" && refused(entry) === null);
  const need = projects.map(({ entry }): Question => ({ kind: "project", name: entry.name }));
  const answers: Answers | null = need.length === 0 ? null : yield { need, hints: [] };
  let packages = selection.packages.map((selected): LockedPackageFacts => {
    const { entry } = selected;
    const closed = refused(entry);
    const answer = entry.source.kind === "index" && closed === null ? answers?.project(entry.name) : undefined;
    const listing: IndexListing =
      closed !== null
        ? { kind: "failed", reason: `${closed} was not asked` }
        : answer === undefined
          ? { kind: "elsewhere" }
          : listingOfVersion(entry, answer);
    return { selected, listing, choice: chooser.choose(entry, listing) };
  });
  const missing: MissingDependency[] = [...selection.missing];
  const unread: NotAssessed[] = [];
  const failed: NotAssessed[] = [];
  const edged = hasEdges(selection.packages);
  let asked: Answers | null = null;
  if (!edged || request.readsMetadata === true) {
    const files = packages.flatMap(fileOf);
    asked = files.length === 0 ? null : yield { need: files.map(metadataQuestion), hints: [] };
    if (asked !== null && !edged) {
      const read = withEdges(packages, asked, question);
      packages = read.packages;
      missing.push(...read.missing);
      unread.push(...read.unread);
      failed.push(...read.failed);
    }
  }
  const resolution: Resolution = assembleLock(
    request,
    { ...selection, missing },
    packages,
    { projects: answers, metadata: asked },
    unread,
  );
  return {
    resolution,
    facts: {
      path: request.path,
      command: request.command,
      reading,
      selection,
      requirements: question.requirements,
      manifest: request.manifest,
      packages,
      missing,
    },
    failures: [...cut, ...failuresOf(packages), ...failed],
  };
}

/** A lock that anybody may write must not make a run ask for a hundred thousand packages. */
function boundedSelection(
  selection: LockSelection,
  path: string,
): { readonly selection: LockSelection; readonly cut: readonly NotAssessed[] } {
  const most = lockLimits.selected;
  if (selection.packages.length <= most) return { selection, cut: [] };
  const why = `the target gets ${selection.packages.length} packages of it, and at most ${most} are looked at`;
  return { selection: { ...selection, packages: selection.packages.slice(0, most) }, cut: [{ what: path, why }] };
}

const hasEdges = (packages: readonly SelectedPackage[]): boolean =>
  packages.some(({ entry }) => entry.dependencies.length > 0);

function fileOf({ choice, listing }: LockedPackageFacts): readonly DistributionFile[] {
  // What an address or a folder holds is not fetched: only what an index lists is.
  if (listing.kind !== "listed" || (choice.kind !== "wheel" && choice.kind !== "sdist")) return [];
  return listing.files.some(({ url }) => url === choice.file.url) ? [choice.file] : [];
}

const metadataQuestion = (file: DistributionFile): Question => ({ kind: "metadata", file });

interface ReadEdges {
  readonly packages: LockedPackageFacts[];
  readonly missing: readonly MissingDependency[];
  readonly unread: readonly NotAssessed[];
  /** Those whose source did not answer, which may answer another time. */
  readonly failed: readonly NotAssessed[];
}

/** The edges as the metadata of the chosen files has them. */
function withEdges(packages: readonly LockedPackageFacts[], answers: Answers, question: LockQuestion): ReadEdges {
  const environment = markerEnvironment(question.target);
  const names = new Set<PackageName>(packages.map(({ selected }) => selected.entry.name));
  const missing: MissingDependency[] = [];
  const unread: NotAssessed[] = [];
  const failed: NotAssessed[] = [];
  const read = packages.map((one): LockedPackageFacts => {
    const [file] = fileOf(one);
    const answer: MetadataAnswer | undefined = file === undefined ? undefined : answers.metadata(file);
    const { entry, extras } = one.selected;
    if (answer === undefined) return one;
    if (answer.kind !== "read") {
      (answer.kind === "failed" ? failed : unread).push({
        what: `${entry.name} ${entry.version?.text ?? ""}`,
        why: `what it requires is not known: ${answer.reason}`,
      });
      return one;
    }
    const requires = new Map<string, SelectedEdge>();
    for (const extra of [null, ...extras]) {
      for (const { specifier, text } of requirementsOf(answer.metadata, environment, extra)) {
        const dependency: LockedDependency = {
          name: specifier.name,
          extras: specifier.extras,
          need: null,
          marker: specifier.marker,
          version: null,
          specifier: specifier.specifier.specifiers.length === 0 ? null : formatSpecifierSet(specifier.specifier),
          text,
          origin: entry.origin,
        };
        if (names.has(specifier.name)) requires.set(`${specifier.name} ${text}`, { to: specifier.name, dependency });
        else if (!assumedPresent.has(specifier.name)) missing.push({ by: entry, dependency });
      }
    }
    return { ...one, selected: { ...one.selected, requires: [...requires.values()] } };
  });
  return { packages: read, missing, unread, failed };
}

/** An index that did not answer leaves hashes, and perhaps files, that nobody has looked at. */
function failuresOf(packages: readonly LockedPackageFacts[]): readonly NotAssessed[] {
  return packages.flatMap(({ selected, listing }) =>
    listing.kind === "failed"
      ? [
          {
            what: `${selected.entry.name} ${selected.entry.version?.text ?? ""}`,
            why: `its files could not be compared with the index: ${listing.reason}`,
          },
        ]
      : [],
  );
}
