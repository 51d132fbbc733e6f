/**
 * How long every rule takes on what is already resolved: `node bench/rules/run.ts [MODELS]`, 100 models on three targets by default, in a
 * process that has just started, as a check runs, and then again.
 */
import process from "node:process";
import { assessCompatibility } from "../../src/core/accelerator/compatibility.ts";
import { embeddedTables } from "../../src/core/accelerator/embedded-tables.ts";
import { lookupGpu } from "../../src/core/accelerator/lookup-gpu.ts";
import { answerKey, answersOf } from "../../src/core/advisory/advisory-answers.ts";
import { rules } from "../../src/core/rule/rules.ts";
import type { Target } from "../../src/core/target/target.ts";
import { commandText, machineText, today } from "../support/command-line.ts";
import { median } from "../support/statistics.ts";
import { modelOf } from "./models.ts";

const models = Number(process.argv[2] ?? 100);
const rounds = 9;
const tables = embeddedTables();

const places = [
  { id: "prod", driver: "535.183.01", gpu: "T4", image: "nvidia/cuda:12.2.2-runtime-ubuntu22.04" },
  { id: "batch", driver: "580.65.06", gpu: "H100", image: "python:3.11-slim-bookworm" },
  { id: "legacy", driver: "550.54.15", gpu: "V100", image: "nvidia/cuda:11.8.0-cudnn8-devel-ubuntu20.04" },
].map(({ id, driver, gpu, image }): Target => {
  const found = lookupGpu(tables, gpu);
  return {
    id,
    python: {
      full: "3.11.0",
      major: 3,
      minor: 11,
      implementation: "cpython",
      freeThreaded: false,
      patchAssumed: true,
    },
    os: "linux",
    arch: "x86_64",
    libc: { family: "glibc", major: 2, minor: 35 },
    macos: null,
    driver,
    gpus: found === null ? [] : [found],
    image,
    cpuFeatures: ["x86-64-v3"],
    sources: {},
  };
});

/** What is already resolved, anew for each round: what a rule keeps of a resolution is found again. */
const resolved = Array.from({ length: rounds + 1 }, () => Array.from({ length: models }, (_, index) => modelOf(index)));
const day = today();

/** That nothing is known to be wrong with any of them, as a source of advisories answers. */
const pairs = new Set(
  (resolved[0] ?? []).flatMap(({ packages }) => packages).map(({ name, version }) => answerKey(name, version.text)),
);
const advisories = answersOf({
  source: null,
  asOf: null,
  byPair: new Map([...pairs].map((pair) => [pair, []])),
  failure: null,
});

interface Measured {
  /** Milliseconds of the clock, which a busy machine makes longer. */
  readonly ms: number;
  /** Milliseconds of the processor on the thread that does the work: the clock's on a machine that is idle. */
  readonly thread: number;
  /** Milliseconds of the processor with the collector's and the compiler's threads. */
  readonly cpu: number;
  /** An optimisation must not lose any. */
  readonly findings: number;
}

/** All models on all targets. */
function measure(resolutions: (typeof resolved)[number]): Measured {
  const started = performance.now();
  const before = process.cpuUsage();
  const beforeOnThread = process.threadCpuUsage();
  let findings = 0;
  for (const [index, resolution] of resolutions.entries()) {
    for (const target of places) {
      const facts = {
        model: { id: `model-${index}`, path: "." },
        target,
        resolution,
        advisories,
        tables,
        today: day,
      };
      for (const rule of rules) findings += rule.check(facts).findings.length;
      assessCompatibility(facts);
    }
  }
  const used = process.cpuUsage(before);
  const usedOnThread = process.threadCpuUsage(beforeOnThread);
  return {
    ms: performance.now() - started,
    thread: (usedOnThread.user + usedOnThread.system) / 1000,
    cpu: (used.user + used.system) / 1000,
    findings,
  };
}

const [first, ...later] = resolved.map(measure);
if (first === undefined) throw new Error("There is no round.");
console.log(
  `${commandText()}: ${models} models on ${places.length} targets, ${modelOf(0).packages.length} packages each`,
);
console.log(machineText());
const shown = (of: (pick: (one: Measured) => number) => number): string =>
  `${of(({ thread }) => thread).toFixed(0)} ms of its thread, ${of(({ cpu }) => cpu).toFixed(0)} ms of the processor, ${of(({ ms }) => ms).toFixed(0)} ms by the clock`;
console.log(`first: ${shown((pick) => pick(first))}, ${first.findings} findings`);
console.log(`then:  ${shown((pick) => median(later.map(pick)))}, median of ${rounds}`);
