import type { Resolution } from "../../resolution/resolution.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";

const id = "provenance/attestation-lost";

/**
 * Packages whose file had attestations (PEP 740) at the base and has none at the head, on the same index: a release that was not made
 * where the releases before it were made. Which workflow signed is not looked at here; that nobody did is.
 */
export function attestationsLost(base: Resolution, head: Resolution): readonly Finding[] {
  const before = new Map(base.packages.map((one) => [one.name, one]));
  return head.packages.flatMap((one): readonly Finding[] => {
    const was = before.get(one.name);
    if (was?.file.provenance === undefined || one.file.provenance !== undefined || was.file.index !== one.file.index)
      return [];
    return [
      packageFinding(
        { resolution: head },
        {
          rule: id,
          severity: "moderate",
          warns: true,
          pkg: one,
          message: `${one.name} ${one.version.text} has no attestation, and ${was.version.text} had one.`,
          evidence: [
            { fact: `${was.file.filename} has attestations.`, source: was.file.provenance, date: null },
            { fact: `${one.file.filename} has none.`, source: one.file.index, date: null },
          ],
          fixedIn: [],
        },
      ),
    ];
  });
}
