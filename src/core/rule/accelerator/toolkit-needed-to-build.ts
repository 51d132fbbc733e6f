import { accelerated } from "../../accelerator/accelerated.ts";
import { cite } from "../../accelerator/cite.ts";
import { formatCuda, parseCuda } from "../../accelerator/cuda-version.ts";
import { imageToolkitOf } from "../../accelerator/image-of-target.ts";
import { partsOf } from "../../accelerator/resolution-parts.ts";
import { servesGpus } from "../../accelerator/serving.ts";
import type { NotAssessed, ResolvedPackage } from "../../resolution/resolution.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import { type Facts, nothing, type Rule, type RuleAnswer } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";

const id = "accelerator/toolkit-needed-to-build";

/**
 * A package that compiles CUDA code would be installed from source, and the target's image has no compiler for it, or one of another CUDA
 * major than torch's. A wheel that an earlier stage or another index brings is the way around it.
 */
export const toolkitNeededToBuild: Rule = {
  id,
  check: (facts) => {
    const { archives } = partsOf(facts.resolution, facts.tables);
    const answers = archives.map((pkg) => ofPackage(facts, pkg)).filter((one) => one !== nothing);
    return {
      findings: answers.flatMap(({ findings }) => findings),
      notAssessed: answers.flatMap(({ notAssessed }) => notAssessed),
    };
  },
};

function ofPackage(facts: Facts, pkg: ResolvedPackage): RuleAnswer {
  const row = facts.tables.sourceBuilds.get(pkg.name);
  if (row === undefined || !servesGpus(facts.target)) return nothing;
  const { image } = facts.target;
  const subject = `${pkg.name} ${pkg.version.text}`;
  const toolkit = imageToolkitOf(facts.tables, facts.target);
  if (toolkit === null || toolkit.compiler === null)
    return { findings: [], notAssessed: unknown(facts, subject, row.what) };
  const torch = accelerated(facts).carriers.find((carrier) => carrier.pkg.name === "torch");
  const had = toolkit.cuda === null ? null : parseCuda(toolkit.cuda);
  const other = torch !== undefined && had !== null && had.major !== torch.cuda.major;
  if (toolkit.compiler && !other) return nothing;
  const missing = toolkit.compiler
    ? `the compiler in ${image} is of CUDA ${had === null ? "?" : formatCuda(had)}, torch of CUDA ${torch === undefined ? "?" : formatCuda(torch.cuda)}`
    : `${image} has no nvcc`;
  const around = row.prebuilt === null ? "" : ` It may be spared it: ${row.prebuilt}.`;
  const finding: Finding = packageFinding(facts, {
    rule: id,
    severity: row.prebuilt === null ? "high" : "moderate",
    pkg,
    message: `${subject} would be installed from source and compiles ${row.what} there, and ${missing}.${around}`,
    evidence: [
      ...cite(facts.tables, row, `${pkg.name} compiles ${row.what} where it is installed from source`),
      { fact: `${pkg.file.filename} is a source archive`, source: pkg.file.url, date: null },
      targetEvidence(facts, "image", `the target's image is ${image}`),
    ],
    fixedIn: [],
  });
  return { findings: [finding], notAssessed: [] };
}

function unknown({ target }: Facts, subject: string, what: string): readonly NotAssessed[] {
  const why =
    target.image === null
      ? `The target declares no image; add \`image\` to target \`${target.id}\` in the configuration.`
      : `Whether \`${target.image}\` has a CUDA compiler is not known.`;
  return [{ what: `compiling ${what} of ${subject} from source`, why }];
}
