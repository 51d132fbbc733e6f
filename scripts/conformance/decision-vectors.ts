import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import type { PinExplanation, Step } from "../../src/core/accelerator/explain-pin.ts";

/**
 * Puts worked verdicts, one JSON object each, to the command line as a user would (`pinwarden tables explain … --format json`), and prints how
 * many agree.
 * Usage: node scripts/conformance/decision-vectors.ts FILE [ENTRY]
 * ENTRY is what `node` runs, src/main.ts unless given.
 */
interface Vector {
  readonly wheel?: string;
  readonly image?: string;
  readonly gpu?: string;
  readonly cc?: string;
  readonly driver?: string;
  readonly brand?: string;
  readonly driver_check?: string;
  readonly driver_cuda?: string;
  readonly branch_check?: string;
  readonly code_check?: string;
  readonly start_check?: string;
  readonly glibc_check?: string;
}

const [file, entry = path.resolve(import.meta.dirname, "../../src/main.ts")] = process.argv.slice(2);

/** Images whose distribution a vector names by the id of pep600_compliance. */
const distributions: Readonly<Record<string, (release: string) => string>> = {
  rhubi: (release) => `redhat/ubi${release}`,
  amazonlinux: (release) => `amazonlinux:${release}`,
};

/** A release that was built with a CUDA, where a vector names the build and no release: the newest that the tables have of it. */
const builds: Readonly<Record<string, string>> = { "onnxruntime-gpu 13.0": "1.27.0" };

/** What follows `pinwarden tables explain`. */
function commandOf(vector: Vector): readonly string[] | null {
  const subject = vector.image ?? pinOf(vector.wheel ?? "");
  if (subject === null) return null;
  const distribution = /^([a-z]+)-(\S+) glibc /.exec(vector.glibc_check ?? "");
  const image = distribution === null ? undefined : distributions[distribution[1] ?? ""]?.(distribution[2] ?? "");
  return [
    subject,
    ...(vector.gpu === undefined ? [] : ["--gpu", vector.gpu]),
    ...(vector.brand === undefined ? [] : ["--gpu", vector.brand]),
    ...(vector.driver === undefined ? [] : ["--driver", vector.driver]),
    ...(image === undefined ? [] : ["--image", image]),
  ];
}

/** `torch==2.8.0 (PyPI cu128)`, `torch>=2.7 manylinux_2_28`, `vllm 0.20.2 …`, `onnxruntime-gpu CUDA 13.0 build …` */
function pinOf(wheel: string): string | null {
  const [, name, version] = /^([a-z0-9-]+)(?:==|>=| )(\d[0-9.]*)/.exec(wheel) ?? [];
  if (name !== undefined && version !== undefined) return `${name}==${version}`;
  const [, built, cuda] = /^([a-z0-9-]+) CUDA ([0-9.]+) build/.exec(wheel) ?? [];
  const release = builds[`${built} ${cuda}`];
  return release === undefined ? null : `${built}==${release}`;
}

function explain(words: readonly string[]): PinExplanation {
  const { stdout, stderr } = spawnSync(process.execPath, [entry, "tables", "explain", ...words, "--format", "json"], {
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as PinExplanation;
}

function disagreements(vector: Vector, explanation: PinExplanation): readonly string[] {
  const step = (question: Step["question"]): Step | undefined =>
    explanation.steps.find((one) => one.question === question);
  const built = /\((?:PyPI )?cu(\d\d)(\d)\)|CUDA (\d+)\.(\d+) build/.exec(vector.wheel ?? "");
  const cuda = built === null ? undefined : `CUDA ${built[1] ?? built[3]}.${built[2] ?? built[4]}`;
  return [
    ...compare("CUDA", cuda, step("cuda")?.detail),
    ...compare("driver", vector.driver_check, driverText(step("driver"))),
    ...compare("CUDA of the driver", vector.driver_cuda, explanation.driverCuda ?? undefined),
    ...compare("GPU on driver", vector.branch_check, step("driver-supports-gpu")?.verdict),
    ...compare("GPU code", vector.code_check, codeText(step("gpu"))),
    ...compare("start", vector.start_check, startText(step("start"))),
    ...compare("glibc", vector.glibc_check, glibcText(vector.glibc_check, step("glibc"))),
  ];
}

function compare(what: string, wanted: string | undefined, found: string | undefined): readonly string[] {
  return wanted === undefined || wanted === found ? [] : [`${what}: expected \`${wanted}\`, found \`${found}\``];
}

function driverText(step: Step | undefined): string | undefined {
  if (step?.verdict === "ok") return "full";
  if (step?.verdict === "limited") return "minor-version";
  return step?.verdict === "fail" ? `fail: driver < ${step.detail.split(" ")[1]}` : step?.detail;
}

function codeText(step: Step | undefined): string | undefined {
  if (step?.verdict === "ok") return step.detail.replace("machine code", "cubin");
  if (step?.verdict === "limited") return step.detail.replace(/^PTX (\S+),.*$/, "ptx $1");
  return step?.verdict === "fail" ? "fail: no kernel image" : step?.detail;
}

/** `the driver brings CUDA 13.0, and the image has 13.0` */
function startText(step: Step | undefined): string | undefined {
  const [, driver, image] = /brings CUDA ([0-9.]+), and the image has ([0-9.]+)/.exec(step?.detail ?? "") ?? [];
  if (step?.verdict === "ok")
    return driver === undefined ? "starts: listed branch" : `starts: driver CUDA ${driver} >= ${image}`;
  return step?.verdict;
}

/** `vllm 0.20.2 on glibc 2.34` with `glibc 2.35 or newer is needed`, in the vector's words. */
function glibcText(wanted: string | undefined, step: Step | undefined): string | undefined {
  const [, os] = /^(\S+) /.exec(wanted ?? "") ?? [];
  const [, has] = / on glibc ([0-9.]+)$/.exec(step?.subject ?? "") ?? [];
  return step === undefined ? undefined : `${os} glibc ${has} vs ${step.detail.split(" ")[1]}: ${step.verdict}`;
}

if (file === undefined || !existsSync(file)) {
  console.log(`skipped: ${file ?? "no file given"} is not there`);
} else {
  const { vectors } = JSON.parse(readFileSync(file, "utf8")) as { readonly vectors: readonly Vector[] };
  let failed = 0;
  for (const vector of vectors) {
    const words = commandOf(vector);
    const wrong = words === null ? ["no command line is known for it"] : disagreements(vector, explain(words));
    if (wrong.length > 0) failed += 1;
    for (const line of wrong) console.log(`${(words ?? [JSON.stringify(vector)]).join(" ")}: ${line}`);
  }
  console.log(`${vectors.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
