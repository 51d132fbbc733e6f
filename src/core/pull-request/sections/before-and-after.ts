import type { CheckReport, TargetReport } from "../../comparison/comparison.ts";
import { places } from "../../report/grouping.ts";
import { type Block, code, type Inline, paragraph, table, words } from "../../report/markdown.ts";
import type { Proposal } from "../proposal.ts";

/** One row for each target that the edits touch: the driver and the GPUs that it takes, and what is wrong with it, before and after. */
export function beforeAndAfter({ plans }: Proposal, report: CheckReport, most: number): Block[] {
  const touched = new Set(plans.flatMap((plan) => plan.places.map(({ place }) => place)));
  const rows = places(report)
    .filter(({ model, target }) => touched.has(`${model.id} on ${target.id}`))
    .map(({ model, target }): Inline[][] => [
      [code(`${model.id} on ${target.id}`, 120)],
      moved(target.driverFloor.base, target.driverFloor.head),
      moved(gpusText(target.gpus.base), gpusText(target.gpus.head)),
      findings(target),
    ]);
  if (rows.length === 0) return [];
  const rest = rows.length > most ? [paragraph(words(`+${rows.length - most} more targets.`))] : [];
  return [table(["target", "driver at least", "GPUs with code", "findings"], rows.slice(0, most)), ...rest];
}

function moved(before: string | null, after: string | null): Inline[] {
  const one = (value: string | null): Inline => (value === null ? words("none known") : code(value, 120));
  return before === after ? [one(after)] : [one(before), words(" → "), one(after)];
}

const gpusText = (gpus: readonly string[] | null): string | null =>
  gpus === null || gpus.length === 0 ? null : gpus.join(" ");

function findings({ findings: all }: TargetReport): Inline[] {
  const count = (...status: readonly string[]): number =>
    all.filter((one) => one.severity !== "info" && status.includes(one.status)).length;
  const left = count("existing", "introduced");
  return [words(`${count("existing", "fixed")} → ${left}`)];
}
