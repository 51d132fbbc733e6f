import type { CompatibilityVerdict } from "../comparison/comparison.ts";
import type { Version } from "../python/version.ts";
import type { NotAssessed, ResolvedPackage } from "../resolution/resolution.ts";
import type { Evidence, Finding } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import type { Target } from "../target/target.ts";
import { accelerated } from "./accelerated.ts";
import { knownBuild, variantOfPackage } from "./build-row.ts";
import { cite } from "./cite.ts";
import { assessCompatibility } from "./compatibility.ts";
import { glibcAnswers } from "./compatibility-answers.ts";
import { carriedCuda } from "./cuda-evidence.ts";
import { formatCuda } from "./cuda-version.ts";
import { driverVerdict } from "./driver-verdict.ts";
import { startSteps } from "./explain-image.ts";
import { imageToolkitOf } from "./image-of-target.ts";
import { nearestVersions } from "./nearest-version.ts";
import { pinnedPackage } from "./pinned-package.ts";
import { inRange } from "./release-range.ts";
import { capabilitiesOf, driverOf } from "./serving.ts";
import type { Tables } from "./tables.ts";
import { wheelCode } from "./wheel-code.ts";

/** One question of a chain, its answer, and what the answer rests on. */
export interface Step {
  readonly question: "cuda" | "driver" | "driver-supports-gpu" | "gpu" | "glibc" | "image" | "start" | "cuda-majors";
  readonly verdict: "ok" | "limited" | "fail" | "unknown";
  readonly subject: string;
  readonly detail: string;
  readonly evidence: readonly Evidence[];
}

/** Why a release runs on a target or does not. */
export interface PinExplanation {
  readonly pin: string;
  readonly verdict: "ok" | "limited" | "fail" | "unknown";
  /** CUDA that the driver brings, such as `12.4`; null where it is not known or asked. */
  readonly driverCuda: string | null;
  readonly driverFloor: string | null;
  readonly gpus: readonly string[] | null;
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
  readonly notAssessed: readonly NotAssessed[];
  /** Releases that are fine there, the nearest first. */
  readonly fine: readonly string[];
}

/** Asks every question of one release on one target, in the order in which a process would meet them. `rules` are those of `rule/rules.ts`. */
export function explainPin(
  tables: Tables,
  target: Target,
  name: string,
  version: Version,
  rules: readonly Rule[],
  today: string,
): PinExplanation {
  const resolution = pinnedPackage(tables, target, name, version);
  const facts = {
    model: { id: name, path: "." },
    target,
    resolution,
    advisories: { source: null, asOf: null, of: () => [], failure: null },
    tables,
    today,
  };
  const { carriers } = accelerated(facts);
  const answers = rules.filter(({ id }) => id !== "advisory").map((rule) => rule.check(facts));
  const findings = answers.flatMap((answer) => answer.findings);
  const compatibility = assessCompatibility(facts);
  const ofCuda = carriers.map(
    ({ pkg, cuda, carried }): Step => ({
      question: "cuda",
      verdict: "ok",
      subject: `${pkg.name} ${pkg.version.text}`,
      detail: `CUDA ${formatCuda(cuda)}`,
      evidence: carried.evidence,
    }),
  );
  const onGpu = target.gpus.length > 0 || target.driver !== null;
  const untold =
    onGpu && carriers.length === 0 ? resolution.packages.flatMap((one) => untoldCuda(tables, facts, one)) : [];
  const told = compatibility.verdicts.some(({ question }) => question === "glibc");
  // What carries no CUDA of its own is asked where its need was measured: the file's name is a guess of what the index has.
  const isMeasured = tables.glibcFloors.get(name)?.some((row) => inRange(version, row)) === true;
  const asked = told || !isMeasured ? [] : resolution.packages.map((pkg) => pkg.name);
  const steps: readonly Step[] = [
    ...ofCuda,
    ...untold,
    ...compatibility.verdicts
      .filter(({ question }) => question !== "cuda-majors")
      .map((answer) => stepOf(tables, target, facts, answer)),
    ...glibcAnswers(facts, asked).map((answer) => ({ ...answer, evidence: [] })),
    ...imageSteps(tables, target, findings),
    ...(target.image === null ? [] : startSteps(tables, target)),
  ];
  const driver = driverOf(target);
  const carrier = carriers[0];
  const onDriver =
    driver === null || carrier === undefined
      ? null
      : driverVerdict(tables, { driver, os: target.os, cuda: carrier.cuda });
  const pkg = resolution.packages[0];
  return {
    pin: `${name}==${version.text}`,
    verdict: worst(steps, findings),
    driverCuda: onDriver === null || onDriver.kind === "unknown" ? null : onDriver.driverCuda,
    driverFloor: compatibility.driverFloor,
    gpus: compatibility.gpus,
    steps,
    findings,
    notAssessed: answers.flatMap((answer) => answer.notAssessed),
    fine: pkg === undefined ? [] : nearestVersions(tables, target, pkg),
  };
}

