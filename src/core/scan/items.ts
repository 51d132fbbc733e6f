import { decide } from "../policy/decide.ts";
import type { ComparedFinding } from "../rule/finding.ts";
import { type CauseFacts, causeOf, isUnmoved, sameInputs } from "./cause.ts";
import { daysLater } from "./end-of-life.ts";
import { fileFindings } from "./file-findings.ts";
import { type KnownItems, knownItems } from "./known-items.ts";
import type { Observation, PlaceObservation } from "./observation.ts";
import { type Item, keyOf } from "./record.ts";

/** Days for which it is told that a version went that is installed nowhere any more. */
const tellsOfFormer = 30;

/** Everything that is wrong in a place now: what was seen before with its cause and its moment, what is new with tonight's. */
export function itemsOf(
  seen: PlaceObservation,
  facts: CauseFacts,
  { at, policy }: Pick<Observation, "at" | "policy">,
): readonly Item[] {
  const before = facts.previous?.items ?? [];
  const formerly = knownItems(before);
  const same = facts.previous !== null && sameInputs(facts.previous.inputs, seen.inputs);
  // A version that a commit left behind is nobody's concern.
  const looked = same ? seen : { ...seen, formerPins: [] };
  const ofFiles = decide(fileFindings(facts.previous, looked), true, policy, at.slice(0, 10)).findings;
  const installed = [...seen.findings, ...ofFiles];
  const unpinned = seen.unpinned?.kind === "resolved" ? seen.unpinned.findings : [];
  const items = [
    ...installed.map((finding) => itemOf(finding, "installed", formerly, facts, at)),
    ...unpinned.map((finding) => itemOf(finding, "unpinned", formerly, facts, at)),
  ].filter((item) => !isStale(item, seen, at));
  const now = knownItems(items);
  const kept = before.filter((item) => now.find(item) === null && isUnknown(item, seen, same, facts));
  return distinct([...items, ...kept]).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const distinct = (items: readonly Item[]): Item[] => [...new Map(items.map((item) => [keyOf(item), item])).values()];

function itemOf(
  finding: ComparedFinding,
  where: Item["where"],
  formerly: KnownItems,
  facts: CauseFacts,
  at: string,
): Item {
  const { key, rule, severity, score, package: name, version, message, advisory, fixedIn, accepted } = finding;
  const seen: Omit<Item, "cause" | "since"> = {
    key,
    rule,
    severity,
    score: score ?? null,
    package: name,
    version,
    message,
    advisory,
    fixedIn,
    where,
    accepted: accepted ?? null,
  };
  const known = formerly.find(seen);
  const cause = known?.cause ?? causeOf(finding, where, facts);
  return { ...seen, cause, since: known?.since ?? at };
}

/** That a version went which nothing installs any more is news for a while, and then history. */
function isStale(item: Item, seen: PlaceObservation, at: string): boolean {
  if (!isFormer(item, seen) || seen.outcome !== "resolved") return false;
  return daysLater(item.since.slice(0, 10), tellsOfFormer) < at.slice(0, 10);
}

function isFormer({ rule, package: name, version }: Item, seen: PlaceObservation): boolean {
  if (rule !== "scan/gone" && rule !== "scan/yanked") return false;
  return !seen.packages.some((one) => one.name === name && one.version === version);
}

/**
 * Whether nobody can tell that something is no longer wrong: a source failed, and the pin that it is about is still there. What was
 * known is never given up for not having been able to look.
 */
function isUnknown(item: Item, seen: PlaceObservation, sameInputs: boolean, { previous }: CauseFacts): boolean {
  if (item.where === "unpinned") {
    const { unpinned } = seen;
    return unpinned !== null && (unpinned.kind === "unknown" || !unpinned.complete);
  }
  // Without a resolution nothing was looked at but that.
  if (seen.outcome === "unsatisfiable") return item.package !== null && sameInputs;
  if (seen.complete || item.package === null) return false;
  if (isFormer(item, seen)) return sameInputs;
  return (
    previous !== null &&
    isUnmoved(item, previous) &&
    seen.packages.some(({ name, version }) => name === item.package && version === item.version)
  );
}
