import type { CompatibilityVerdict } from "../comparison/comparison.ts";
import type { CodeVerdict } from "./code-verdict.ts";
import type { EvidenceFacts } from "./cuda-evidence.ts";
import { cudaMajors } from "./cuda-majors.ts";
import { formatCuda } from "./cuda-version.ts";
import { glibcReaches } from "./glibc-verdict.ts";
import { gpuDriverVerdict } from "./gpu-driver-verdict.ts";
import { glibcNeeds } from "./resolution-parts.ts";
import type { ServedCarrier, ServedPackage } from "./served.ts";
import { capabilitiesOf, driverOf } from "./serving.ts";

/** Whether the target's driver supports each of its GPUs. */
export function gpuDriverAnswers({ tables, target }: EvidenceFacts): readonly CompatibilityVerdict[] {
  const driver = driverOf(target);
  if (driver === null) return [];
  return capabilitiesOf(target).map(({ capability, names }) => {
    const verdict = gpuDriverVerdict(tables, capability, driver);
    const subject = `driver ${driver.text} for ${names}`;
    const question = "driver-supports-gpu" as const;
    if (verdict.kind === "ok")
      return { subject, question, verdict: "ok", detail: `the driver supports compute capability ${capability}` };
    if (verdict.kind === "unknown") return { subject, question, verdict: "unknown", detail: verdict.why };
    const detail =
      verdict.reason === "dropped"
        ? `R${verdict.lastBranch} is the last branch that supports it`
        : `R${verdict.firstBranch} is the first branch that supports it`;
    return { subject, question, verdict: "fail", detail };
  });
}

/** Whether the target's driver runs the CUDA of a package. */
export function driverAnswer({ target }: EvidenceFacts, carrier: ServedCarrier): CompatibilityVerdict {
  const { pkg, cuda, onDriver: verdict, rescue } = carrier;
  const driver = driverOf(target);
  const carried = `${pkg.name} ${pkg.version.text} (CUDA ${formatCuda(cuda)})`;
  const question = "driver" as const;
  if (driver === null || verdict === null)
    return { subject: carried, question, verdict: "unknown", detail: "the target declares no driver" };
  const subject = `${carried} on driver ${driver.text}`;
  switch (verdict.kind) {
    case "ok":
      return {
        subject,
        question,
        verdict: "ok",
        detail:
          verdict.driverCuda === null ? "the driver is new enough" : `the driver brings CUDA ${verdict.driverCuda}`,
      };
    case "limited":
      return {
        subject,
        question,
        verdict: "limited",
        detail: `the driver brings CUDA ${verdict.driverCuda}: minor version compatibility from ${verdict.floor} on`,
      };
    case "fail":
      if (rescue !== null)
        return { subject, question, verdict: "limited", detail: `only through ${rescue.package} of the image` };
      return { subject, question, verdict: "fail", detail: `driver ${verdict.floor} or newer is needed` };
    case "unknown":
      return { subject, question, verdict: "unknown", detail: verdict.why };
  }
}

/** Whether a package has code for each of the target's GPUs. */
export function codeAnswers({ pkg, onGpus }: ServedPackage): readonly CompatibilityVerdict[] {
  const label = `${pkg.name} ${pkg.version.text}`;
  const question = "gpu" as const;
  if (onGpus.length === 0)
    return [
      {
        subject: label,
        question,
        verdict: "unknown",
        detail: "the target declares no GPU of a known compute capability",
      },
    ];
  return onGpus.map(({ capability, names, verdict }) => ({
    subject: `${label} on ${names}`,
    question,
    verdict: verdict.kind,
    detail: codeDetail(verdict, capability),
  }));
}

function codeDetail(verdict: CodeVerdict, capability: string): string {
  switch (verdict.kind) {
    case "ok":
      return verdict.code === null ? `supports compute capability ${capability}` : `machine code ${verdict.code}`;
    case "limited":
      return `PTX ${verdict.code}, compiled by the driver at start`;
    case "fail":
      return `no code for compute capability ${capability}`;
    case "unknown":
      return verdict.why;
  }
}

/** Whether the target's glibc is new enough for the named packages. */
export function glibcAnswers(
  { tables, target, resolution }: EvidenceFacts,
  names: readonly string[],
): readonly CompatibilityVerdict[] {
  if (target.libc?.family !== "glibc") return [];
  const glibc = `${target.libc.major}.${target.libc.minor}`;
  const asked = new Set(names);
  const answers: CompatibilityVerdict[] = [];
  for (const { pkg, need } of glibcNeeds(tables, target, resolution).needs) {
    if (!asked.has(pkg.name)) continue;
    answers.push({
      subject: `${pkg.name} ${pkg.version.text} on glibc ${glibc}`,
      question: "glibc",
      verdict: glibcReaches(glibc, need.glibc) ? "ok" : "fail",
      detail: `glibc ${need.glibc} or newer is needed`,
    });
  }
  return answers;
}

/** Whether the libraries of one CUDA major alone are installed. */
export function majorsAnswer({ resolution }: EvidenceFacts): CompatibilityVerdict {
  const { groups, overwritten } = cudaMajors(resolution);
  const toolkits = groups.filter(({ hasToolkit }) => hasToolkit);
  const listed = groups.map(({ major }) => `CUDA ${major}`).join(" and ");
  const subject = "CUDA libraries of the environment";
  if (toolkits.length > 1)
    return { subject, question: "cuda-majors", verdict: "fail", detail: `${listed} are installed side by side` };
  if (overwritten.length > 0)
    return {
      subject,
      question: "cuda-majors",
      verdict: "limited",
      detail: `${listed} write the same files of ${overwritten.join(", ")}`,
    };
  return {
    subject,
    question: "cuda-majors",
    verdict: "ok",
    detail: listed === "" ? "no CUDA library is installed as a wheel" : `${listed} alone`,
  };
}
