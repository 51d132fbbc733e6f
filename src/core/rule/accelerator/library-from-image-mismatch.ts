import { accelerated, type CudaCarrier } from "../../accelerator/accelerated.ts";
import { knownBuild, variantOfPackage } from "../../accelerator/build-row.ts";
import { cite } from "../../accelerator/cite.ts";
import { cudaMajors } from "../../accelerator/cuda-majors.ts";
import { formatCuda, parseCuda } from "../../accelerator/cuda-version.ts";
import { imageFactsOf, imageToolkitOf } from "../../accelerator/image-of-target.ts";
import type { ImageToolkit } from "../../accelerator/image-toolkit.ts";
import { nearestVersions } from "../../accelerator/nearest-version.ts";
import { inRange } from "../../accelerator/release-range.ts";
import { partsOf } from "../../accelerator/resolution-parts.ts";
import { servesGpus } from "../../accelerator/serving.ts";
import type { BuildRow } from "../../accelerator/tables.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import { sourceOfField } from "../../target/observed-image.ts";
import type { Evidence, Finding, Severity } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import { type Facts, nothing, type Rule } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";

const id = "accelerator/library-from-image-mismatch";

/**
 * A package takes cuBLAS, cuDNN or another library of CUDA from the image, and the image has another major of it, or none. Packages whose
 * libraries come as wheels are asked one thing alone: whether what is compiled in the image is compiled for their CUDA.
 */
export const libraryFromImageMismatch: Rule = {
  id,
  check: (facts) => {
    const { tables, target } = facts;
    const toolkit = imageToolkitOf(tables, target);
    if (toolkit === null) return nothing;
    const ofPackages = partsOf(facts.resolution, tables).inTable.builds.flatMap((pkg) =>
      ofPackage(facts, pkg, toolkit),
    );
    const ofBuilds = accelerated(facts).carriers.flatMap((carrier) => compiledInImage(facts, carrier, toolkit));
    return { findings: [...ofPackages, ...ofBuilds], notAssessed: [] };
  },
};

function ofPackage(facts: Facts, pkg: ResolvedPackage, toolkit: ImageToolkit): readonly Finding[] {
  const known = knownBuild(facts.tables, facts.target, pkg, variantOfPackage(pkg));
  if (known.kind !== "row" || known.row.libraries !== "image" || known.row.confidence === "low") return [];
  if (!servesGpus(facts.target) && toolkit.cuda === null) return [];
  const cuda = known.row.cuda === null ? null : parseCuda(known.row.cuda);
  if (cuda === null) return [];
  const image = facts.target.image ?? "";
  const subject = `${pkg.name} ${pkg.version.text}`;
  const built = cite(
    facts.tables,
    known.row,
    `${subject} is built with CUDA ${formatCuda(cuda)} and takes its libraries from the environment`,
  );
  const had = toolkit.cuda === null ? null : parseCuda(toolkit.cuda);
  // Wheels of that major, torch's or its own extras', are as good as the image's libraries.
  const byWheels = cudaMajors(facts.resolution).groups.some(
    ({ major, hasToolkit }) => major === cuda.major && hasToolkit,
  );
  if (!byWheels && had !== null && had.major !== cuda.major)
    return [
      found(
        facts,
        pkg,
        severityOf(known.row, "high"),
        `${subject} looks for the libraries of CUDA ${cuda.major}, and ${image} brings CUDA ${formatCuda(had)}.`,
        built,
      ),
    ];
  if (!byWheels && toolkit.libraries === false) {
    const ends = known.row.optional === true ? "it runs on the CPU" : "its CUDA part does not load";
    return [
      found(
        facts,
        pkg,
        severityOf(known.row, "high"),
        `${subject} looks for the libraries of CUDA ${cuda.major}, and neither ${image} nor a wheel brings them: ${ends}.`,
        built,
      ),
    ];
  }
  return ofCudnn(facts, pkg, toolkit, known.row);
}

/** cuDNN: an own image flavour, and an own major. */
function ofCudnn(facts: Facts, pkg: ResolvedPackage, toolkit: ImageToolkit, row: BuildRow): readonly Finding[] {
  const wanted = facts.tables.cudnnMajors.get(pkg.name)?.find((candidate) => inRange(pkg.version, candidate));
  if (wanted === undefined || toolkit.cudnn === null) return [];
  const byWheel = partsOf(facts.resolution, facts.tables).nvidia.some(
    ({ pkg: { version }, distribution }) =>
      distribution.library === "cudnn" && Number(version.release[0] ?? 0) === wanted.cudnn,
  );
  if (byWheel) return [];
  const had = toolkit.cudnn === "none" ? null : Number.parseInt(toolkit.cudnn, 10);
  if (had === wanted.cudnn) return [];
  const image = facts.target.image ?? "";
  const there = had === null ? "has no cuDNN" : `brings cuDNN ${had}`;
  const evidence = cite(facts.tables, wanted, `${pkg.name} ${pkg.version.text} loads cuDNN ${wanted.cudnn}`);
  const message = `${pkg.name} ${pkg.version.text} loads cuDNN ${wanted.cudnn}, and ${image} ${there}.`;
  return [found(facts, pkg, severityOf(row, "high"), message, evidence, "cudnn")];
}

/** A program that runs without CUDA too is slower, and does not fail. */
const severityOf = (row: BuildRow, severity: Severity): Severity => (row.optional === true ? "moderate" : severity);

/**
 * torch refuses to compile an extension with an nvcc of another CUDA major than its own (torch.utils.cpp_extension), and an image with nvcc
 * is there to compile something.
 */
function compiledInImage(facts: Facts, { pkg, cuda, carried }: CudaCarrier, toolkit: ImageToolkit): readonly Finding[] {
  const had = toolkit.cuda === null ? null : parseCuda(toolkit.cuda);
  if (pkg.name !== "torch" || toolkit.compiler !== true || had === null || had.major === cuda.major) return [];
  const message =
    `${pkg.name} ${pkg.version.text} carries CUDA ${formatCuda(cuda)}, and ${facts.target.image} brings the compiler of CUDA ${formatCuda(had)}: ` +
    "an extension that is compiled there does not fit.";
  return [found(facts, pkg, "moderate", message, carried.evidence, "compiler")];
}

function found(
  facts: Facts,
  pkg: ResolvedPackage,
  severity: Severity,
  message: string,
  evidence: readonly Evidence[],
  subject?: string,
): Finding {
  const image = facts.target.image ?? "";
  const source = imageFactsOf(facts.tables, facts.target);
  return packageFinding(facts, {
    rule: id,
    severity,
    pkg,
    message,
    evidence: [
      ...evidence,
      targetEvidence(facts, "image", `the target's image is ${image}`),
      ...(source === null
        ? []
        : [
            {
              fact: `${image}: CUDA ${source.cuda ?? "none"}, cuDNN ${source.cudnn ?? "not known"}`,
              ...sourceOfField(source, "cuda"),
            },
          ]),
    ],
    fixedIn: nearestVersions(facts.tables, facts.target, pkg).filter(
      (version) => !version.startsWith(`${pkg.version.text}+`),
    ),
    ...(subject !== undefined && { subject }),
  });
}
