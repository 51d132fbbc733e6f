/**
 * How long every rule takes on what is already resolved: `node bench/rules/run.ts [MODELS]`, 100 models on three targets by default, in a
 * process that has just started, as a check runs, and then again.
 */
import process from "node:process";
import { assessCompatibility } from "../../src/core/accelerator/compatibility.ts";
import { embeddedTables } from "../../src/core/accelerator/embedded-tables.ts";
import { lookupGpu } from "../../src/core/accelerator/lookup-gpu.ts";
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

/** Milliseconds of the clock and of the processor for all models on all targets, and what was found: an optimisation must not lose any. */
function measure(): { readonly ms: number; readonly cpu: number; readonly findings: number } {
  const resolutions = Array.from({ length: models }, (_, index) => modelOf(index));
  const started = performance.now();
  const before = process.cpuUsage();
  let findings = 0;
  for (const [index, resolution] of resolutions.entries()) {
    for (const target of places) {
      const facts = {
        model: { id: `model-${index}`, path: "." },
        target,
        resolution,
        advisories: { source: null, asOf: null, of: () => [], failure: null },
        tables,
        today: today(),
      };
      for (const rule of rules) findings += rule.check(facts).findings.length;
      assessCompatibility(facts);
    }
  }
  const used = process.cpuUsage(before);
  return { ms: performance.now() - started, cpu: (used.user + used.system) / 1000, findings };
}

const first = measure();
const later = Array.from({ length: rounds }, measure);
console.log(
  `${commandText()}: ${models} models on ${places.length} targets, ${modelOf(0).packages.length} packages each`,
);
console.log(machineText());
const shown = (ms: number, cpu: number): string => `${ms.toFixed(0)} ms, ${cpu.toFixed(0)} ms of the processor`;
console.log(`first: ${shown(first.ms, first.cpu)}, ${first.findings} findings`);
const again = shown(median(later.map(({ ms }) => ms)), median(later.map(({ cpu }) => cpu)));
console.log(`then:  ${again}, median of ${rounds}`);
