import type { ResolvedPackage } from "../resolution/resolution.ts";
import type { Evidence } from "../rule/finding.ts";
import type { Target } from "../target/target.ts";
import { knownBuild, variantOfPackage } from "./build-row.ts";
import { citeSources } from "./cite.ts";
import { oncePerText } from "./once.ts";
import type { BuildRow, Tables } from "./tables.ts";
import type { Variant } from "./variant.ts";

/** For which GPUs a wheel holds code, as far as it is known. */
export type WheelCode =
  /** Machine code and PTX, such as `75`, `90a`, `100f`. `ptx` is null where only the machine code is known. */
  | {
      readonly kind: "listed";
      readonly sm: readonly string[];
      readonly ptx: readonly string[] | null;
      readonly evidence: readonly Evidence[];
    }
  /** The lowest compute capability that the project supports. */
  | { readonly kind: "minimum"; readonly capability: string; readonly evidence: readonly Evidence[] }
  /** It is known to fail on these compute capabilities; of others nothing is known. */
  | { readonly kind: "fails-on"; readonly capabilities: readonly string[]; readonly evidence: readonly Evidence[] }
  | { readonly kind: "unknown"; readonly why: string };

/** What is known of the code in a resolved package: a property of package, version, variant and platform. */
export function wheelCode(tables: Tables, target: Target, pkg: ResolvedPackage): WheelCode {
  const variant = variantOfPackage(pkg);
  if (pkg.metadataSource === "provided" && variant === null)
    return { kind: "unknown", why: `${pkg.name} ${pkg.version.text} is a build of the target's own` };
  const question = `${pkg.name} ${pkg.version.text} ${variant?.name ?? ""} ${target.os}-${target.arch}`;
  return codes(tables, question, () => findCode(tables, target, pkg, variant));
}

const codes = oncePerText<Tables, WheelCode>();

function findCode(tables: Tables, target: Target, pkg: ResolvedPackage, variant: Variant | null): WheelCode {
  const known = knownBuild(tables, target, pkg, variant);
  if (known.kind === "no-rows") return { kind: "unknown", why: `the compatibility tables do not have ${pkg.name}` };
  if (known.kind === "not-listed") return { kind: "unknown", why: known.why };
  return codeOfRow(tables, known.row, `${pkg.name} ${pkg.version.text}`);
}

/** What a row of the tables says of the code of its build. What is not verified is not decided on. */
export function codeOfRow(tables: Tables, row: BuildRow, subject: string): WheelCode {
  const cited = (fact: string): readonly Evidence[] => citeSources(tables, row.codeSource, row.codeConfidence, fact);
  if (row.codeConfidence === "low")
    return { kind: "unknown", why: `the list of GPU code in ${subject} is not verified` };
  if (row.sm !== null) {
    const evidence = cited(
      `${subject} holds machine code for ${row.sm.map((sm) => `sm_${sm}`).join(", ")}${ptxText(row.ptx)}`,
    );
    return { kind: "listed", sm: row.sm, ptx: row.ptx, evidence };
  }
  if (row.minimumCapability !== undefined) {
    const capability = row.minimumCapability;
    return {
      kind: "minimum",
      capability,
      evidence: cited(`${subject} supports compute capability ${capability} and newer`),
    };
  }
  if (row.noCodeFor !== undefined) {
    const capabilities = row.noCodeFor;
    return {
      kind: "fails-on",
      capabilities,
      evidence: cited(`${subject} is reported to fail on compute capability ${capabilities.join(", ")}`),
    };
  }
  return { kind: "unknown", why: `the compatibility tables do not list the GPU code of ${subject}` };
}

function ptxText(ptx: readonly string[] | null): string {
  if (ptx === null) return "";
  return ptx.length === 0 ? " and no PTX" : ` and PTX for ${ptx.map((name) => `compute_${name}`).join(", ")}`;
}
