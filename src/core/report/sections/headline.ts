import type { CheckReport, TargetReport, Verdict } from "../../comparison/comparison.ts";
import { type Place, places } from "../grouping.ts";
import { type Block, code, heading, type Inline, paragraph, strong, words } from "../markdown.ts";
import { sizeText } from "../size-text.ts";
import { imageTold } from "./image-told.ts";

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
      if (all.length > 0) return "nothing breaks";
      return report.snapshot.base === null ? "no model was found" : "no model is touched";
  }
}

/** What the merge does to the driver and the GPUs that are needed; nothing where it does nothing. */
export function acceleratorLines(report: CheckReport): Block[] {
  const several = places(report).length > 1;
  const lines = places(report).flatMap((place) => {
    const line = acceleratorLine(place, report.snapshot.base !== null);
    return line === null
      ? []
      : [paragraph(...(several ? [code(`${place.model.id} on ${place.target.id}`), words(": ")] : []), ...line)];
  });
  return lines.slice(0, 4);
}

function acceleratorLine({ target }: Place, merged: boolean): Inline[] | null {
  const sentences = [
    needs(target, merged),
    gains(target),
    imageMoves(target),
    ...imageTold(target),
    downloadMoves(target),
  ];
  const said = sentences.filter((sentence) => sentence !== null);
  return said.length === 0
    ? null
    : said.flatMap((sentence, index) => (index === 0 ? sentence : [words(" "), ...sentence]));
}

/** `After this merge the model needs driver ≥ 580 (was 525.60.13) and no longer runs on 7.0 (V100).` */
function needs({ driverFloor, gpus }: TargetReport, merged: boolean): Inline[] | null {
  const floor = driverFloor.head !== null && driverFloor.base !== driverFloor.head;
  if (!floor && gpus.lost.length === 0) return null;
  const before = driverFloor.base === null ? [] : [words(" (was "), code(driverFloor.base), words(")")];
  const lost = gpus.lost.map(({ computeCapability, names }) =>
    [computeCapability, ...(names.length === 0 ? [] : [`(${names.join(", ")})`])].join(" "),
  );
  return [
    words(merged ? "After this merge the model" : "The model"),
    ...(floor ? [words(" needs driver "), strong(code(`≥ ${driverFloor.head}`)), ...before] : []),
    ...(floor && lost.length > 0 ? [words(" and")] : []),
    ...(lost.length > 0 ? [words(" no longer runs on "), strong(...joined(lost))] : []),
    words("."),
  ];
}

function gains({ gpus }: TargetReport): Inline[] | null {
  const gained = gpus.base === null ? [] : (gpus.head ?? []).filter((gpu) => !gpus.base?.includes(gpu));
  return gained.length === 0 ? null : [words("It has code now for "), ...joined(gained), words(".")];
}

/**
 * A tag behind FROM moves the driver that the container asks for at its start, whatever the wheels need. An older branch that it lists starts
 * it too: `accelerator/container-gate` says where the target's driver does not.
 */
function imageMoves({ image }: TargetReport): Inline[] | null {
  if (image === undefined || image.base === null || image.head === null || image.base === image.head) return null;
  const { base, head } = image.startsFrom;
  const starts =
    head === null || head === base
      ? []
      : [
          words(", which asks for the CUDA of driver "),
          strong(code(`R${head}`)),
          words(base === null ? "" : ` (was R${base})`),
        ];
  return [
    words("The image moves from "),
    code(image.base, 120),
    words(" to "),
    code(image.head, 120),
    ...starts,
    words("."),
  ];
}

/** Less than a hundredth is not worth a sentence. */
function downloadMoves({ download }: TargetReport): Inline[] | null {
  if (download === undefined || download.base === null || download.head === null || download.base === 0) return null;
  if (Math.abs(download.head - download.base) / download.base < 0.01) return null;
  const verb = download.head > download.base ? "grows" : "shrinks";
  return [words(`The packages' download ${verb} from ${sizeText(download.base)} to ${sizeText(download.head)}.`)];
}

const joined = (names: readonly string[]): Inline[] =>
  names.flatMap((name, index) => (index === 0 ? [code(name)] : [words(", "), code(name)]));
