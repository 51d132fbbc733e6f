import type { Change } from "../comparison/comparison.ts";
import { demandChains, lineText, requirementText } from "../comparison/demand-chain.ts";
import type { Resolution, ResolvedPackage } from "../resolution/resolution.ts";

/** Why a package is there and why it is this version, on one target of one model. */
export interface Explanation {
  readonly model: string;
  readonly target: string;
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly index: string;
  /** Every chain of requirements that leads to it, the shortest first. */
  readonly chains: readonly (readonly string[])[];
  /** Why not a newer version, in one sentence; null where it is the newest that the target can load. */
  readonly reason: string | null;
  readonly newer: NewerVersion;
}

/** What becomes of asking for a newer version. */
export type NewerVersion =
  /** Something holds it back: the proof, as prose, and what would let it go. */
  | { readonly kind: "held-back"; readonly proof: string; readonly hints: readonly string[] }
  /** It would move, and this would move with it. */
  | { readonly kind: "possible"; readonly version: string; readonly changes: readonly Change[] }
  | { readonly kind: "unknown"; readonly why: string };

/** Every chain that leads to a package: one for each requirement that asks for it. */
export function chainsTo(resolution: Resolution, one: ResolvedPackage): readonly (readonly string[])[] {
  const chains = demandChains(resolution);
  const found = one.demandedBy.flatMap((demand): (readonly string[])[] => {
    if (demand.kind === "root") return [[lineText(demand.requirement)]];
    const chain = chains.get(demand.name);
    return chain === undefined ? [] : [[...chain.texts, requirementText(demand.text)]];
  });
  const distinct = [...new Map(found.map((chain) => [chain.join("\n"), chain])).values()];
  return distinct.toSorted((a, b) => a.length - b.length || (a.join("\n") < b.join("\n") ? -1 : 1));
}

/** The explanation as text for a terminal. */
export function explanationText(one: Explanation): string {
  const [first = ["nothing that is known"], ...others] = one.chains;
  return [
    `${one.name} ${one.version} in ${one.model} on ${one.target}`,
    `  comes from  ${first.join(" → ")}`,
    ...others.map((chain) => `              ${chain.join(" → ")}`),
    `  file        ${one.file} from ${one.index}`,
    `  version     ${one.reason ?? "the newest that the target can load"}`,
    ...newerText(one),
  ].join("\n");
}

function newerText({ newer, reason }: Explanation): string[] {
  switch (newer.kind) {
    case "held-back":
      // Where nothing newer exists there is nothing to hold it back.
      return reason === null
        ? []
        : ["  held back", ...indented(newer.proof), ...newer.hints.flatMap((hint) => ["", ...indented(hint)])];
    case "possible":
      return [
        `  could be    ${newer.version}, with ${newer.changes.length} ${newer.changes.length === 1 ? "change" : "changes"}:`,
        ...newer.changes
          .slice(0, 20)
          .map((change) => `              ${change.name} ${change.from ?? "(new)"} → ${change.to ?? "(gone)"}`),
        ...(newer.changes.length > 20 ? [`              and ${newer.changes.length - 20} more`] : []),
      ];
    case "unknown":
      return [`  newer       not assessed: ${newer.why}`];
  }
}

const indented = (text: string): string[] => text.split("\n").map((line) => `              ${line}`);
