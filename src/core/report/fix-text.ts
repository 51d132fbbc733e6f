import type { ImpossibleFinding, Plan } from "../remediation/plan.ts";
import { tradeText } from "../remediation/trade.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import type { Finding } from "../rule/finding.ts";
import { plainLine } from "./defuse.ts";
import { editReasons } from "./edit-reasons.ts";
import { lockState, shellLine } from "./lock-commands.ts";

/** A plan as text: what it clears, what it moves, what comes with it. The patch follows it. */
export function planText(plan: Plan): string {
  const ids = new Set(plan.clears.map(({ finding }) => subjectOf(finding)));
  const lines = [
    `Plan ${plan.id} clears ${ids.size} ${ids.size === 1 ? "finding" : "findings"}:`,
    ...byPackage(plan.clears).map((line) => `  ${line}`),
  ];
  for (const { place, changes } of plan.places) {
    if (changes.length === 0) continue;
    lines.push(`${place}:`);
    for (const { name, from, to } of changes) lines.push(`  ${name} ${from ?? "(new)"} → ${to ?? "(gone)"}`);
  }
  if (plan.edits.length > 0) lines.push("Edits:");
  for (const { file, what, why } of editReasons(plan)) lines.push(`  ${file}: ${what}: ${why}`);
  for (const one of plan.commands ?? []) lines.push(`${one.file}: ${lockState(one)}: ${shellLine(one)}`);
  if (plan.introduces.length > 0) {
    lines.push(
      "It brings in, less severe than what it clears:",
      ...byPackage(plan.introduces).map((line) => `  ${line}`),
    );
  }
  const { notAssessed = [], cautions = [] } = plan;
  for (const { origin, why } of cautions) lines.push(`Mind ${origin.file}:${origin.line}: ${why}`);
  if (notAssessed.length > 0) {
    lines.push("Not assessed of what it brings in:", ...notAssessed.map(({ what, why }) => `  ${what}: ${why}`));
  }
  lines.push(...tradeLines(plan));
  for (const { place, files, why } of plan.unchecked ?? [])
    lines.push(`Not checked for ${place}, which reads ${files.join(" and ")}: ${why}`);
  return lines.map(indentedLine).join("\n");
}

function tradeLines({ trades }: Plan): readonly string[] {
  const told = trades.map(({ trade }) => `  ${tradeText(trade)}`);
  return told.length === 0 ? [] : ["It leaves the CUDA, the build or the index that is installed:", ...new Set(told)];
}

/** Of a line: the ids of some hundred advisories. */
const longest = 4000;

const indentedLine = (line: string): string =>
  line.replace(/^( *)(.*)$/, (_, indent: string, text: string) => indent + plainLine(text, longest));

export function impossibleText(all: readonly ImpossibleFinding[]): string {
  const byReason = new Map<string, ImpossibleFinding[]>();
  for (const one of all) {
    const { reason, explanation, remedy } = one;
    const key = `${reason}: ${plainText(explanation)}${remedy === undefined ? "" : `\n  What would help: ${plainText(remedy)}`}`;
    byReason.set(key, [...(byReason.get(key) ?? []), one]);
  }
  return [...byReason]
    .map(([why, those]) => {
      const places = [...new Set(those.map(({ place }) => place))];
      return [...byPackage(those), `  where: ${places.join(", ")}`].map(indentedLine).concat(`  ${why}`).join("\n");
    })
    .join("\n");
}

/** A line for each version of a package, with all that is said of it. */
function byPackage(all: readonly { readonly finding: Finding }[]): readonly string[] {
  const lines = new Map<string, Set<string>>();
  for (const { finding } of all) {
    const { package: name, version, advisory, rule, severity } = finding;
    const subject = name === null ? "" : `${name} ${version ?? ""}: `;
    const id = advisory?.id ?? rule;
    lines.set(subject, (lines.get(subject) ?? new Set()).add(name === null ? id : `${id} (${severity})`));
  }
  return [...lines].map(([subject, ids]) => `${subject}${[...ids].join(", ")}`);
}

export function notAssessedText(all: readonly NotAssessed[]): string {
  return all.map(({ what, why }) => plainLine(`${what}: ${why}`, 500)).join("\n");
}

function subjectOf({ advisory, rule, package: name, version, severity }: Finding): string {
  const id = advisory?.id ?? rule;
  return name === null ? id : `${name} ${version ?? ""}: ${id} (${severity})`;
}

/** A proof has several lines, which stay. */
const plainText = (text: string): string =>
  text
    .split("\n")
    .map((line) => plainLine(line, 500))
    .join("\n  ");
