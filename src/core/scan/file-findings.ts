import type { ComparedFinding, Severity } from "../rule/finding.ts";
import type { FormerPin, PlaceObservation, SeenPackage } from "./observation.ts";
import type { PackageRecord, PlaceRecord } from "./record.ts";

/**
 * What became of files that were seen before: of a public index a file never changes and seldom goes, so each of these is
 * somebody's act. A lock has its own rule for that (`lock/hash-mismatch`), which knows the hashes that were agreed on.
 */
export function fileFindings(previous: PlaceRecord | null, seen: PlaceObservation): readonly ComparedFinding[] {
  const told = new Set(
    seen.findings.filter(({ rule }) => rule !== "advisory").map(({ rule, package: name }) => `${tail(rule)} ${name}`),
  );
  const findings = [
    ...(previous === null ? [] : seen.packages.flatMap((one) => changed(previous, one))),
    ...seen.formerPins.flatMap((one) => former(one, seen)),
  ];
  // Another rule that says the same of the package is enough.
  return findings.filter(({ rule, package: name }) => !told.has(`${tail(rule)} ${name}`));
}

const tail = (rule: string): string => rule.slice(rule.lastIndexOf("/") + 1);

function changed(previous: PlaceRecord, now: SeenPackage): readonly ComparedFinding[] {
  const before = previous.packages.find((one) => one.name === now.name && one.version === now.version);
  if (before === undefined || now.files === null) return [];
  const { name, version } = now;
  const listed = now.files.find((file) => file.name === before.file);
  if (listed === undefined) {
    const message = `\`${before.file}\` of ${name} ${version} was installed here, and ${now.index} does not have it any more.`;
    return [finding("scan/gone", "moderate", name, version, message)];
  }
  if (before.hash === null || listed.hash === null || listed.hash === before.hash) return rebuilt(before, now);
  // Indexes may come to offer another algorithm, which compares with nothing.
  if (algorithmOf(listed.hash) !== algorithmOf(before.hash)) return [];
  const message =
    `\`${before.file}\` of ${name} ${version} is another file under the same name: ${now.index} had the hash ` +
    `\`${before.hash}\` and has \`${listed.hash}\`.`;
  return [finding("scan/reuploaded", "critical", name, version, message)];
}

const algorithmOf = (hash: string): string => hash.slice(0, hash.indexOf(":"));

/** A wheel that was added later fits the target better, such as one with a build number: the same version installs other code. */
function rebuilt(before: PackageRecord, { name, version, file, index }: SeenPackage): readonly ComparedFinding[] {
  if (file === before.file) return [];
  const message = `${name} ${version} installs \`${file}\` now, which ${index} did not have before, in place of \`${before.file}\`.`;
  return [finding("scan/another-file", "low", name, version, message)];
}

function former({ name, version, index, state }: FormerPin, seen: PlaceObservation): readonly ComparedFinding[] {
  if (state === null || state.kind === "listed") return [];
  // A lock that still names the version is told by the lock's own rule.
  if (seen.packages.some((one) => one.name === name && one.version === version)) return [];
  const subject = `${name} ${version}, which was installed here,`;
  return state.kind === "gone"
    ? [finding("scan/gone", "high", name, version, `${subject} is not on ${index} any more.`)]
    : [
        finding(
          "scan/yanked",
          "moderate",
          name,
          version,
          `${subject} was yanked from ${index}${because(state.reason)}.`,
        ),
      ];
}

const because = (reason: string): string => (reason.trim() === "" ? "" : `: ${reason.trim().slice(0, 200)}`);

function finding(rule: string, severity: Severity, name: string, version: string, message: string): ComparedFinding {
  return {
    rule,
    severity,
    package: name,
    version,
    message,
    advisory: null,
    fixedIn: [],
    location: null,
    evidence: [],
    via: [],
    key: `${rule} ${name} ${version}`,
    status: "introduced",
  };
}
