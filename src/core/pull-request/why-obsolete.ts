import type { ImpossibleFinding } from "../remediation/plan.ts";
import type { Proposal } from "./proposal.ts";
import type { StandingPull } from "./standing-pull.ts";

/** What could have become of a finding that a pull request was for. */
export interface Gone {
  readonly proposals: readonly Proposal[];
  readonly impossible: readonly ImpossibleFinding[];
  /** Branch that pull requests are for. */
  readonly base: string;
}

/** Why a pull request is not needed any more, as sentences with code in backticks. */
export function whyObsolete({ marker }: StandingPull, { proposals, impossible, base }: Gone): string {
  const cleared = new Set(marker?.clears ?? []);
  const instead = proposals.filter(({ covers }) => covers.clears.some((key) => cleared.has(key)));
  const stuck = impossible.filter(({ finding }) => cleared.has(finding.key));
  const said: string[] = [];
  if (instead.length > 0) {
    const branches = instead.map(({ branch }) => `\`${branch}\``);
    said.push(`It is superseded by ${branches.slice(0, 5).join(", ")}${branches.length > 5 ? " and others" : ""}.`);
  }
  const [first] = stuck;
  if (first !== undefined) {
    const { package: name, advisory, rule } = first.finding;
    said.push(
      `No edit is known any more that clears \`${advisory?.id ?? rule}\` of \`${name ?? "?"}\` (${first.reason}): ${first.explanation.split("\n", 1)[0]}`,
    );
  }
  if (said.length === 0) said.push(`What it clears is no longer found on \`${base}\`.`);
  return said.join(" ");
}
