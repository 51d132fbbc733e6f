import type { LockedPackageFacts, LockFacts } from "../../lock/resolution/lock-facts.ts";
import { quoted } from "../../manifest/quoted.ts";
import { supportedTags } from "../../python/supported-tags.ts";
import { parseWheelFilename } from "../../python/wheel-filename.ts";
import type { Target } from "../../target/target.ts";
import type { Finding } from "../finding.ts";
import { type Facts, nothing, type Rule } from "../rule.ts";
import { lineOf, lockFinding, packageText } from "./lock-finding.ts";
import { writeAgain } from "./regenerate.ts";

const id = "lock/incomplete";

/** Most dependencies that are told one by one: a lock of another project lacks them all. */
const mostTold = 20;

/**
 * What the lock leaves out for this target: an environment that it was not made for, a dependency that it does not have, and
 * packages of which no locked file fits the target's Python, system and C library.
 */
export const lockIncomplete: Rule = {
  id,
  check: (facts) => {
    const { lock } = facts;
    if (lock === undefined) return nothing;
    const doubtful = lock.packages.filter((one) => fitsButForLibc(facts.target, one));
    return {
      findings: [...uncovered(facts, lock), ...missing(facts, lock), ...withoutFile(facts, lock, new Set(doubtful))],
      notAssessed: doubtful.map((one) => ({
        what: packageText(one),
        why: `no locked wheel fits: ${whyNot(one)}. ${assumed}`,
      })),
    };
  },
};

function uncovered(facts: Facts, { path, selection }: LockFacts): readonly Finding[] {
  if (selection.uncovered === null) return [];
  const { reason, origin } = selection.uncovered;
  const message = `\`${path}\` is not for this target: ${reason}.`;
  return [lockFinding(facts, { rule: id, severity: "high", message, location: origin, subject: "target" })];
}

function missing(facts: Facts, { path, command, missing: dependencies }: LockFacts): readonly Finding[] {
  const byName = new Map(dependencies.map((one) => [one.dependency.name, one]));
  const told = [...byName.values()].slice(0, mostTold).map(({ by, dependency }) => {
    const asking = by === null ? "the project" : `${by.name} ${by.version?.text ?? ""}`.trim();
    return lockFinding(facts, {
      rule: id,
      severity: "high",
      message: `${dependency.name} is missing in \`${path}\`: ${asking} needs ${quoted(dependency.text)} here. ${writeAgain(command)}`,
      location: dependency.origin,
      subject: dependency.name,
    });
  });
  const left = byName.size - told.length;
  const [first] = dependencies;
  if (left <= 0 || first === undefined) return told;
  const message = `${left} more packages are missing in \`${path}\`. ${writeAgain(command)}`;
  return [
    ...told,
    lockFinding(facts, { rule: id, severity: "high", message, location: first.dependency.origin, subject: "more" }),
  ];
}

const assumed = "The target's glibc is assumed: declare it to know.";

function whyNot({ choice }: LockedPackageFacts): string {
  return choice.kind === "none" || choice.kind === "sdist" ? `it ${choice.why ?? "has none"}` : "";
}

/** With a newer glibc one of the wheels would do, and the target's is not declared: nobody knows whether one does. */
function fitsButForLibc(target: Target, { selected, choice }: LockedPackageFacts): boolean {
  if (target.libc === null || target.sources.libc?.how !== "assumed") return false;
  if (choice.kind !== "none" && (choice.kind !== "sdist" || choice.why === null)) return false;
  const newest = supportedTags({ ...target, libc: { ...target.libc, minor: 99 } });
  return selected.entry.files.some(({ filename }) => {
    const wheel = filename === null ? null : parseWheelFilename(filename);
    return wheel?.ok === true && newest.bestRank(wheel.value) !== null;
  });
}

function withoutFile(
  facts: Facts,
  { packages, path }: LockFacts,
  doubtful: ReadonlySet<LockedPackageFacts>,
): readonly Finding[] {
  return packages.flatMap((one) => {
    const { choice } = one;
    if (doubtful.has(one)) return [];
    const location = lineOf(one);
    if (choice.kind === "none") {
      const message = `No file of ${packageText(one)} that \`${path}\` has can be installed on this target: it ${choice.why}.`;
      return [lockFinding(facts, { rule: id, severity: "high", message, location, package: one, subject: "file" })];
    }
    if (choice.kind !== "sdist" || choice.why === null) return [];
    const message = `No wheel of ${packageText(one)} that \`${path}\` has can be loaded on this target: it ${choice.why}. It would be built from its source archive.`;
    return [lockFinding(facts, { rule: id, severity: "moderate", message, location, package: one, subject: "file" })];
  });
}
