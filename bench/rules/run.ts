/**
 * How long every rule takes on what is already resolved: `node bench/rules/run.ts [MODELS] [--apart]`, 100 models on three targets by default,
 * in a process that has just started, as a check runs, and then again. The targets load the same files, and so share a resolution, as in a
 * check; with `--apart` each has one of its own.
 */

import process from "node:process";
import { cpython } from "../../__tests__/core/python/targets.ts";
import { assessCompatibility } from "../../src/core/accelerator/compatibility.ts";
import { embeddedTables } from "../../src/core/accelerator/embedded-tables.ts";
import { lookupGpu } from "../../src/core/accelerator/lookup-gpu.ts";
import { answerKey, answersOf } from "../../src/core/advisory/advisory-answers.ts";
import type { Resolution } from "../../src/core/resolution/resolution.ts";
import { rules } from "../../src/core/rule/rules.ts";
import type { Target } from "../../src/core/target/target.ts";
import { commandText, machineText, today } from "../support/command-line.ts";
import { median } from "../support/statistics.ts";
import { modelOf } from "./models.ts";

const apart = process.argv.includes("--apart");
const models = Number(process.argv[2] === "--apart" ? 100 : (process.argv[2] ?? 100));
const rounds = 9;
const tables = embeddedTables();

/** Those of one model: a check builds the targets of each model anew. */
const targetsOf = (): readonly Target[] => places.map(placeOf);

const places = [
  { id: "prod", driver: "535.183.01", gpu: "T4", image: "nvidia/cuda:12.2.2-runtime-ubuntu22.04" },
  { id: "batch", driver: "580.65.06", gpu: "H100", image: "python:3.11-slim-bookworm" },
  { id: "legacy", driver: "550.54.15", gpu: "V100", image: "nvidia/cuda:11.8.0-cudnn8-devel-ubuntu20.04" },
];

function placeOf({ id, driver, gpu, image }: (typeof places)[number]): Target {
  const found = lookupGpu(tables, gpu);
  return {
    id,
    python: cpython(11),
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
}

interface Place {
  readonly model: { readonly id: string; readonly path: string };
  readonly target: Target;
  readonly resolution: Resolution;
}

/** What is already resolved, anew for each round: what a rule keeps of a resolution or a target is found again. */
function resolvedPlaces(): readonly Place[] {
  return Array.from({ length: models }, (_, index) => index).flatMap((index) => {
    const model = { id: `model-${index}`, path: "." };
    const shared = modelOf(index);
    return targetsOf().map((target) => ({ model, target, resolution: apart ? modelOf(index) : shared }));
  });
}

const day = today();

/** That nothing is known to be wrong with any of them, as a source of advisories answers. */
const pairs = new Set(
  resolvedPlaces()
    .flatMap(({ resolution }) => resolution.packages)
    .map(({ name, version }) => answerKey(name, version.text)),
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

/** Every rule on all of them, and nothing else. */
function measure(resolved: readonly Place[]): Measured {
  const started = performance.now();
  const before = process.cpuUsage();
  const beforeOnThread = process.threadCpuUsage();
  let findings = 0;
  for (const place of resolved) {
    const facts = { ...place, advisories, tables, today: day };
    for (const rule of rules) findings += rule.check(facts).findings.length;
    assessCompatibility(facts);
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

const first = measure(resolvedPlaces());
// Made after the first: what a check of a hundred models never holds is no burden to it.
const later = Array.from({ length: rounds }, resolvedPlaces).map(measure);
console.log(
  `${commandText()}: ${models} models on ${places.length} targets${apart ? ", each resolved by itself" : ""}, ${modelOf(0).packages.length} packages each`,
);
console.log(machineText());
const shown = (of: (pick: (one: Measured) => number) => number): string =>
  `${of(({ thread }) => thread).toFixed(0)} ms of its thread, ${of(({ cpu }) => cpu).toFixed(0)} ms of the processor, ${of(({ ms }) => ms).toFixed(0)} ms by the clock`;
console.log(`first: ${shown((pick) => pick(first))}, ${first.findings} findings`);
console.log(`then:  ${shown((pick) => median(later.map(pick)))}, median of ${rounds}`);
