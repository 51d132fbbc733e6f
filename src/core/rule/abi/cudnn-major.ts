import type { CudnnMajorRow } from "../../accelerator/abi-tables.ts";
import { cite } from "../../accelerator/cite.ts";
import { imageFactsOf } from "../../accelerator/image-of-target.ts";
import { inRange } from "../../accelerator/release-range.ts";
import { partsOf } from "../../accelerator/resolution-parts.ts";
import { servesGpus } from "../../accelerator/serving.ts";
import { releaseText } from "../../accelerator/torch-release.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import type { Evidence, Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import { type Facts, nothing, type Rule } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";
import { installed, labelOf } from "./installed.ts";

const id = "abi/cudnn-major";

interface Wanted {
  readonly pkg: ResolvedPackage;
  readonly cudnn: number;
  readonly evidence: readonly Evidence[];
}

/**
 * Two libraries of one process load different majors of cuDNN: the second finds the first's, or none. An image that brings the major of
 * the one without a wheel of its own is a way out, and then this stays silent.
 */
export const cudnnMajor: Rule = {
  id,
  check: (facts) => {
    if (!servesGpus(facts.target)) return nothing;
    const bundled = bundledCudnn(facts);
    if (bundled === null) return nothing;
    const ofImage = imageFactsOf(facts.tables, facts.target)?.cudnn;
    const findings = partsOf(facts.resolution, facts.tables).inTable.cudnnMajors.flatMap((pkg): readonly Finding[] => {
      const rows = facts.tables.cudnnMajors.get(pkg.name);
      if (rows === undefined) return none;
      const wanted = wantedCudnn(facts, pkg, rows);
      if (wanted === null || wanted.cudnn === bundled.cudnn) return none;
      if (ofImage != null && Number.parseInt(ofImage, 10) === wanted.cudnn) return none;
      const row = rows.find(({ cudnn }) => cudnn === bundled.cudnn);
      const image =
        facts.target.image === null
          ? []
          : [targetEvidence(facts, "image", `the target's image is ${facts.target.image}`)];
      return [
        packageFinding(facts, {
          rule: id,
          severity: "high",
          pkg,
          message: `${labelOf(pkg)} loads cuDNN ${wanted.cudnn}, and ${labelOf(bundled.pkg)} brings cuDNN ${bundled.cudnn}: the library that it looks for is not there.`,
          evidence: [...wanted.evidence, ...bundled.evidence, ...image],
          fixedIn: row === undefined ? [] : [row.from],
        }),
      ];
    });
    return { findings, notAssessed: [] };
  },
};

const none: readonly Finding[] = [];

function wantedCudnn({ tables }: Facts, pkg: ResolvedPackage, rows: readonly CudnnMajorRow[]): Wanted | null {
  const row = rows.find((candidate) => inRange(pkg.version, candidate));
  if (row === undefined || row.confidence === "low") return null;
  return { pkg, cudnn: row.cudnn, evidence: cite(tables, row, `${labelOf(pkg)} loads cuDNN ${row.cudnn}`) };
}

/** What the environment's wheels bring: cuDNN's own wheel, else what torch has inside. */
function bundledCudnn({ tables, resolution }: Facts): Wanted | null {
  const present = installed(resolution);
  for (const name of ["nvidia-cudnn-cu11", "nvidia-cudnn-cu12", "nvidia-cudnn-cu13"]) {
    const pkg = present.get(name);
    if (pkg === undefined) continue;
    const cudnn = Number(pkg.version.release[0] ?? 0);
    return { pkg, cudnn, evidence: [{ fact: `${labelOf(pkg)} is resolved`, source: pkg.file.url, date: null }] };
  }
  const torch = present.get("torch");
  const row = torch === undefined ? undefined : tables.torchReleases.get(releaseText(torch.version));
  if (torch === undefined || row?.cudnn == null || torch.version.local?.includes("cpu") === true) return null;
  const cudnn = Number.parseInt(row.cudnn, 10);
  return { pkg: torch, cudnn, evidence: cite(tables, row, `${labelOf(torch)} is built with cuDNN ${row.cudnn}`) };
}
