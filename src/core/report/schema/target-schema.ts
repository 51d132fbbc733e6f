import * as z from "zod";
import type { Target } from "../../target/target.ts";
import type { Agrees, Holds } from "./agreement.ts";
import { count, text, texts } from "./common-schema.ts";
import { evidence } from "./finding-schema.ts";

const python = z.strictObject({
  full: text.describe("Full version that markers see, such as `3.11.0`."),
  major: count.describe("Major version."),
  minor: count.describe("Minor version."),
  implementation: z.enum(["cpython", "pypy"]).describe("Interpreter."),
  freeThreaded: z.boolean().describe("True for the build without the global interpreter lock, such as `3.13t`."),
  patchAssumed: z.boolean().describe("True where only `3.11` was said, so that the patch 0 is an assumption."),
});

const libc = z.strictObject({
  family: z.enum(["glibc", "musl"]).describe("Which C library."),
  major: count.describe("Major version."),
  minor: count.describe("Minor version."),
});

const macos = z.strictObject({
  major: count.describe("Major version."),
  minor: count.describe("Minor version."),
});

const gpu = z.strictObject({
  name: text.describe("As the target names it, such as `T4`."),
  computeCapability: text.nullable().describe("CUDA compute capability such as `7.5`; null where not known."),
  class: z
    .enum(["data-center", "workstation", "consumer", "jetson"])
    .nullable()
    .describe("NVIDIA's product class; null where not known."),
});

const fieldSource = z.strictObject({
  how: z.enum(["declared", "inferred", "assumed", "command-line"]).describe("How the value came to be known."),
  from: text.describe("Where it was said, such as `.github/pinwarden.yml:7`."),
  confidence: z
    .enum(["high", "medium", "low"])
    .exactOptional()
    .describe("How sure an inference is; absent where it is as sure as `how` says."),
});

const sources = z.strictObject({
  python: fieldSource.exactOptional().describe("Of `python`."),
  platform: fieldSource.exactOptional().describe("Of `os` and `arch`."),
  libc: fieldSource.exactOptional().describe("Of `libc`."),
  driver: fieldSource.exactOptional().describe("Of `driver`."),
  gpus: fieldSource.exactOptional().describe("Of `gpus`."),
  image: fieldSource.exactOptional().describe("Of `image`."),
  cpuFeatures: fieldSource.exactOptional().describe("Of `cpuFeatures`."),
  provides: fieldSource.exactOptional().describe("Of `provides`."),
});

const imageField = text.nullable();

const observed = z.strictObject({
  digest: text.describe("Digest of the image's configuration."),
  date: text.describe("Day on which the registry named it, `YYYY-MM-DD`."),
  os: imageField.describe("Distribution and release, such as `ubuntu22.04`."),
  glibc: imageField.describe("Such as `2.35`."),
  musl: imageField.describe("Such as `1.2`."),
  cuda: imageField.describe("CUDA toolkit, such as `12.4.1`."),
  cudnn: imageField.describe("Such as `9.1.0.70`."),
  python: imageField.describe("Such as `3.11.9`."),
  torch: imageField.describe("torch that the image brings, such as `2.6.0`."),
  compat: imageField.describe("CUDA of its `cuda-compat` package, such as `12.4`."),
  requires: texts.describe("Each `NVIDIA_REQUIRE_*`, all of which have to hold for the container to start."),
  libraryPath: imageField.describe("Its `LD_LIBRARY_PATH`; null where that is not set."),
  libraries: z.boolean().nullable().describe("Whether cuBLAS is in it; null where it does not tell."),
  compiler: z.boolean().nullable().describe("Whether nvcc is in it; null where it does not tell."),
  evidence: z.array(evidence).describe("Each fact with where it stands."),
});

/** Where a model is served, as every JSON output shows it. */
export const target = z.strictObject({
  id: text.describe("Name of the target; `command line` where options alone say it."),
  python: python.describe("Python that serves the model."),
  os: z.enum(["linux", "macos", "windows"]).describe("Operating system."),
  arch: z
    .enum(["x86_64", "aarch64", "i686", "armv7l", "ppc64le", "s390x", "riscv64"])
    .describe("Machine, as wheel tags on Linux spell it."),
  libc: libc.nullable().describe("C library whose version bounds the wheels; null on macOS and Windows."),
  macos: macos.nullable().describe("Least macOS version; null elsewhere."),
  driver: text.nullable().describe("NVIDIA driver such as `535.183.01` or `535`; null where not known."),
  gpus: z.array(gpu).describe("GPUs; none where there are none or where `sources` does not name them."),
  image: text.nullable().describe("Container image that it is served from; null where not known."),
  cpuFeatures: texts.describe("CPU features that the machines have."),
  provides: texts
    .exactOptional()
    .describe(
      "Packages that are there before anything is installed, as `boto3==1.34.42`; absent where none is declared.",
    ),
  observed: observed
    .exactOptional()
    .describe("What the image's configuration says; absent where its registry was not asked, or did not tell."),
  sources: sources.describe("Where each field came from; a field that is missing here is not known."),
});

export type TargetAgrees = Holds<Agrees<z.infer<typeof target>, Target>>;
