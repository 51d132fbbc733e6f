import { accelerated } from "../../accelerator/accelerated.ts";
import type { EvidenceFacts } from "../../accelerator/cuda-evidence.ts";
import { branchColumns, type DriverColumn, meet, type Reach, reachOf } from "../../accelerator/reach.ts";
import { driverOf } from "../../accelerator/serving.ts";
import type { Finding, Severity } from "../finding.ts";
import { targetFinding } from "../target-finding.ts";
import { type HostNeed, hostNeed, wayOut } from "./host-need.ts";

export const sharedHost = "target/shared-host";

/** One of the models that are served on one machine. */
export interface Housed extends EvidenceFacts {
  readonly model: string;
}

/** The machine that models share. */
export interface SharedHost {
  /** `host` where the configuration names it; `target` where the models name one target, and say the same of its driver and GPUs. */
  readonly kind: "host" | "target";
  readonly name: string;
}

/** Most contradictions that are told of one machine: with one of them mended, the others are looked at again. */
const mostTold = 3;

/** Models with the same reach, and the first of them, which speaks for all. */
interface Group {
  readonly models: readonly string[];
  readonly first: Housed;
  readonly reach: Reach;
}

/**
 * Models that each run somewhere, and of which no machine runs both: no driver, or no GPU of one kind, suits the two. What the target says
 * is taken as it is; what it leaves open may be anything. A model that runs nowhere by itself is for other rules to tell.
 */
export function sharedHostFindings(host: SharedHost, members: readonly Housed[]): readonly Finding[] {
  const asking = members.filter(asksForGpus);
  const tables = asking[0]?.tables;
  if (tables === undefined || asking.length < 2) return [];
  const columns = columnsFor(asking, branchColumns(tables));
  const groups = groupsOf(asking, columns).filter(({ reach }) => reach.gpus.some(({ size }) => size > 0));
  const findings: Finding[] = [];
  for (const [at, right] of groups.entries())
    for (const left of groups.slice(0, at)) {
      const together = meet(
        [left.reach, right.reach],
        (one, other) => one === other || sameGpus(left.first, right.first),
      );
      if (together === null && findings.length < mostTold) findings.push(findingOf(host, left, right, columns));
    }
  return findings;
}

/**
 * Whether it says anything of a GPU. What carries CUDA and is served on a target that says nothing of GPUs may run on the CPU, and what carries
 * none asks nothing of the machine but that its driver is the one that its target says.
 */
function asksForGpus(one: Housed): boolean {
  if (driverOf(one.target) !== null) return true;
  return one.target.gpus.length > 0 && accelerated(one).carriers.length > 0;
}

/** Models of one target have its GPUs, whichever these are; those of two targets of one machine may have one each. */
const sameGpus = (left: Housed, right: Housed): boolean => left.target.id === right.target.id;

function columnsFor(members: readonly Housed[], branches: readonly DriverColumn[]): readonly DriverColumn[] {
  const named = new Map(
    members.flatMap(({ target }) => {
      const driver = driverOf(target);
      return driver === null ? [] : [[driver.text, { driver, branch: false }] as const];
    }),
  );
  return [...branches, ...named.values()];
}

function groupsOf(members: readonly Housed[], columns: readonly DriverColumn[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const member of members) {
    const reach = reachOf(member, columns);
    const key = [member.target.id, reach.declared, ...reach.gpus.map((gpus) => [...gpus].join(","))].join(" ");
    const before = groups.get(key);
    if (before === undefined) groups.set(key, { models: [member.model], first: member, reach });
    else groups.set(key, { ...before, models: [...before.models, member.model] });
  }
  return [...groups.values()];
}

function findingOf(host: SharedHost, left: Group, right: Group, columns: readonly DriverColumn[]): Finding {
  const needs: readonly [HostNeed, HostNeed] = [
    hostNeed(left.first, left.reach, columns),
    hostNeed(right.first, right.reach, columns),
  ];
  const apart = !needs[0].drivers.some((column) => needs[1].drivers.includes(column));
  const said = [left, right].map((group, at) => {
    const need = needs[at] as HostNeed;
    return `\`${group.first.model}\` ${apart ? need.driver : `${need.gpus}${need.driver === anyDriver ? "" : ` and ${need.driver}`}`}`;
  });
  const shares = host.kind === "host" ? `share the host \`${host.name}\`` : `are served on one target \`${host.name}\``;
  const what = apart ? "no driver suits them all" : "no GPU suits them all";
  const out = wayOut({ housed: left.first, need: needs[0] }, { housed: right.first, need: needs[1] }, columns);
  return targetFinding({
    rule: sharedHost,
    severity: severityOf(host),
    message: `${named(left)} and ${named(right)} ${shares}, and ${what}: ${said.join(", ")}. ${out}`,
    evidence: needs.flatMap(({ evidence }) => evidence),
    subject: `${host.kind} ${host.name} ${left.models[0] ?? ""} ${right.models[0] ?? ""}`,
  });
}

/** One machine has one driver. A target may stand for several, of which each model is served on another. */
const severityOf = ({ kind }: SharedHost): Severity => (kind === "host" ? "high" : "moderate");

const anyDriver = "runs on any driver";
const mostNamed = 3;

function named({ models }: Group): string {
  const shown = models.slice(0, mostNamed).map((model) => `\`${model}\``);
  const more = models.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
