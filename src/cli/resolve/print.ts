import { PinwardenError } from "../../core/error.ts";
import { quoted } from "../../core/manifest/quoted.ts";
import { type JointPackage, jointResolution } from "../../core/report/joint/joint-resolution.ts";
import { jsonText } from "../../core/report/json-text.ts";
import { pylock } from "../../core/report/pylock.ts";
import { requirementsText, withoutHash } from "../../core/report/requirements-text.ts";
import { resolutionJson, resolutionsJson, unmetJson } from "../../core/report/resolution-json.ts";
import type { ResolutionOutcome } from "../../core/resolution/resolution.ts";
import type { Target } from "../../core/target/target.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
import type { ResolveCommandOptions } from "./command-options.ts";

/** What came out for one target. */
export interface TargetOutcome {
  readonly target: Target;
  readonly outcome: ResolutionOutcome;
  /** Which builds of torch and its family were taken, and why; absent where no variant was chosen. */
  readonly variants?: readonly string[];
}

type Printing = Pick<ResolveCommandOptions, "format" | "output" | "generateHashes">;

/** Prints what came out, and answers the status: of several targets that of the worst. */
export async function printOutcomes(
  outcomes: readonly TargetOutcome[],
  options: Printing,
  terminal: Terminal,
): Promise<ExitCode> {
  if (options.format === "json") {
    const each = outcomes.map(({ outcome, target }) => resolutionJson(outcome, target));
    const [only] = each;
    const json = each.length === 1 && only !== undefined ? only : resolutionsJson(each);
    await terminal.result(jsonText(json), options.output ?? null);
    return statusOf(outcomes);
  }
  for (const one of outcomes) tell(one, outcomes.length > 1, terminal);
  const status = statusOf(outcomes);
  return status === exitCodes.clean ? await printPackages(outcomes, options, terminal) : status;
}

function statusOf(outcomes: readonly TargetOutcome[]): ExitCode {
  const kinds = outcomes.map(({ outcome }) => outcome.kind);
  if (kinds.includes("unsatisfiable")) return exitCodes.findings;
  return kinds.includes("incomplete") ? exitCodes.incomplete : exitCodes.clean;
}

/** What is not assessed, and why there is no resolution. */
function tell({ target, outcome, variants = [] }: TargetOutcome, several: boolean, terminal: Terminal): void {
  const on = several ? ` (${target.id})` : "";
  const notAssessed = outcome.kind === "resolved" ? outcome.resolution.notAssessed : outcome.notAssessed;
  for (const text of variants) terminal.note(`variant${on}: ${text}`);
  for (const { name, version, requires, installed } of outcome.kind === "resolved" ? unmetJson(outcome.resolution) : [])
    terminal.note(
      `not met${on}: ${name} ${version} requires ${quoted(requires)}, and ${installed.name} ${installed.version} would be installed`,
    );
  for (const { what, why } of notAssessed) terminal.note(`not assessed${on}: ${what}: ${why}`);
  if (outcome.kind === "unsatisfiable") {
    const text = [outcome.conflict.text, ...outcome.conflict.hints].join("\n\n");
    terminal.error(new PinwardenError("resolution/unsatisfiable", several ? `On ${target.id}: ${text}` : text));
  }
  if (outcome.kind === "incomplete") {
    const what = `The resolution${several ? ` on ${target.id}` : ""} could not be completed; what is missing is listed above.`;
    terminal.error(new PinwardenError("index/incomplete", what));
  }
}

/** @throws PinwardenError `usage/targets` where one list cannot hold what the targets install */
async function printPackages(
  outcomes: readonly TargetOutcome[],
  options: Printing,
  terminal: Terminal,
): Promise<ExitCode> {
  const sides = outcomes.flatMap(({ target, outcome }) =>
    outcome.kind === "resolved" ? [{ target, resolution: outcome.resolution }] : [],
  );
  const joint = jointResolution(sides);
  if (joint.kind === "indistinct") {
    const [one, other] = joint.versions.map((version) => (version === null ? "nothing" : version));
    const message = `\`${joint.name}\` differs: ${one} on ${joint.targets[0]}, ${other} on ${joint.targets[1]}. No marker tells the two targets apart, so one file cannot hold both.`;
    throw new PinwardenError("usage/targets", message, {
      hint: "Resolve them one by one, or constrain the package to a version that both can load.",
    });
  }
  const { text, status } = render(joint.packages, outcomes, options, terminal);
  await terminal.result(text, options.output ?? null);
  return status;
}

function render(
  packages: readonly JointPackage[],
  outcomes: readonly TargetOutcome[],
  options: Printing,
  terminal: Terminal,
): { readonly text: string; readonly status: ExitCode } {
  if (options.format === "pylock") {
    const targets = outcomes.map(({ target }) => target);
    const lock = pylock(packages, targets);
    for (const one of lock.withoutHash)
      terminal.note(
        `not in the lock: ${one}: its index gives no hash of its file, without which PEP 751 locks nothing`,
      );
    return { text: lock.text, status: lock.withoutHash.length > 0 ? exitCodes.incomplete : exitCodes.clean };
  }
  const hashes = options.generateHashes === true;
  for (const one of hashes ? withoutHash(packages) : [])
    terminal.note(`without a hash: ${one}: its index gives none, so \`pip install --require-hashes\` will refuse it`);
  return { text: requirementsText(packages, { hashes }), status: exitCodes.clean };
}