/**
 * What the tables know to run on GPUs, of which it is not known with which CUDA it would: it takes that from its image or from packages
 * beside it, which nobody named. Nothing where it is known to have none.
 */
function untoldCuda(tables: Tables, facts: Parameters<typeof accelerated>[0], pkg: ResolvedPackage): readonly Step[] {
  if (!tables.builds.has(pkg.name)) return [];
  const carried = carriedCuda(facts, pkg);
  if (carried.kind === "cuda" || carried.kind === "without") return [];
  const built = knownBuild(tables, facts.target, pkg, variantOfPackage(pkg));
  const row = built.kind === "row" ? built.row : null;
  const detail = {
    follows: `its CUDA is that of ${carried.kind === "follows" ? carried.package : ""} beside it, which was not named`,
    unknown: carried.kind === "unknown" ? carried.why : "",
    unrelated:
      row === null || row.cuda === null
        ? "the compatibility tables do not tell with which CUDA it runs"
        : `it is built with CUDA ${row.cuda}, which it takes from its image or from packages beside it, and neither was named`,
  }[carried.kind];
  const evidence = row === null || row.cuda === null ? [] : cite(tables, row, `it is built with CUDA ${row.cuda}`);
  return [{ question: "cuda", verdict: "unknown", subject: `${pkg.name} ${pkg.version.text}`, detail, evidence }];
}

/** The rows that an answer was read from. */
function stepOf(
  tables: Tables,
  target: Target,
  facts: Parameters<typeof accelerated>[0],
  answer: CompatibilityVerdict,
): Step {
  const { carriers } = accelerated(facts);
  const driver = driverOf(target);
  const evidence = ((): readonly Evidence[] => {
    if (answer.question === "driver" && driver !== null)
      return carriers.flatMap(({ cuda }) => {
        const verdict = driverVerdict(tables, { driver, os: target.os, cuda });
        return verdict.kind === "unknown" ? [] : verdict.evidence;
      });
    if (answer.question === "gpu")
      return facts.resolution.packages.flatMap((pkg) => {
        const code = wheelCode(tables, target, pkg);
        return code.kind === "unknown" ? [] : code.evidence;
      });
    if (answer.question === "driver-supports-gpu")
      return capabilitiesOf(target).flatMap(({ capability }) => {
        const row = tables.smSupport.get(capability);
        if (row === undefined) return [];
        const from = row.firstBranch === null ? "" : ` from R${row.firstBranch} on`;
        const to = row.lastBranch === null ? "" : ` up to R${row.lastBranch}`;
        return cite(
          tables,
          row,
          `driver branches${from}${to} support ${row.architecture} (compute capability ${capability})`,
        );
      });
    return [];
  })();
  return { ...answer, evidence };
}

function imageSteps(tables: Tables, target: Target, findings: readonly Finding[]): readonly Step[] {
  if (target.image === null) return [];
  const toolkit = imageToolkitOf(tables, target);
  const failing = findings.find(
    ({ rule }) => rule === "accelerator/container-gate" || rule === "accelerator/library-from-image-mismatch",
  );
  const subject = `image ${target.image}`;
  if (failing !== undefined)
    return [{ question: "image", verdict: "fail", subject, detail: failing.message, evidence: failing.evidence }];
  const detail =
    toolkit === null
      ? "nothing is known of it"
      : toolkit.cuda === null
        ? "it brings no CUDA"
        : `it brings CUDA ${toolkit.cuda}`;
  return [{ question: "image", verdict: toolkit === null ? "unknown" : "ok", subject, detail, evidence: [] }];
}

function worst(steps: readonly Step[], findings: readonly Finding[]): PinExplanation["verdict"] {
  if (
    steps.some(({ verdict }) => verdict === "fail") ||
    findings.some(({ severity }) => severity === "critical" || severity === "high")
  )
    return "fail";
  if (steps.length === 0 || steps.some(({ verdict }) => verdict === "unknown")) return "unknown";
  return steps.some(({ verdict }) => verdict === "limited") ? "limited" : "ok";
}
