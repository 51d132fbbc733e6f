import type { ImpossibleFinding, Plan } from "../remediation/plan.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import { plainLine } from "./defuse.ts";
import { editReasons } from "./edit-reasons.ts";

/** A plan as text: what it clears, what it moves, what comes with it. The patch follows it. */
export function planText(plan: Plan): string {
  const ids = [...new Set(plan.clears.map(({ finding }) => subjectOf(finding)))];
  const lines = [
    `Plan ${plan.id} clears ${ids.length} ${ids.length === 1 ? "finding" : "findings"}:`,
    ...ids.map((id) => `  ${id}`),
  ];
  for (const { place, changes } of plan.places) {
    if (changes.length === 0) continue;
    lines.push(`${place}:`);
    for (const { name, from, to } of changes) lines.push(`  ${name} ${from ?? "(new)"} → ${to ?? "(gone)"}`);
  }
  if (plan.edits.length > 0) lines.push("Edits:");
  for (const { file, what, why } of editReasons(plan)) lines.push(`  ${file}: ${what}: ${why}`);
  for (const { file, command, state, why } of plan.commands ?? []) {
    const reason = why === null ? "" : ` (${why})`;
    const what = state === "ran" ? `${file}: written, read back and checked` : `${file}: still to be written${reason}`;
    lines.push(`${what}: ${command.join(" ")}`);
  }
  if (plan.introduces.length > 0) {
    lines.push(
      "It brings in, less severe than what it clears:",
      ...plan.introduces.map(({ finding }) => `  ${subjectOf(finding)}`),
    );
  }
  return lines.map(indentedLine).join("\n");
}

const indentedLine = (line: string): string =>
  line.replace(/^( *)(.*)$/, (_, indent: string, text: string) => indent + plainLine(text));

export function impossibleText(all: readonly ImpossibleFinding[]): string {
  const byReason = new Map<string, { readonly subjects: Set<string>; readonly places: Set<string> }>();
  for (const { place, finding, reason, explanation, remedy } of all) {
    const key = `${reason}: ${plainText(explanation)}${remedy === undefined ? "" : `\n  What would help: ${plainText(remedy)}`}`;
    const { subjects, places } = byReason.get(key) ?? { subjects: new Set(), places: new Set() };
    byReason.set(key, { subjects: subjects.add(subjectOf(finding)), places: places.add(place) });
  }
  return [...byReason]
    .map(([why, { subjects, places }]) =>
      [...subjects, `  where: ${[...places].join(", ")}`].map(indentedLine).concat(`  ${why}`).join("\n"),
    )
    .join("\n");
}

export function notAssessedText(all: readonly NotAssessed[]): string {
  return all.map(({ what, why }) => plainLine(`${what}: ${why}`, 500)).join("\n");
}

function subjectOf({ advisory, rule, package: name, version, severity }: Plan["clears"][number]["finding"]): string {
  const id = advisory?.id ?? rule;
  return name === null ? id : `${name} ${version ?? ""}: ${id} (${severity})`;
}

/** A proof has several lines, which stay. */
const plainText = (text: string): string =>
  text
    .split("\n")
    .map((line) => plainLine(line, 500))
    .join("\n  ");
