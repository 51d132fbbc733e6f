import type { Requirement } from "../../manifest/requirement.ts";
import { parseDependencySpecifier } from "../../python/dependency-specifier.ts";
import type { PackageName } from "../../python/name.ts";
import { projectFacts } from "../../resolution/project-facts.ts";
import type { Answers } from "../../resolution/question.ts";
import type { Demand, NotAssessed, Resolution, ResolvedPackage } from "../../resolution/resolution.ts";
import type { LockSelection, SelectedPackage } from "../apply/selection.ts";
import { dependencyText } from "../dependency-text.ts";
import type { LockedPackage, LockReading } from "../lock-reading.ts";
import { type LockedPackageFacts, placeOf } from "./lock-facts.ts";
import { allowedFiles, unknownFile } from "./version-files.ts";

interface AssembleRequest {
  readonly path: string;
  readonly reading: LockReading;
  readonly question: { readonly requirements: readonly Requirement[] };
}

/** The lock's choice in the form that every rule reads. Packages that come from no index are named as not assessed. */
export function assembleLock(
  { path, reading, question }: AssembleRequest,
  selection: LockSelection,
  packages: readonly LockedPackageFacts[],
  answers: { readonly projects: Answers | null; readonly metadata: Answers | null },
  unread: readonly NotAssessed[],
): Resolution {
  const resolvable = packages.filter(({ selected }) => isResolvable(selected.entry));
  const names = new Map<PackageName, LockedPackageFacts>(resolvable.map((one) => [one.selected.entry.name, one]));
  const demands = demandsOf(packages, names, question.requirements);
  const resolved = resolvable.flatMap((one): readonly ResolvedPackage[] => {
    const { entry, extras, requires } = one.selected;
    const { version } = entry;
    if (version === null) return [];
    const { choice, listing } = one;
    const files = allowedFiles(entry, listing);
    const file =
      choice.kind === "wheel" || choice.kind === "sdist" ? choice.file : (files[0] ?? unknownFile(entry, listing));
    const answer = answers.projects?.project(entry.name);
    const pages = answer?.kind === "listed" ? answer.pages.map(({ index }) => index) : [];
    return [
      {
        name: entry.name,
        version,
        extras,
        file,
        files: files.length === 0 ? [file] : files,
        alsoOn: [...new Set(pages)].filter((index) => index !== file.index),
        requires: requires
          .filter(({ to }) => names.has(to))
          .map(({ to, dependency }) => ({ to, extras: dependency.extras, text: dependency.text })),
        demandedBy: demands.get(entry.name) ?? [],
        metadataSource: "lock",
        reason: null,
        ...projectFacts(file.index, answer, listing.kind === "listed" ? answers.metadata?.metadata(file) : undefined),
      },
    ];
  });
  return {
    packages: resolved,
    notAssessed: [
      ...selection.notAssessed,
      ...elsewhere(packages, reading),
      ...unbuilt(packages),
      ...conda(path, reading),
      ...unread,
    ],
  };
}

/** A version of an index, or a file behind an address. */
const isResolvable = ({ source, version }: LockedPackage): boolean =>
  version !== null && (source.kind === "index" || source.kind === "url");

/**
 * Who asks for each package: lines of the manifest, other packages of the resolution, or else the lock itself, by the line that
 * pins it.
 */
function demandsOf(
  packages: readonly LockedPackageFacts[],
  names: ReadonlyMap<PackageName, LockedPackageFacts>,
  requirements: readonly Requirement[],
): ReadonlyMap<PackageName, readonly Demand[]> {
  const demands = new Map<PackageName, Demand[]>();
  const add = (name: PackageName, demand: Demand): void => {
    const known = demands.get(name);
    if (known === undefined) demands.set(name, [demand]);
    else known.push(demand);
  };
  for (const requirement of requirements) {
    if (names.has(requirement.specifier.name)) add(requirement.specifier.name, { kind: "root", requirement });
  }
  for (const { selected } of packages) {
    const { entry, requires } = selected;
    const { version } = entry;
    for (const { to, dependency } of requires) {
      // Of what is left out, no package of the resolution would say why it is there.
      if (version !== null && names.has(entry.name))
        add(to, { kind: "package", name: entry.name, version, text: dependency.text });
    }
  }
  for (const { selected } of names.values()) {
    if (demands.has(selected.entry.name)) continue;
    const requirement = pinOf(selected);
    if (requirement !== null) add(selected.entry.name, { kind: "root", requirement });
  }
  return demands;
}

/** The lock's own line as a requirement. */
function pinOf({ entry, extras }: SelectedPackage): Requirement | null {
  const text = dependencyText(entry.name, extras, entry.version === null ? null : `==${entry.version.text}`, null);
  const specifier = parseDependencySpecifier(text);
  if (!specifier.ok) return null;
  return { specifier: specifier.value, text, kind: "pin", origin: placeOf(entry), hashes: [] };
}

/** The projects of the workspace are the examined repository itself: they are not among these. */
function elsewhere(packages: readonly LockedPackageFacts[], { structure, packages: all }: LockReading): NotAssessed[] {
  const own = new Set(structure.kind === "graph" ? structure.roots.map(({ at }) => all[at]) : []);
  return packages.flatMap(({ selected }) => {
    const { entry } = selected;
    if (isResolvable(entry) || own.has(entry)) return [];
    const { file, line } = entry.origin;
    return [
      {
        what: entry.name,
        why: `\`${file}:${line}\` takes it from ${placeText(entry)}: what it holds was not looked at`,
      },
    ];
  });
}

function placeText({ source }: LockedPackage): string {
  switch (source.kind) {
    case "vcs":
      return `the repository ${source.url}`;
    case "path":
      return `the folder or file \`${source.path}\``;
    case "url":
      return `the address ${source.url}`;
    case "index":
      return "an index, without a version that can be read";
  }
}

/** A project of which only source archives exist is built where it is installed, which nobody can foresee. */
function unbuilt(packages: readonly LockedPackageFacts[]): NotAssessed[] {
  return packages.flatMap(({ selected, choice }) => {
    if (choice.kind !== "sdist" || choice.why !== null) return [];
    const what = `${selected.entry.name} ${selected.entry.version?.text ?? ""}`;
    return [{ what, why: "only a source archive is locked: whether it can be built on the target is not known" }];
  });
}

function conda(path: string, { conda: locked }: LockReading): NotAssessed[] {
  if (locked.length === 0) return [];
  const names = [...new Set(locked.map(({ name }) => name))].sort();
  const shown = names.slice(0, 8).join(", ");
  const more = names.length > 8 ? ` and ${names.length - 8} more` : "";
  return [{ what: path, why: `what conda installs is not looked at: ${shown}${more}` }];
}
