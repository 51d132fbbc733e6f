import type { CudaMajorGroup, CudaMajors } from "../../accelerator/cuda-majors.ts";
import { cudaMajors } from "../../accelerator/cuda-majors.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import type { Evidence, Finding, Severity } from "../finding.ts";
import { forEveryTarget, type TargetlessFacts } from "../for-every-target.ts";
import { packageFinding } from "../package-finding.ts";
import type { Rule } from "../rule.ts";

const id = "accelerator/mixed-cuda-majors";

/**
 * Libraries of two CUDA majors in one environment: no resolver refuses it, and the loader takes whichever comes first. Where the only
 * library of the second major stands beside the toolkit, as NCCL does, its files still overwrite the other's.
 */
export const mixedCudaMajors: Rule = {
  id,
  check: forEveryTarget((facts) => {
    const majors = cudaMajors(facts.resolution);
    const finding = majors.groups.length > 1 ? findingOf(facts, majors) : null;
    return { findings: finding === null ? [] : [finding], notAssessed: [] };
  }),
};

function findingOf(facts: TargetlessFacts, majors: CudaMajors): Finding | null {
  const severity = severityOf(majors);
  const pkg = subjectOf(facts, majors);
  if (severity === null || pkg === null) return null;
  const brought = majors.groups.map((group) => `CUDA ${group.major} by ${ownersText(group)}`).join(", ");
  const overwritten =
    majors.overwritten.length === 0 ? "" : `, and both write the files of ${majors.overwritten.join(", ")}`;
  return packageFinding(facts, {
    rule: id,
    severity,
    pkg,
    message: `Two CUDA majors are installed side by side: ${brought}${overwritten}.`,
    evidence: majors.groups.flatMap((group) => evidenceOf(group)),
    fixedIn: [],
  });
}

/** Two toolkits are a fault. A lone NCCL of another major is one only where it overwrites the other's. */
function severityOf({ groups, overwritten }: CudaMajors): Severity | null {
  if (groups.filter(({ hasToolkit }) => hasToolkit).length > 1) return "high";
  return overwritten.length > 0 ? "moderate" : null;
}

/** The package that stands against the most: an owner of the smaller group, which is the easier one to move. */
function subjectOf({ resolution }: TargetlessFacts, { groups }: CudaMajors): ResolvedPackage | null {
  const smallest = groups.toSorted(
    (left, right) => left.libraries.length - right.libraries.length || left.major - right.major,
  )[0];
  const owner = smallest?.owners[0];
  if (owner !== undefined || smallest === undefined) return owner ?? null;
  return resolution.packages.find((pkg) => smallest.libraries[0] === `${pkg.name} ${pkg.version.text}`) ?? null;
}

function ownersText({ owners, libraries }: CudaMajorGroup): string {
  const named = owners.map(({ name, version }) => `${name} ${version.text}`);
  const shown = named.length > 0 ? named : libraries;
  return shown.length > 3 ? `${shown.slice(0, 3).join(", ")} and ${shown.length - 3} more` : shown.join(", ");
}

function evidenceOf({ major, libraries, owners }: CudaMajorGroup): readonly Evidence[] {
  const source = owners[0]?.file.url ?? "the resolution";
  const fact =
    libraries.length > 0
      ? `CUDA ${major}: ${libraries.join(", ")}`
      : `CUDA ${major}: ${owners.map(({ version, name }) => `${name} ${version.text}`).join(", ")}`;
  return [{ fact, source, date: null }];
}
