import { accelerated } from "../../accelerator/accelerated.ts";
import type { CodeVerdict } from "../../accelerator/code-verdict.ts";
import type { CudaVersion } from "../../accelerator/cuda-version.ts";
import { missingCodeText } from "../../accelerator/missing-code.ts";
import { nearestVersions } from "../../accelerator/nearest-version.ts";
import { capabilitiesOf, codeOnTarget } from "../../accelerator/serving.ts";
import { wheelCode } from "../../accelerator/wheel-code.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import type { Finding, Severity } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import type { Facts, Rule } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";

const id = "accelerator/no-kernel-image";

/**
 * A package has no code that one of the target's GPUs can run: CUDA error 209, "no kernel image is available". A companion such as
 * xformers is named only where the package that it follows would run: mending that one comes first.
 */
export const noKernelImage: Rule = {
  id,
  check: (facts) => {
    const { carriers, companions } = accelerated(facts);
    const everywhere = capabilitiesOf(facts.target);
    const leading = carriers.flatMap(({ pkg, cuda }) => failuresOf(facts, everywhere, pkg, cuda));
    const failed = new Set(leading.map(({ capability }) => capability));
    const left = everywhere.filter(({ capability }) => !failed.has(capability));
    const following = companions.flatMap((pkg) => failuresOf(facts, left, pkg, null));
    return { findings: [...leading, ...following].map(({ finding }) => finding), notAssessed: [] };
  },
};

interface Failure {
  readonly capability: string;
  readonly finding: Finding;
}

function failuresOf(
  facts: Facts,
  capabilities: ReturnType<typeof capabilitiesOf>,
  pkg: ResolvedPackage,
  cuda: CudaVersion | null,
): readonly Failure[] {
  const code = wheelCode(facts.tables, facts.target, pkg);
  if (code.kind === "unknown") return [];
  return capabilities.flatMap(({ capability, names }) => {
    const verdict = codeOnTarget(facts.tables, facts.target, code, cuda, capability);
    if (verdict.kind !== "fail") return [];
    const gpu = `${names} (compute capability ${capability})`;
    return [
      {
        capability,
        finding: packageFinding(facts, {
          rule: id,
          severity: severityOf(verdict),
          pkg,
          message: `${pkg.name} ${pkg.version.text} ${missingCodeText(verdict, code)}; the target has ${gpu}.`,
          evidence: [...code.evidence, targetEvidence(facts, "gpus", `the target's GPU is ${gpu}`)],
          fixedIn: nearestVersions(facts.tables, facts.target, pkg),
          subject: capability,
        }),
      },
    ];
  });
}

/** A documented minimum is the project's word, not a look into the wheel, and may concern a part of it alone. */
function severityOf(verdict: CodeVerdict & { readonly kind: "fail" }): Severity {
  return verdict.reason === "below-minimum" ? "high" : "critical";
}
