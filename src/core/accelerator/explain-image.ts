import type { ImageFacts } from "../target/image-facts.ts";
import { configurationSource } from "../target/observed-image.ts";
import type { Target } from "../target/target.ts";
import { brandOf } from "./container-gate.ts";
import { type ContainerStart, containerStart } from "./container-start.ts";
import { formatCuda, parseCuda } from "./cuda-version.ts";
import type { PinExplanation, Step } from "./explain-pin.ts";
import { imageFactsOf, nvidiaCudaOf } from "./image-of-target.ts";
import { driverOf } from "./serving.ts";
import type { Tables } from "./tables.ts";

/** What the target's image brings, and whether NVIDIA's container tools start it on the target's driver: no package is asked about. */
export function explainImage(tables: Tables, target: Target & { readonly image: string }): PinExplanation {
  const steps = [broughtBy(tables, target), ...startSteps(tables, target)];
  const verdicts = steps.map(({ verdict }) => verdict);
  const verdict = verdicts.includes("fail") ? "fail" : verdicts.includes("unknown") ? "unknown" : "ok";
  return {
    pin: target.image,
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

function broughtBy(tables: Tables, target: Target): Step {
  const facts = imageFactsOf(tables, target);
  const subject = `image ${target.image}`;
  if (facts === null)
    return { question: "image", verdict: "unknown", subject, detail: "nothing is known of it", evidence: [] };
  const parts = [
    facts.os,
    facts.glibc === null ? null : `glibc ${facts.glibc}`,
    facts.musl === null ? null : `musl ${facts.musl}`,
    facts.python === null ? null : `Python ${facts.python}`,
    facts.cuda === null ? null : `CUDA ${facts.cuda}`,
  ].filter((part) => part !== null);
  const as =
    facts.takenFor === undefined || target.observed !== undefined
      ? ""
      : `, as \`${facts.takenFor}\` that it is taken for by its name`;
  const detail = parts.length === 0 ? "what it brings is not known" : `it brings ${parts.join(", ")}${as}`;
  return {
    question: "image",
    verdict: "ok",
    subject,
    detail,
    evidence: evidenceOf(target, facts, detail),
  };
}

/** What the tables tell stands in one place; of what its configuration tells each fact is shown as it stands there. */
function evidenceOf({ observed }: Target, facts: ImageFacts, detail: string): Step["evidence"] {
  const ofTables = imageFields.some((field) => facts[field] !== null && facts.sources?.[field] === undefined);
  const told = ofTables && facts.source !== "" && !isOfConfiguration(facts.source);
  return [
    ...(told ? [{ fact: detail, source: facts.source, date: facts.date }] : []),
    ...(told && facts.sources === undefined ? [] : (observed?.evidence ?? [])),
  ];
}

const imageFields = ["os", "glibc", "musl", "cuda", "cudnn", "python"] as const;

const isOfConfiguration = (source: string): boolean => source.startsWith(configurationSource(""));

/**
 * Whether the target's image starts on its driver, for each brand of its GPUs, where it is known to ask for one; nothing where no driver is
 * said.
 */
export function startSteps(tables: Tables, target: Target): readonly Step[] {
  const driver = driverOf(target);
  if (driver === null || target.image === null) return [];
  const brands = new Set(target.gpus.length === 0 ? [null] : target.gpus.map(brandOf));
  return [...brands].flatMap((brand): Step[] => {
    const start = containerStart(tables, target, driver, brand);
    if (start === null) return [];
    const on = brand === null ? "" : ` with a ${brand} GPU`;
    const { verdict } = start;
    return [
      {
        question: "start",
        verdict: verdict.kind,
        subject: `start of ${target.image} on driver ${driver.text}${on}`,
        detail: detailOf(target, start),
        evidence: verdict.kind === "fail" ? verdict.evidence : requirementsOf(target),
      },
    ];
  });
}

function detailOf(target: Target, { verdict, asks }: ContainerStart): string {
  if (verdict.kind === "unknown") return verdict.why;
  if (verdict.kind === "fail") return `the image asks for ${asks}, and the driver brings CUDA ${verdict.driverCuda}`;
  const named = nvidiaCudaOf(target);
  if (named === null) return `the driver meets what the image asks for: ${asks}`;
  const cuda = parseCuda(named);
  const asked = cuda === null ? named : formatCuda(cuda);
  return verdict.how === "listed-branch"
    ? `the driver brings CUDA ${verdict.driverCuda} and its branch is in the image's list`
    : `the driver brings CUDA ${verdict.driverCuda ?? `${asked} or newer`}, and the image has ${asked}`;
}

/** Where what it asks for stands, where that is its own configuration. */
function requirementsOf(target: Target): Step["evidence"] {
  const { observed } = target;
  if (observed === undefined || observed.requires.length === 0 || nvidiaCudaOf(target) !== null) return [];
  const fact = "`NVIDIA_REQUIRE_*` of its configuration";
  return [{ fact, source: configurationSource(observed.digest), date: observed.date }];
}
