import { isSettled } from "../remediation/impossible-reason.ts";
import { plainLine } from "./defuse.ts";
import type { ShownFix } from "./fix-markdown.ts";
import { headline } from "./fix-markdown.ts";
import { lockCommandsOf, lockState, shellLine } from "./lock-commands.ts";

/** Lines that each kind may have: what is meant for a terminal is to be read. */
const most = 20;

/** What a patch does not say, for whoever takes nothing but the patch: one line each. */
export function fixNotes({ plans, impossible, notAssessed, complete }: ShownFix): readonly string[] {
  const stuck = impossible.filter((one) => !isSettled(one));
  const needed = lockCommandsOf(plans.map(({ plan }) => plan)).filter(({ state }) => state === "needed");
  return [
    headline(plans.length, stuck.length, complete),
    ...few(needed.map((one) => `not in the patch: ${one.file}, ${lockState(one)}: ${shellLine(one)}`)),
    ...plans
      .flatMap(({ plan }) => plan.cautions ?? [])
      .map(({ origin, why }) => `mind: ${origin.file}:${origin.line}: ${why}`),
    ...few([
      ...new Set(
        stuck.map(({ finding, place, reason, explanation }) => {
          const subject = `${finding.package ?? ""} ${finding.version ?? ""}`.trim();
          const id = finding.advisory?.id ?? finding.rule;
          return `not cleared: ${subject === "" ? id : `${subject}: ${id}`} on ${place} (${reason}): ${explanation.split("\n", 1)[0]}`;
        }),
      ),
    ]),
    ...few(
      [...notAssessed, ...plans.flatMap(({ plan }) => plan.notAssessed ?? [])].map(
        ({ what, why }) => `not assessed: ${what}: ${why}`,
      ),
    ),
  ].map((line) => plainLine(line, 600));
}

function few(lines: readonly string[]): readonly string[] {
  if (lines.length <= most) return lines;
  const [kind = ""] = (lines[0] ?? "").split(":");
  return [...lines.slice(0, most), `${kind}: ${lines.length - most} more; without --patch all are named`];
}
