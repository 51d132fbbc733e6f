import { formatCuda } from "../../accelerator/cuda-version.ts";
import { nearestVersions } from "../../accelerator/nearest-version.ts";
import { type ServedCarrier, served } from "../../accelerator/served.ts";
import { driverOf } from "../../accelerator/serving.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import type { Evidence, Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import type { Facts, Rule } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";

const id = "accelerator/driver-too-old";

/** The target's driver is older than the oldest that runs the CUDA of a package: CUDA error 35, at the first call. */
export const driverTooOld: Rule = {
  id,
  check: (facts) => ({
    findings: served(facts).carriers.flatMap((carrier) => findingOf(facts, carrier)),
    notAssessed: [],
  }),
};

function findingOf(facts: Facts, { pkg, cuda, carried, onDriver, rescue }: ServedCarrier): readonly Finding[] {
  if (onDriver?.kind !== "fail" || rescue !== null) return [];
  const { tables, target } = facts;
  const driver = driverOf(target)?.text ?? "";
  return [
    packageFinding(facts, {
      rule: id,
      severity: "critical",
      pkg,
      message: `${pkg.name} ${pkg.version.text} carries CUDA ${formatCuda(cuda)}, which needs driver ${onDriver.floor} or newer; the target has ${driver}.`,
      evidence: [
        ...carried.evidence,
        ...onDriver.evidence,
        targetEvidence(facts, "driver", `the target's driver is ${driver}`),
        ...childrenEvidence(pkg, carried.children),
      ],
      fixedIn: nearestVersions(tables, target, pkg),
    }),
  ];
}

/** The nvidia-* packages that come with a package, as one piece of evidence; empty where there are none. */
function childrenEvidence(pkg: ResolvedPackage, children: readonly string[]): readonly Evidence[] {
  if (children.length === 0) return [];
  return [{ fact: `${pkg.name} ${pkg.version.text} brings ${children.join(", ")}`, source: pkg.file.url, date: null }];
}
