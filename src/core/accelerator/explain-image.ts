import type { Target } from "../target/target.ts";
import { brandOf, type ContainerGateVerdict, containerGateVerdict } from "./container-gate.ts";
import { formatCuda, parseCuda } from "./cuda-version.ts";
import type { PinExplanation, Step } from "./explain-pin.ts";
import { lookupImage, nvidiaCudaOfImage } from "./lookup-image.ts";
import { driverOf } from "./serving.ts";
import type { Tables } from "./tables.ts";

/** What an image brings, and whether NVIDIA's container tools start it on the target's driver: no package is asked about. */
export function explainImage(tables: Tables, target: Target, reference: string): PinExplanation {
  const steps = [broughtBy(tables, reference), ...startSteps(tables, target, reference)];
  const verdicts = steps.map(({ verdict }) => verdict);
  const verdict = verdicts.includes("fail") ? "fail" : verdicts.includes("unknown") ? "unknown" : "ok";
  return {
    pin: reference,
    verdict,
    driverCuda: null,
    driverFloor: null,
    gpus: null,
    steps,
    findings: [],
    notAssessed: [],
    fine: [],
  };
}

function broughtBy(tables: Tables, reference: string): Step {
  const facts = lookupImage(tables, reference);
  const subject = `image ${reference}`;
  if (facts === null)
    return { question: "image", verdict: "unknown", subject, detail: "nothing is known of it", evidence: [] };
  const parts = [
    facts.os,
    facts.glibc === null ? null : `glibc ${facts.glibc}`,
    facts.musl === null ? null : `musl ${facts.musl}`,
    facts.python === null ? null : `Python ${facts.python}`,
    facts.cuda === null ? null : `CUDA ${facts.cuda}`,
  ].filter((part) => part !== null);
  const detail = parts.length === 0 ? "what it brings is not known" : `it brings ${parts.join(", ")}`;
  return {
    question: "image",
    verdict: "ok",
    subject,
    detail,
    evidence: [{ fact: detail, source: facts.source, date: facts.date }],
  };
}

/** Whether an image that asks for a driver starts on the target's, for each brand of its GPUs; nothing where it asks for none or no driver is said. */
export function startSteps(tables: Tables, target: Target, reference: string): readonly Step[] {
  const driver = driverOf(target);
  const imageCuda = nvidiaCudaOfImage(reference);
  if (driver === null || imageCuda === null) return [];
  const brands = new Set(target.gpus.length === 0 ? [null] : target.gpus.map(brandOf));
  return [...brands].map((brand): Step => {
    const verdict = containerGateVerdict(tables, { driver, imageCuda, brand });
    const on = brand === null ? "" : ` with a ${brand} GPU`;
    return {
      question: "start",
      verdict: verdict.kind,
      subject: `start of ${reference} on driver ${driver.text}${on}`,
      detail: detailOf(verdict, imageCuda),
      evidence: verdict.kind === "fail" ? verdict.evidence : [],
    };
  });
}

function detailOf(verdict: ContainerGateVerdict, imageCuda: string): string {
  const cuda = parseCuda(imageCuda);
  const asked = cuda === null ? imageCuda : formatCuda(cuda);
  if (verdict.kind === "unknown") return verdict.why;
  if (verdict.kind === "fail")
    return `the image asks for a driver of CUDA ${asked} or a listed branch, and the driver brings CUDA ${verdict.driverCuda}`;
  return verdict.how === "listed-branch"
    ? `the driver brings CUDA ${verdict.driverCuda} and its branch is in the image's list`
    : `the driver brings CUDA ${verdict.driverCuda ?? `${asked} or newer`}, and the image has ${asked}`;
}
