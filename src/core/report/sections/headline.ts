import type { CheckReport, Verdict } from "../../comparison/comparison.ts";
import { type Place, places } from "../grouping.ts";
import { type Block, code, heading, type Inline, paragraph, strong, words } from "../markdown.ts";

export const verdictSign: Readonly<Record<Verdict, string>> = { pass: "✅", warn: "⚠️", fail: "⛔", incomplete: "⚪" };

/** The verdict in one line, so that somebody who reads nothing else knows what to do. */
export function headline(report: CheckReport): Block {
  return heading(3, words(`${verdictSign[report.verdict]} Pinwarden: ${sentence(report)}`));
}

function sentence(report: CheckReport): string {
  const all = places(report);
  const count = (verdict: Verdict): number => all.filter(({ target }) => target.verdict === verdict).length;
  const of = (number: number): string =>
    all.length === 1 ? "the model" : `${number} of ${all.length} models and targets`;
  const change = report.snapshot.base === null ? "" : "after this merge ";
  switch (report.verdict) {
    case "fail":
      return count("fail") === 0 ? "the check failed" : `${change}${of(count("fail"))} would fail`;
    case "incomplete":
      return all.length === 0
        ? "the check could not be completed"
        : `${of(count("incomplete"))} could not be checked completely`;
    case "warn":
      return "nothing breaks, something is worth a look";
    case "pass":
      return all.length === 0 ? "no model is touched" : "nothing breaks";
  }
}

/** What the merge does to the driver and the GPUs that are needed; nothing where it does nothing. */
export function acceleratorLines(report: CheckReport): Block[] {
  const several = places(report).length > 1;
  const lines = places(report).flatMap((place) => {
    const line = acceleratorLine(place);
    return line === null
      ? []
      : [paragraph(...(several ? [code(`${place.model.id} on ${place.target.id}`), words(": ")] : []), ...line)];
  });
  return lines.slice(0, 4);
}

function acceleratorLine({ target }: Place): Inline[] | null {
  const { driverFloor, gpus } = target;
  const parts: Inline[][] = [];
  if (driverFloor.base !== driverFloor.head && driverFloor.head !== null) {
    const before = driverFloor.base === null ? [] : [words("was "), code(driverFloor.base), words(", ")];
    parts.push([words("Driver floor: "), ...before, words("is "), strong(code(`≥ ${driverFloor.head}`))]);
  }
  if (gpus.lost.length > 0) {
    const lost = gpus.lost.map(({ computeCapability, names }) =>
      [computeCapability, ...(names.length === 0 ? [] : [`(${names.join(", ")})`])].join(" "),
    );
    parts.push([words("no code any more for "), strong(...joined(lost))]);
  }
  const gained = gpus.base === null ? [] : (gpus.head ?? []).filter((gpu) => !gpus.base?.includes(gpu));
  if (gained.length > 0) parts.push([words("now has code for "), ...joined(gained)]);
  if (parts.length === 0) return null;
  return [...parts.flatMap((part, index) => (index === 0 ? part : [words("; "), ...part])), words(".")];
}

const joined = (names: readonly string[]): Inline[] =>
  names.flatMap((name, index) => (index === 0 ? [code(name)] : [words(", "), code(name)]));
