import type { Change } from "../comparison/comparison.ts";
import type { Chain, Explanation, HeldBack, NewerVersion, Release } from "./explanation.ts";

/** Chains that are shown of one list, and changes: the JSON has all of them. */
const mostChains = 6;
const mostChanges = 8;

/** The explanation as text for a terminal: what is installed, who asks for it, and what becomes of a newer version. */
export function explanationText(one: Explanation): string {
  const { name, version, model, target, chains, file, index } = one;
  return [
    `${name} ${version} in ${model} on ${target}`,
    ...field("file", [`${file} from ${index}`]),
    ...field("asked for by", chains.length === 0 ? ["nothing that is known"] : chainLines(chains)),
    ...newerText(one),
  ].join("\n");
}

/** A label, and what belongs to it in a column of its own. */
function field(label: string, lines: readonly string[]): string[] {
  return lines.map((line, at) => (line === "" ? "" : `  ${(at === 0 ? label : "").padEnd(14)}${line}`));
}

function chainLines(chains: readonly Chain[]): string[] {
  const shown = chains.slice(0, mostChains).map((chain) => chain.join(" → "));
  const more = chains.length - shown.length;
  return more === 0 ? shown : [...shown, `and ${more} more`];
}

function newerText({ newer, name, reason }: Explanation): string[] {
  switch (newer.kind) {
    case "newest":
      return [
        ...field("version", ["the newest that the target can load"]),
        ...field(
          "passed over",
          newer.passedOver.flatMap((why) => why.split("\n")),
        ),
      ];
    case "possible":
      return [...field("version", [reason ?? `${newer.version} is newer`]), ...field("could be", [couldBe(newer)])];
    case "held-back":
      return heldBackText(newer, name);
    case "unknown":
      return [...field("version", reason === null ? [] : [reason]), ...field("newer", [`not assessed: ${newer.why}`])];
  }
}

function heldBackText({ version, by, proof, hints, reachable, releases }: HeldBack, name: string): string[] {
  return [
    ...field("newest", [`${version}, which the target could load`]),
    ...field("held back by", by.length === 0 ? ["what follows from the requirements together"] : chainLines(by)),
    ...field("could be", reachable === null ? [] : [couldBe(reachable)]),
    ...field(
      "would move",
      releases.length === 0 ? ["by no single line that allowed newer versions"] : releaseLines(releases, name),
    ),
    ...field("because", [...proof.split("\n"), ...hints.flatMap((hint) => ["", ...hint.split("\n")])]),
  ];
}

function releaseLines(releases: readonly Release[], name: string): string[] {
  return releases.flatMap(({ line, version, changes }) => [
    `to ${version}, if ${line} allowed newer versions:`,
    `  ${changesText(changes.filter((change) => change.name !== name))}`,
  ]);
}

function couldBe({ version, changes }: Extract<NewerVersion, { kind: "possible" }>): string {
  return `${version}, ${changes.length <= 1 ? "and nothing else moves" : `with ${changesText(changes)}`}`;
}

function changesText(changes: readonly Change[]): string {
  if (changes.length === 0) return "nothing else moves";
  const shown = changes
    .slice(0, mostChanges)
    .map(({ name, from, to }) => `${name} ${from ?? "(new)"} → ${to ?? "(gone)"}`);
  const more = changes.length - shown.length;
  return `${shown.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
}
