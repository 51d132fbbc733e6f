import type { ImpossibleFinding } from "../../remediation/plan.ts";
import { type Block, bullets, code, type Inline, paragraph, prose, words } from "../markdown.ts";

/** One package with one reason: its advisories have it in common, and so have its places. */
interface Stuck {
  readonly first: ImpossibleFinding;
  readonly ids: Set<string>;
  readonly places: Set<string>;
}

/** What no edit clears, one line for each package and reason. `where`: whether the places are named. */
export function impossibleList(all: readonly ImpossibleFinding[], most: number, where: boolean): Block[] {
  const lines = grouped(all);
  if (lines.length === 0) return [];
  const rest = lines.length > most ? [paragraph(words(`+${lines.length - most} more.`))] : [];
  return [bullets(lines.slice(0, most).map((one) => line(one, where))), ...rest];
}

function grouped(all: readonly ImpossibleFinding[]): readonly Stuck[] {
  const groups = new Map<string, Stuck>();
  for (const one of all) {
    const { finding, reason, explanation } = one;
    const key = JSON.stringify([finding.package, finding.version, reason, explanation]);
    const group = groups.get(key) ?? { first: one, ids: new Set<string>(), places: new Set<string>() };
    group.ids.add(finding.advisory?.id ?? finding.rule);
    group.places.add(one.place);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function line({ first, ids, places }: Stuck, where: boolean): Inline[] {
  const { finding, reason, explanation, remedy } = first;
  return [
    ...(finding.package === null ? [] : [code(`${finding.package} ${finding.version ?? ""}`, 120), words(" ")]),
    ...named([...ids], 4),
    ...(where ? [words(" in "), ...named([...places], 3)] : []),
    words(" ("),
    code(reason),
    words("): "),
    ...prose(explanation.split("\n", 1)[0] ?? "", 300),
    ...(remedy === undefined ? [] : [words(" "), ...prose(remedy, 300)]),
  ];
}

/** Names in code: `a`, `b` and 3 more. */
export function named(names: readonly string[], most: number): Inline[] {
  const shown = names.slice(0, most).flatMap((name, index) => [...(index === 0 ? [] : [words(", ")]), code(name, 120)]);
  return names.length > most ? [...shown, words(` and ${names.length - most} more`)] : shown;
}
