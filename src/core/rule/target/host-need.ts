import { accelerated } from "../../accelerator/accelerated.ts";
import type { EvidenceFacts } from "../../accelerator/cuda-evidence.ts";
import { formatCuda } from "../../accelerator/cuda-version.ts";
import { nearestVersions } from "../../accelerator/nearest-version.ts";
import type { DriverColumn, Reach } from "../../accelerator/reach.ts";
import { refusal } from "../../accelerator/refusal.ts";
import { served } from "../../accelerator/served.ts";
import { capabilitiesOf, driverOf } from "../../accelerator/serving.ts";
import type { Gpu } from "../../target/target.ts";
import type { Evidence } from "../finding.ts";

/** What one of several models asks of the machine that they share. */
export interface HostNeed {
  /** Columns of the drivers on which it runs. */
  readonly drivers: readonly number[];
  /** As the end of a sentence: `needs driver R580 or newer for torch 2.11.0 (CUDA 13.0)`. */
  readonly driver: string;
  /** As the end of a sentence: `has code for compute capability 3.7 to 7.0 alone`. */
  readonly gpus: string;
  readonly evidence: readonly Evidence[];
}

type Facts = EvidenceFacts & { readonly model: string };

/** What is known of a model's drivers and GPUs, in words and with the facts that bound them. */
export function hostNeed(facts: Facts, reach: Reach, columns: readonly DriverColumn[]): HostNeed {
  const drivers = reach.gpus.flatMap(({ size }, column) => (size > 0 ? [column] : []));
  const own = driverOf(facts.target);
  const capabilities = servedCapabilities(reach);
  const gpus = gpusText(capabilities);
  if (own !== null) {
    const fact = `the driver of target ${facts.target.id} is ${own.text}`;
    const source = facts.target.sources.driver?.from ?? `target \`${facts.target.id}\``;
    return {
      drivers,
      driver: `is served on driver ${own.text}`,
      gpus,
      evidence: [{ fact, source, date: null }, ...codeEvidence(facts, reach)],
    };
  }
  const branches = drivers.filter((column) => columns[column]?.branch === true);
  const all = columns.flatMap(({ branch }, column) => (branch ? [column] : []));
  const [first, last] = [branches[0] ?? 0, branches.at(-1) ?? 0];
  const machine = machineOf(facts, reach);
  const below = first === all[0] ? [] : evidenceAt(facts, columns[first - 1], machine);
  const above = last === all.at(-1) ? [] : evidenceAt(facts, columns[last + 1], machine);
  return {
    drivers,
    driver: driverText(facts, [below.length > 0 ? columns[first] : null, above.length > 0 ? columns[last] : null]),
    gpus,
    evidence: [...below, ...above, ...codeEvidence(facts, reach)],
  };
}

function driverText(
  facts: Facts,
  [least, most]: readonly [DriverColumn | null | undefined, DriverColumn | null | undefined],
): string {
  const r = (column: DriverColumn): string => `R${column.driver.branch}`;
  const what = subjectOf(facts);
  if (least != null && most != null) return `runs on drivers ${r(least)} to ${r(most)} alone, with ${what}`;
  if (least != null) return `needs driver ${r(least)} or newer for ${what}`;
  return most == null ? "runs on any driver" : `runs on drivers up to ${r(most)} alone, with ${what}`;
}

const mostNamed = 2;

/** The packages that carry CUDA, and the GPUs where the target says them. */
function subjectOf(facts: Facts): string {
  const { carriers } = accelerated(facts);
  const names = carriers
    .slice(0, mostNamed)
    .map(({ pkg, cuda }) => `${pkg.name} ${pkg.version.text} (CUDA ${formatCuda(cuda)})`);
  const gpus = capabilitiesOf(facts.target).map(({ capability, names: shown }) => `${shown} (${capability})`);
  return `${names.join(" and ")}${gpus.length === 0 ? "" : ` on ${gpus.join(" and ")}`}`;
}

function servedCapabilities(reach: Reach): readonly string[] {
  if (reach.declared) return [];
  return [...new Set(reach.gpus.flatMap((gpus) => [...gpus]))].sort((left, right) => Number(left) - Number(right));
}

function gpusText(capabilities: readonly string[]): string {
  const [first, last] = [capabilities[0], capabilities.at(-1)];
  if (first === undefined || last === undefined) return "runs on the GPUs of its target";
  return first === last
    ? `has code for compute capability ${first} alone`
    : `has code for compute capability ${first} to ${last} alone`;
}

/** The GPUs that its drivers are bounded for: those of the target, or the last one that it has code for. */
function machineOf({ target }: Facts, reach: Reach): readonly Gpu[] {
  if (reach.declared) return target.gpus;
  const capability = servedCapabilities(reach).at(-1);
  return capability === undefined ? [] : [{ name: capability, computeCapability: capability, class: "data-center" }];
}

function evidenceAt(facts: Facts, column: DriverColumn | undefined, gpus: readonly Gpu[]): readonly Evidence[] {
  return column === undefined ? [] : (refusal(facts, column.driver, gpus)?.evidence ?? []);
}

function codeEvidence(facts: Facts, reach: Reach): readonly Evidence[] {
  if (reach.declared) return [];
  return served(facts).carriers.flatMap(({ code }) => (code.kind === "unknown" ? [] : code.evidence));
}

interface Side {
  readonly housed: Facts;
  readonly need: HostNeed;
}

/** The versions of one that run where the other does, as far as the tables know any; else that they need a machine each. */
export function wayOut(left: Side, right: Side, columns: readonly DriverColumn[]): string {
  const versions = [versionsFor(left, right, columns), versionsFor(right, left, columns)].flat();
  return versions.length === 0
    ? "What helps: a machine for each of them."
    : `What helps: ${versions.join(", or ")}, or a machine for each of them.`;
}

function versionsFor(mine: Side, other: Side, columns: readonly DriverColumn[]): readonly string[] {
  const { housed } = mine;
  // Of the other's drivers the nearest to its own: the least that has to change.
  const most = Math.max(...mine.need.drivers);
  const above = Math.min(...other.need.drivers) > most;
  const column = columns[above ? Math.min(...other.need.drivers) : Math.max(...other.need.drivers)];
  if (column === undefined) return [];
  const gpus = housed.target.gpus.length > 0 ? housed.target.gpus : other.housed.target.gpus;
  const target = { ...housed.target, driver: column.driver.text, gpus };
  const stuck = refusal({ ...housed, target }, column.driver, gpus);
  if (stuck === null || stuck.pkg === null) return [];
  const pkg = accelerated(housed).carriers.find((carrier) => carrier.pkg.name === stuck.pkg)?.pkg;
  const found = pkg === undefined ? [] : nearestVersions(housed.tables, target, pkg);
  return found.slice(0, 1).map((version) => `${stuck.pkg} ${version} for \`${housed.model}\``);
}
