import type { LockedPackageFacts } from "../../lock/resolution/lock-facts.ts";
import { sameHash } from "../../lock/resolution/version-files.ts";
import { quoted } from "../../manifest/quoted.ts";
import type { Finding } from "../finding.ts";
import { type Facts, nothing, type Rule } from "../rule.ts";
import { indexEvidence, lineOf, lockFinding, packageText } from "./lock-finding.ts";

const id = "lock/hash-mismatch";

/**
 * What the lock has of a file and what the index has of it are not the same: another hash under the same name, a file or a whole
 * version that is gone, a version that was yanked (PEP 592).
 */
export const lockHashMismatch: Rule = {
  id,
  check: (facts) => {
    const { lock } = facts;
    if (lock === undefined) return nothing;
    return { findings: lock.packages.flatMap((one) => ofPackage(facts, one, lock.path)), notAssessed: [] };
  },
};

function ofPackage(facts: Facts, one: LockedPackageFacts, path: string): readonly Finding[] {
  const { listing } = one;
  const { entry } = one.selected;
  const location = lineOf(one);
  const found = (severity: Finding["severity"], subject: string, message: string, fact: string): Finding =>
    lockFinding(facts, {
      rule: id,
      severity,
      message,
      location,
      package: one,
      subject,
      evidence: indexEvidence(one, fact, facts.today),
    });
  if (listing.kind === "absent") {
    const asked = listing.asked.map((index) => `\`${index}\``).join(", ");
    return [
      found(
        "high",
        "gone",
        `${packageText(one)} is in \`${path}\`, and no index has ${entry.name} any more (asked: ${asked}).`,
        "",
      ),
    ];
  }
  if (listing.kind !== "listed" || entry.version === null) return [];
  if (listing.files.length === 0) {
    const message = `${packageText(one)} is in \`${path}\`, and ${listing.index} does not have this version any more.`;
    return [found("high", "gone", message, `${entry.name} has no version ${entry.version.text}`)];
  }
  return [...differing(one, path, found), ...gone(one, path, found), ...yanked(one, found)];
}

type Tell = (severity: Finding["severity"], subject: string, message: string, fact: string) => Finding;

/** A file of a public index never changes: another hash under its name is another file. */
function differing({ selected, listing }: LockedPackageFacts, path: string, found: Tell): readonly Finding[] {
  if (listing.kind !== "listed") return [];
  const { entry } = selected;
  const byName = new Map(listing.files.map((file) => [file.filename, file]));
  const other = entry.files.filter(({ filename, hashes }) => {
    const listed = filename === null ? undefined : byName.get(filename);
    return listed !== undefined && sameHash(hashes, listed.hashes) === false;
  });
  const [first] = other;
  if (first !== undefined) {
    const name = first.filename ?? "";
    const more = other.length > 1 ? ` and of ${other.length - 1} more files` : "";
    const message = `The hash of ${quoted(name)}${more} in \`${path}\` is not the one that ${listing.index} has.`;
    const hash = Object.entries(byName.get(name)?.hashes ?? {})[0];
    return [found("critical", "hash", message, `${name} has ${hash?.join(":") ?? "another hash"}`)];
  }
  const comparable = entry.files.length > 0 && entry.files.every(({ filename }) => filename === null);
  const matched = listing.files.some((file) =>
    entry.files.some(({ hashes }) => sameHash(hashes, file.hashes) !== false),
  );
  if (!comparable || matched) return [];
  const message = `None of the hashes of ${entry.name} ${entry.version?.text ?? ""} in \`${path}\` is that of a file that ${listing.index} has.`;
  return [found("critical", "hash", message, `${listing.files.length} files with other hashes`)];
}

/** Files that were deleted since: the one that the target would take matters most. */
function gone({ selected, listing, choice }: LockedPackageFacts, path: string, found: Tell): readonly Finding[] {
  if (listing.kind !== "listed") return [];
  const listed = new Set(listing.files.map(({ filename }) => filename));
  const lost = selected.entry.files.filter(({ filename }) => filename !== null && !listed.has(filename));
  const [first] = lost;
  if (first === undefined) return [];
  const chosen = choice.kind === "wheel" || choice.kind === "sdist" ? choice.file.filename : null;
  const isChosen = lost.some(({ filename }) => filename === chosen);
  const name = isChosen ? (chosen ?? "") : (first.filename ?? "");
  const more = lost.length > 1 ? ` and ${lost.length - 1} more files` : "";
  const which = isChosen ? ", which this target would install," : "";
  const message = `${quoted(name)}${which}${more} of \`${path}\` ${lost.length > 1 ? "are" : "is"} not on ${listing.index} any more.`;
  return [
    found(isChosen ? "high" : "low", "file", message, `${listing.files.length} files of the version, without ${name}`),
  ];
}

function yanked(one: LockedPackageFacts, found: Tell): readonly Finding[] {
  const { listing, choice } = one;
  if (listing.kind !== "listed" || (choice.kind !== "wheel" && choice.kind !== "sdist")) return [];
  const file = listing.files.find(({ filename }) => filename === choice.file.filename);
  if (file === undefined || file.yanked === null) return [];
  const reason = file.yanked.trim() === "" ? "" : `: ${quoted(file.yanked)}`;
  const message = `${packageText(one)} was yanked from ${listing.index}${reason}.`;
  return [found("moderate", "yanked", message, `${file.filename} is yanked (PEP 592)`)];
}
