import type { CodeVerdict } from "../../accelerator/code-verdict.ts";
import { missingCodeText } from "../../accelerator/missing-code.ts";
import { nearestVersions } from "../../accelerator/nearest-version.ts";
import { type ServedPackage, served } from "../../accelerator/served.ts";
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
    const { carriers, companions } = served(facts);
    const leading = carriers.flatMap((carrier) => failuresOf(facts, carrier));
    const failed = new Set(leading.map(({ capability }) => capability));
    const following = companions
      .flatMap((companion) => failuresOf(facts, companion))
      .filter(({ capability }) => !failed.has(capability));
    return { findings: [...leading, ...following].map(({ finding }) => finding), notAssessed: [] };
  },
};

interface Failure {
  readonly capability: string;
  readonly finding: Finding;
}

function failuresOf(facts: Facts, { pkg, code, onGpus }: ServedPackage): readonly Failure[] {
  if (code.kind === "unknown") return [];
  return onGpus.flatMap(({ capability, names, verdict }) => {
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
