import type { Finding } from "../rule/finding.ts";
import type { Cause, Inputs, Item, PlaceRecord } from "./record.ts";

/** What is known of a place when something is seen in it that the record before does not have. */
export interface CauseFacts {
  readonly previous: PlaceRecord | null;
  /** True where no scan has seen the place whole, and it is not one that a commit added either. */
  readonly first: boolean;
  readonly inputs: Inputs;
  /** False where another version of Pinwarden or of its tables looks now. */
  readonly sameTool: boolean;
}

/** Rules whose findings follow from what others publish, whichever version of Pinwarden looks. */
const ofTheWorld = (rule: string): boolean =>
  rule === "advisory" ||
  rule.startsWith("release/") ||
  rule.startsWith("scan/") ||
  rule === "lock/hash-mismatch" ||
  rule === "resolution/unsatisfiable";

const ofThePolicy = (rule: string): boolean => rule.startsWith("policy/") || rule.startsWith("licence/");

const ofTheTarget = (rule: string): boolean => rule === "scan/ends-soon" || /^platform\/.*-eol$/.test(rule);

/**
 * What made something be wrong that was not before. A commit is blamed for what it can have done alone: an advisory of a pin that it did
 * not move is drift, whatever else it changed.
 */
export function causeOf(finding: Finding, where: Item["where"], facts: CauseFacts): Cause {
  const { previous } = facts;
  if (facts.first) return "first-scan";
  if (previous === null) return "commit";
  // What an installation without the lock would get is the world's doing.
  if (where === "unpinned") return "drift";
  if (ofThePolicy(finding.rule) && previous.inputs.policy !== facts.inputs.policy) return "commit";
  const same = sameInputs(previous.inputs, facts.inputs);
  const unmoved = isUnmoved(finding, previous);
  const untouched = same || unmoved || (ofTheTarget(finding.rule) && previous.inputs.target === facts.inputs.target);
  if (!untouched) return "commit";
  const moved = finding.package !== null && !unmoved;
  return facts.sameTool || moved || ofTheWorld(finding.rule) ? "drift" : "tool";
}

/** Whether the finding is about a version that the record before has already. */
export function isUnmoved(
  { package: name, version }: Pick<Finding, "package" | "version">,
  previous: PlaceRecord,
): boolean {
  return name !== null && previous.packages.some((one) => one.name === name && one.version === version);
}

/** Whether the same would be installed from them at the same moment. */
export function sameInputs(a: Inputs, b: Inputs): boolean {
  return a.target === b.target && a.resolution === b.resolution && changedFiles(a, b).length === 0;
}

/** Paths whose content differs, those that came or went included, sorted. */
export function changedFiles(a: Inputs, b: Inputs): readonly string[] {
  const paths = new Set([...Object.keys(a.files), ...Object.keys(b.files)]);
  return [...paths].filter((path) => fileOf(a, path) !== fileOf(b, path)).sort();
}

const fileOf = ({ files }: Inputs, path: string): string | null =>
  Object.hasOwn(files, path) ? (files[path] ?? null) : null;
