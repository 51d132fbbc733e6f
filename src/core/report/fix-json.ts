import type { Change } from "../comparison/comparison.ts";
import type { ImpossibleReason } from "../remediation/impossible-reason.ts";
import type { ClearedFinding, ImpossibleFinding, Plan } from "../remediation/plan.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import { type EditReason, editReasons } from "./edit-reasons.ts";

/** One changed line of a manifest. `before` is null where a line is added, and `line` is then where it stands afterwards. */
export interface EditJson {
  readonly file: string;
  readonly line: number;
  readonly before: string | null;
  readonly after: string;
}

export interface FindingJson {
  /** Place, such as `classifier on prod`. */
  readonly where: string;
  readonly rule: string;
  readonly id: string | null;
  readonly package: string | null;
  readonly version: string | null;
  readonly severity: string;
}

/** `cuda`: from one CUDA major to another. `build`: from one local part of the version to another. `index`: from one index to another. */
export interface TradeJson {
  readonly where: string;
  readonly package: string;
  readonly version: string;
  readonly kind: "cuda" | "build" | "index";
  readonly from: string;
  readonly to: string;
}

export interface PlanJson {
  readonly id: string;
  readonly clears: readonly FindingJson[];
  /** What is installed differently, by name, over all places. */
  readonly changes: readonly { readonly name: string; readonly from: string | null; readonly to: string | null }[];
  readonly edits: readonly EditJson[];
  /** Why each edit is made. */
  readonly reasons: readonly EditReason[];
  /** What writes the locks of other tools: still to be run, or run and checked. */
  readonly commands: readonly {
    readonly file: string;
    readonly command: string;
    readonly state: "needed" | "ran";
    /** Whether a model is installed from the lock. */
    readonly installed: boolean;
    readonly why: string | null;
  }[];
  readonly introduces: readonly FindingJson[];
  /** What would undo it later. */
  readonly cautions: readonly { readonly file: string; readonly line: number; readonly why: string }[];
  /** What is taken on trust of what it brings in. */
  readonly notAssessed: readonly NotAssessed[];
  /** What leaves the CUDA, the build or the index that is installed. */
  readonly trades: readonly TradeJson[];
  /** Places that read an edited file and could not be checked. */
  readonly unchecked: readonly { readonly where: string; readonly files: readonly string[]; readonly why: string }[];
  /** Every place that was solved and checked again. */
  readonly targets: readonly { readonly id: string; readonly changes: readonly Change[] }[];
}

export interface FixJson {
  readonly plans: readonly PlanJson[];
  readonly impossible: readonly {
    readonly finding: FindingJson;
    readonly reason: ImpossibleReason;
    readonly explanation: string;
    readonly remedy: string | null;
  }[];
  readonly notAssessed: readonly NotAssessed[];
}

/** A plan as `fix --format json` prints it. `edits` are the changed lines of its files. */
export function planJson(plan: Plan, edits: readonly EditJson[]): PlanJson {
  const changes = new Map<string, PlanJson["changes"][number]>();
  for (const place of plan.places) {
    for (const { name, from, to } of place.changes) changes.set(`${name} ${from} ${to}`, { name, from, to });
  }
  return {
    id: plan.id,
    clears: plan.clears.map(findingJson),
    changes: [...changes.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    edits,
    reasons: editReasons(plan),
    commands: (plan.commands ?? []).map(({ file, command, state, installed, why }) => ({
      file,
      command: command.join(" "),
      state,
      installed,
      why,
    })),
    introduces: plan.introduces.map(findingJson),
    cautions: (plan.cautions ?? []).map(({ origin: { file, line }, why }) => ({ file, line, why })),
    notAssessed: plan.notAssessed ?? [],
    trades: plan.trades.map(({ place, trade: { package: name, version, kind, from, to } }) => ({
      where: place,
      package: name,
      version: version.text,
      kind,
      from,
      to,
    })),
    unchecked: (plan.unchecked ?? []).map(({ place, files, why }) => ({ where: place, files, why })),
    targets: plan.places.map(({ place, changes: own }) => ({ id: place, changes: own })),
  };
}

export function impossibleJson({
  reason,
  explanation,
  remedy,
  ...one
}: ImpossibleFinding): FixJson["impossible"][number] {
  return { finding: findingJson(one), reason, explanation, remedy: remedy ?? null };
}

function findingJson({ place, finding }: ClearedFinding): FindingJson {
  const { rule, advisory, package: name, version, severity } = finding;
  return { where: place, rule, id: advisory?.id ?? null, package: name, version, severity };
}
