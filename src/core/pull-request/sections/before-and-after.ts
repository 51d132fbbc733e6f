import type { CheckReport, TargetReport } from "../../comparison/comparison.ts";
import { places } from "../../report/grouping.ts";
import { type Block, code, type Inline, paragraph, table, words } from "../../report/markdown.ts";
import type { Proposal } from "../proposal.ts";

/** One row for each target that the edits touch: the driver and the GPUs that it takes, and what is wrong with it, before and after. */
export function beforeAndAfter({ plans }: Proposal, report: CheckReport, most: number): Block[] {
  const touched = new Set(plans.flatMap((plan) => plan.places.map(({ place }) => place)));
  const shown = places(report).filter(({ model, target }) => touched.has(`${model.id} on ${target.id}`));
  if (shown.length === 0) return [];
  // Where nothing installed has CUDA code, two columns would say so on every row.
  const accelerated = shown.some(({ target }) => hasCuda(target));
  const rows = shown.map(({ model, target }): Inline[][] => [
    [code(`${model.id} on ${target.id}`, 120)],
    ...(accelerated
      ? [
          moved(target.driverFloor.base, target.driverFloor.head),
          gpusMoved(target.gpus.base ?? [], target.gpus.head ?? []),
        ]
      : []),
    findings(target),
  ]);
  const columns = ["target", ...(accelerated ? ["driver at least", "GPUs with code"] : []), "findings"];
  const rest = rows.length > most ? [paragraph(words(`+${rows.length - most} more targets.`))] : [];
  return [table(columns, rows.slice(0, most)), ...rest];
}

function moved(before: string | null, after: string | null): Inline[] {
  const one = (value: string | null): Inline => (value === null ? words("none known") : code(value, 120));
  return before === after ? [one(after)] : [one(before), words(" → "), one(after)];
}

const hasCuda = ({ driverFloor, gpus }: TargetReport): boolean =>
  [driverFloor.base, driverFloor.head].some((floor) => floor !== null) ||
  [gpus.base, gpus.head].some((list) => list !== null && list.length > 0);

/** The list as it is afterwards, and what of it came and went: two long lists beside each other are compared by nobody. */
function gpusMoved(before: readonly string[], after: readonly string[]): Inline[] {
  const gained = after.filter((one) => !before.includes(one));
  const lost = before.filter((one) => !after.includes(one));
  const list = after.length === 0 ? words("none known") : code(after.join(" "), 120);
  const said = [
    ...(lost.length === 0 ? [] : [`loses ${lost.join(" ")}`]),
    ...(gained.length === 0 ? [] : [`gains ${gained.join(" ")}`]),
  ];
  return said.length === 0 ? [list] : [list, words(` (${said.join(", ")})`)];
}

function findings({ findings: all }: TargetReport): Inline[] {
  const count = (...status: readonly string[]): number =>
    all.filter((one) => one.severity !== "info" && status.includes(one.status)).length;
  const left = count("existing", "introduced");
  return [words(`${count("existing", "fixed")} → ${left}`)];
}
