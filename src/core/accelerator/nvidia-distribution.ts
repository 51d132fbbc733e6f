import type { Version } from "../python/version.ts";
import type { CudaVersion } from "./cuda-version.ts";
import { parseCudaDigits } from "./cuda-version.ts";

/** A distribution by which NVIDIA ships a part of CUDA on a Python index. */
export interface NvidiaDistribution {
  /** `cuda-runtime`, `cublas`, `cudnn`, `toolkit` … */
  readonly library: string;
  /** The CUDA that its name and version state; null where they state none. */
  readonly cuda: CudaVersion | null;
  /** Whether it takes part in running code on the GPU: NCCL alone, which xgboost and others bring, does not bind to a driver. */
  readonly binds: boolean;
  /** Whether the wheels of two CUDA majors write the same files, as `nvidia/nccl/lib/libnccl.so.2` is in both. */
  readonly sharesPath: boolean;
}

/** The toolkit's own libraries, which lose their `-cu13` from CUDA 13 on. */
const toolkitLibraries = new Set([
  "cublas",
  "cuda-cccl",
  "cuda-crt",
  "cuda-cupti",
  "cuda-nvcc",
  "cuda-nvrtc",
  "cuda-runtime",
  "cuda-sanitizer-api",
  "cufft",
  "cufile",
  "curand",
  "cusolver",
  "cusparse",
  "npp",
  "nvfatbin",
  "nvjitlink",
  "nvjpeg",
  "nvtx",
  "nvvm",
]);

/** Those whose version is the toolkit's: `nvidia-cuda-runtime-cu12` 12.8.90 is of CUDA 12.8, `nvidia-cufft-cu12` 11.3.3.83 is not. */
const versionedAsToolkit = new Set([
  "cuda-runtime",
  "cuda-nvrtc",
  "cuda-cupti",
  "cuda-nvcc",
  "nvtx",
  "nvjitlink",
  "toolkit",
]);

/** Libraries that are shipped beside the toolkit, under one import path for every CUDA major. */
const besideToolkit = new Set(["cudnn", "cusparselt", "nccl", "nvshmem"]);

/** Whether a name can be one of NVIDIA's distributions at all. */
export function isNvidiaName(name: string): boolean {
  return name === "cuda-toolkit" || name.startsWith("nvidia-");
}

/** Reads `nvidia-cublas-cu12`, `nvidia-cuda-runtime`, `cuda-toolkit`; null for every other distribution. */
export function nvidiaDistribution(name: string, version: Version): NvidiaDistribution | null {
  if (!isNvidiaName(name)) return null;
  let versions = distributions.get(name);
  const known = versions?.get(version.text);
  if (known !== undefined) return known;
  const distribution = readDistribution(name, version);
  if (versions === undefined) {
    versions = new Map();
    if (distributions.size < mostNames) distributions.set(name, versions);
  }
  if (versions.size < mostVersions) versions.set(version.text, distribution);
  return distribution;
}

/** Some fifty libraries, a release of each for a release of torch: what comes beyond that is read each time. */
const mostNames = 256;
const mostVersions = 256;
const distributions = new Map<string, Map<string, NvidiaDistribution | null>>();

function readDistribution(name: string, version: Version): NvidiaDistribution | null {
  if (name === "cuda-toolkit") return ofLibrary("toolkit", toolkitVersion(version));
  if (!name.startsWith("nvidia-")) return null;
  const suffix = /-cu(\d{2})$/.exec(name);
  const library = name.slice("nvidia-".length, suffix === null ? undefined : -suffix[0].length);
  if (!toolkitLibraries.has(library) && !besideToolkit.has(library)) return null;
  if (suffix === null) return besideToolkit.has(library) ? null : ofLibrary(library, unsuffixed(library, version));
  const major = parseCudaDigits(suffix[1] ?? "");
  const precise = versionedAsToolkit.has(library) ? toolkitVersion(version) : null;
  return ofLibrary(library, precise !== null && precise.major === major?.major ? precise : major);
}

function ofLibrary(library: string, cuda: CudaVersion | null): NvidiaDistribution {
  const binds = library === "toolkit" || library === "cudnn" || toolkitLibraries.has(library);
  return { library, cuda, binds, sharesPath: besideToolkit.has(library) };
}

/** The names without a suffix are CUDA 13 and newer; below that they are the placeholders of an earlier scheme. */
function unsuffixed(library: string, version: Version): CudaVersion | null {
  const cuda = versionedAsToolkit.has(library) ? toolkitVersion(version) : null;
  return cuda !== null && cuda.major >= 13 ? cuda : null;
}

function toolkitVersion(version: Version): CudaVersion | null {
  const [major, minor] = version.release.map(Number);
  return major === undefined || major < 9 || major > 99 ? null : { major, minor: minor ?? null };
}
