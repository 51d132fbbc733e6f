import type { ManifestReading, Requirement } from "../../manifest/requirement.ts";
import { specifierSetContains } from "../../python/specifier-match.ts";
import { parseVersion, type Version } from "../../python/version.ts";
import { LockCollector, plainAddress } from "../lock-collector.ts";
import type { LockedFile, LockedPackage, LockReading } from "../lock-reading.ts";
import { filenameOf, hashRecord, lockedFile } from "../locked-file.ts";

/**
 * A requirements file as a lock, as pip-compile and `uv pip compile` write one with `--generate-hashes`: every line names one
 * version and its hashes. Null where a line does not: then the file leaves something to choose. With hashes, pip installs nothing
 * that the file does not name (its documentation, "Hash-checking Mode").
 */
export function lockOfRequirements(reading: ManifestReading): LockReading | null {
  const all = reading.requirements.filter(({ kind }) => kind === "direct" || kind === "pin");
  const lines = all.filter((line) => !ofProject(line));
  if (lines.length === 0 || !lines.every(isLocked)) return null;
  if (!all.every((line) => !ofProject(line) || isMetBy(lines, line))) return null;
  const collector = new LockCollector("hashed-requirements");
  for (const path of reading.files) collector.file(path);
  for (const line of lines) collector.add(packageOf(line));
  return collector.reading({ kind: "listed" });
}

/** What a project requires that a line installs from its folder: the compiled file holds it among its pins, or is not all that is installed. */
function ofProject({ origin }: Requirement): boolean {
  return /(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg))$/.test(origin.file);
}

function isMetBy(lines: readonly Requirement[], { specifier }: Requirement): boolean {
  const pins = lines.filter((line) => line.specifier.name === specifier.name);
  // Whoever compiled left out what that platform and Python do not need.
  if (specifier.marker !== null && pins.length === 0) return true;
  return pins.some((pin) => {
    const version = pinnedVersion(pin.specifier);
    return version === null || specifierSetContains(specifier.specifier, version);
  });
}

function isLocked({ specifier, hashes }: Requirement): boolean {
  if (hashes.length === 0) return false;
  return specifier.url !== null || pinnedVersion(specifier) !== null;
}

function packageOf({ specifier, hashes, origin }: Requirement): LockedPackage {
  const { name, url, extras, marker } = specifier;
  const filename = url === null ? null : filenameOf(url);
  const files: readonly LockedFile[] =
    url === null
      ? hashes.map((hash) => ({ filename: null, url: null, hashes: hashRecord(hash), size: null, uploadTime: null }))
      : [lockedFile({ url, filename, hash: hashes[0] ?? null })];
  return {
    name,
    displayName: name,
    version: pinnedVersion(specifier),
    extras,
    source: url === null ? { kind: "index", url: null } : { kind: "url", url: plainAddress(url) },
    files,
    dependencies: [],
    memberships: [{ need: null, marker, platform: null }],
    forks: [],
    requiresPython: null,
    origin,
    versionOrigin: origin,
  };
}

/** The one version that `==` or `===` leaves. */
export function pinnedVersion({ specifier }: Requirement["specifier"]): Version | null {
  const [only, second] = specifier.specifiers;
  if (only === undefined || second !== undefined || only.wildcard) return null;
  return only.operator === "==" || only.operator === "===" ? (only.version ?? parseVersion(only.versionText)) : null;
}
