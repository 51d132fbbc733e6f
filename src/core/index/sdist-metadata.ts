import type { CoreMetadata } from "../python/core-metadata.ts";
import { parseCoreMetadata } from "../python/core-metadata-reader.ts";
import type { MetadataAnswer, MetadataSource } from "../resolution/question.ts";
import { parseEggRequires } from "./egg-requires.ts";
import { disagreement } from "./metadata-of-file.ts";
import { readProjectTable } from "./project-table-metadata.ts";
import type { SdistMembers } from "./sdist-members.ts";

/** The fields that must not be dynamic for the requirements of an sdist to be those of its wheels (PEP 643). */
const resolving = ["requires-dist", "requires-python", "provides-extra"];

/**
 * What a source archive says of its requirements without running it. Promised: PKG-INFO of metadata 2.2+ that marks none of them
 * dynamic (PEP 643), or a `[project]` table with nothing dynamic among them (PEP 621). Assumed, for the maintainer's machine
 * wrote it: egg-info. Else unreadable.
 */
export function readSdistMetadata(filename: string, members: SdistMembers): MetadataAnswer {
  const info = members.pkgInfo === null ? null : parseCoreMetadata(members.pkgInfo);
  if (info !== null && !info.ok) return unreadable(`its PKG-INFO cannot be read: ${info.problem.message}`);
  if (info === null) return unreadable("it has no PKG-INFO, so its name and version are not stated");
  const problem = disagreement(filename, info.value);
  if (problem !== null) return unreadable(problem);
  const recorded = info.value;

  if (isStatic(recorded)) return read(recorded, "pkg-info");
  const project = members.pyproject === null ? null : readProjectTable(members.pyproject, recorded);
  if (project !== null) return read(project, "pyproject");
  if (members.eggRequires !== null)
    return read({ ...recorded, ...parseEggRequires(members.eggRequires) }, "assumed-egg-info");
  if (recorded.requiresDist.length > 0) return read(recorded, "assumed-pkg-info");
  if (members.hasEggInfo) return read(recorded, "assumed-empty");
  return unreadable(
    members.hasSetup
      ? "only its setup.py could tell its requirements, and nothing of it is run"
      : "it holds no record of its requirements",
  );
}

/** True for a PKG-INFO after which nothing else of the archive matters. */
export function isStaticPkgInfo(text: string): boolean {
  const info = parseCoreMetadata(text);
  return info.ok && isStatic(info.value);
}

/** True where the metadata promises that every build has these requirements. */
function isStatic(metadata: CoreMetadata): boolean {
  const [major = 0, minor = 0] = metadata.metadataVersion.split(".").map(Number);
  const promised = major > 2 || (major === 2 && minor >= 2);
  return promised && !resolving.some((field) => metadata.dynamic.includes(field));
}

const read = (metadata: CoreMetadata, source: MetadataSource): MetadataAnswer => ({ kind: "read", metadata, source });
const unreadable = (reason: string): MetadataAnswer => ({ kind: "unreadable", reason });
