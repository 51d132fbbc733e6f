import { cudaMajors } from "../../accelerator/cuda-majors.ts";
import { imageFactsOf } from "../../accelerator/image-of-target.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import { configurationSource, sourceOfField } from "../../target/observed-image.ts";
import type { Finding } from "../finding.ts";
import type { Facts, Rule } from "../rule.ts";
import { statedCudaFindings } from "./stated-cuda.ts";

const id = "target/contradiction";

/**
 * The image was made for one CUDA major and the wheels for another. Wheels bring their own libraries, so that it may run; but whoever
 * wrote the `FROM` meant another CUDA, `LD_LIBRARY_PATH` of the image can put its libraries before the wheels' own, and the driver that
 * suits one need not suit the other. NVIDIA's compatibility guide holds within a major only. So it is with the CUDA that a manifest states.
 */
export const targetContradiction: Rule = {
  id,
  check: (facts) => ({ findings: [...contradictionOf(facts), ...statedCudaFindings(id, facts)], notAssessed: [] }),
};

function contradictionOf({ target, resolution, tables }: Facts): readonly Finding[] {
  const image = imageFactsOf(tables, target);
  const cuda = image?.cuda ?? null;
  if (target.image === null || image === null || cuda === null) return [];
  const major = Number(cuda.split(".")[0]);
  const others = cudaMajors(resolution).groups.filter((group) => group.hasToolkit && group.major !== major);
  const [other] = others;
  // A second major among the wheels themselves is a finding of its own.
  if (other === undefined || others.length > 1) return [];
  const owner = other.owners[0] ?? firstOf(resolution.packages, other.libraries);
  const driver = target.driver === null ? "" : `, and the driver is ${target.driver}`;
  return [
    {
      rule: id,
      // It may run: what cannot is told by the rules of the driver and of the libraries that come from the image.
      severity: "info",
      package: owner?.name ?? null,
      version: owner?.version.text ?? null,
      message: `Image \`${target.image}\` brings CUDA ${cuda}, the wheels are built for CUDA ${other.major}${driver}: these were not chosen for one another.`,
      advisory: null,
      fixedIn: [],
      location: null,
      evidence: [
        { fact: `${target.image}: CUDA ${cuda}`, ...sourceOfField(image, "cuda") },
        ...(target.observed?.libraryPath == null
          ? []
          : [
              {
                fact: `the image sets LD_LIBRARY_PATH to ${target.observed.libraryPath.slice(0, 120)}`,
                source: configurationSource(target.observed.digest),
                date: target.observed.date,
              },
            ]),
        ...other.libraries.slice(0, 3).map((library) => ({
          fact: `CUDA ${other.major}: ${library}`,
          source: owner?.file.url ?? "the resolution",
          date: null,
        })),
      ],
      via: [],
      key: `${id} ${target.image.split(":")[0] ?? ""} CUDA ${major} ${other.major}`,
    },
  ];
}

function firstOf(packages: readonly ResolvedPackage[], libraries: readonly string[]): ResolvedPackage | null {
  return packages.find((one) => libraries[0] === `${one.name} ${one.version.text}`) ?? null;
}

/** What is said of the target itself and cannot all be true. The verdicts hold for the side that was taken. */
export function contradictionFinding({ what, why }: { readonly what: string; readonly why: string }): Finding {
  return {
    rule: id,
    // It says that a verdict may be of a machine that does not exist, and not that anything breaks.
    severity: "info",
    package: null,
    version: null,
    message: `${what}: ${why}`,
    advisory: null,
    fixedIn: [],
    location: null,
    evidence: [],
    via: [],
    key: `${id} ${what}`,
  };
}
