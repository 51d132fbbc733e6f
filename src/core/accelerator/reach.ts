import type { ResolvedPackage } from "../resolution/resolution.ts";
import { type DriverVersion, parseDriver } from "../target/driver.ts";
import type { Gpu } from "../target/target.ts";
import { accelerated } from "./accelerated.ts";
import { variantOfPackage } from "./build-row.ts";
import { desktopCapabilities } from "./compatibility.ts";
import type { EvidenceFacts } from "./cuda-evidence.ts";
import { formatCuda } from "./cuda-version.ts";
import { oncePer, oncePerText } from "./once.ts";
import { refusal } from "./refusal.ts";
import { driverOf } from "./serving.ts";
import type { Tables } from "./tables.ts";

/** A driver that a machine could have: the newest of each branch, and those that somebody names. */
export interface DriverColumn {
  readonly driver: DriverVersion;
  /** Whether it stands for its branch. */
  readonly branch: boolean;
}

/** On which machines a resolution runs, as far as its target leaves that open. */
export interface Reach {
  /** By driver, in the order of the columns. A driver on which it does not run has none. */
  readonly gpus: readonly ReadonlySet<string>[];
  /** Whether the target says its GPUs: then a driver on which it runs has the one entry `declared`. */
  readonly declared: boolean;
}

const declared = "declared";

/** The newest driver of each branch that the tables have, from old to new. A patch that no driver has had is never below a floor of its branch. */
export const branchColumns: (tables: Tables) => readonly DriverColumn[] = oncePer((tables: Tables) =>
  tables.driverBranches.flatMap(({ branch }) => {
    const read = parseDriver(`${branch}.999.99`);
    return read.ok ? [{ driver: read.value, branch: true }] : [];
  }),
);

/** A target that says its driver has that one alone; one that says none may have any. */
export function reachOf(facts: EvidenceFacts, columns: readonly DriverColumn[]): Reach {
  return reaches(columns, signatureOf(facts), () => findReach(facts, columns));
}

/** A hundred models of one machine have a handful of releases of what runs on its GPUs. */
const reaches = oncePerText<readonly DriverColumn[], Reach>();

/** All that `refusal` looks at, but the driver and the GPUs that it is given. */
function signatureOf(facts: EvidenceFacts): string {
  const { target, tables } = facts;
  const { carriers, companions } = accelerated(facts);
  const said = (pkg: ResolvedPackage): string =>
    `${pkg.name} ${pkg.version.text} ${pkg.metadataSource} ${variantOfPackage(pkg)?.name ?? ""}`;
  return JSON.stringify([
    carriers.map(({ pkg, cuda }) => [said(pkg), formatCuda(cuda)]),
    companions.map(said),
    [target.os, target.arch, target.image, target.driver, target.gpus, target.sources.gpus !== undefined, tables.date],
  ]);
}

function findReach(facts: EvidenceFacts, columns: readonly DriverColumn[]): Reach {
  const own = driverOf(facts.target);
  const says = facts.target.gpus.length > 0 || facts.target.sources.gpus !== undefined;
  const machines: readonly (readonly [string, readonly Gpu[]])[] = says
    ? [[declared, facts.target.gpus]]
    : desktopCapabilities(facts.tables).map((capability) => [capability, [ofCapability(capability)]]);
  const gpus = columns.map(({ driver, branch }) => {
    if (own !== null && (branch || driver.text !== own.text)) return new Set<string>();
    return new Set(machines.flatMap(([name, having]) => (refusal(facts, driver, having) === null ? [name] : [])));
  });
  return { gpus, declared: says };
}

/** Of a data centre, since only those run newer CUDA through the image's own libraries: nothing is refused that might run. */
const ofCapability = (capability: string): Gpu => ({
  name: capability,
  computeCapability: capability,
  class: "data-center",
});

/** Where all of them run: on one driver, and on one kind of GPU for those that `shareGpus` says have one. Null where they nowhere do. */
export function meet(reaches: readonly Reach[], shareGpus: (left: number, right: number) => boolean): number | null {
  const columns = reaches[0]?.gpus.length ?? 0;
  for (let column = 0; column < columns; column += 1) {
    const all = reaches.map(({ gpus }) => gpus[column] ?? new Set<string>());
    const fits = all.every((mine, at) => {
      const others = all.filter(
        (_, other) => !(reaches[at]?.declared ?? true) && !(reaches[other]?.declared ?? true) && shareGpus(at, other),
      );
      return [...mine].some((gpu) => others.every((theirs) => theirs.has(gpu)));
    });
    if (fits) return column;
  }
  return null;
}
