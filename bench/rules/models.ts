import type { Requirement } from "../../src/core/manifest/requirement.ts";
import { normalizeName } from "../../src/core/python/name.ts";
import { parseVersion, type Version } from "../../src/core/python/version.ts";
import type { Demand, Resolution, ResolvedPackage } from "../../src/core/resolution/resolution.ts";

/** What a model of the field installs: torch with its CUDA libraries, and three dozen packages around them. */
const cuda12 = [
  "nvidia-cublas-cu12==12.8.4.1",
  "nvidia-cuda-cupti-cu12==12.8.90",
  "nvidia-cuda-nvrtc-cu12==12.8.93",
  "nvidia-cuda-runtime-cu12==12.8.90",
  "nvidia-cudnn-cu12==9.10.2.21",
  "nvidia-cufft-cu12==11.3.3.83",
  "nvidia-curand-cu12==10.3.9.90",
  "nvidia-cusolver-cu12==11.7.3.90",
  "nvidia-cusparse-cu12==12.5.8.93",
  "nvidia-nccl-cu12==2.27.5",
  "nvidia-nvjitlink-cu12==12.8.93",
  "nvidia-nvtx-cu12==12.8.90",
];
const around = [
  "accelerate==1.2.0|1.1.1 torch numpy huggingface-hub psutil pyyaml safetensors packaging",
  "transformers==4.57.1|4.49.0|4.44.2 huggingface-hub numpy pyyaml regex requests safetensors tokenizers tqdm filelock packaging",
  "torchvision==0.25.0 torch numpy pillow",
  "fastapi==0.121.0|0.115.6 pydantic starlette typing-extensions",
  "uvicorn==0.38.0 click h11",
  "scikit-learn==1.7.2|1.6.1|1.5.2 numpy scipy joblib threadpoolctl",
  "pandas==2.3.3|2.2.3 numpy python-dateutil pytz tzdata",
  "opencv-python-headless==4.12.0.88 numpy",
  "onnxruntime-gpu==1.23.2|1.20.1|1.18.1 numpy protobuf flatbuffers coloredlogs sympy packaging",
  "matplotlib==3.10.7 numpy contourpy cycler fonttools kiwisolver packaging pillow pyparsing python-dateutil",
];
const leaves = [
  "numpy==2.2.6|1.26.4",
  "scipy==1.16.3|1.14.1",
  "pillow==12.0.0|10.4.0|9.5.0",
  "psutil==7.1.3",
  "pyyaml==6.0.3",
  "safetensors==0.6.2",
  "packaging==25.0",
  "regex==2025.11.3",
  "tokenizers==0.22.1",
  "tqdm==4.67.1",
  "filelock==3.20.0",
  "typing-extensions==4.15.0",
  "click==8.3.0",
  "h11==0.16.0",
  "joblib==1.5.2",
  "threadpoolctl==3.6.0",
  "python-dateutil==2.9.0",
  "pytz==2025.2",
  "tzdata==2025.2",
  "protobuf==6.33.0|5.29.3|4.25.8",
  "flatbuffers==25.9.23",
  "coloredlogs==15.0.1",
  "sympy==1.14.0",
  "contourpy==1.3.3",
  "cycler==0.12.1",
  "fonttools==4.60.1",
  "kiwisolver==1.4.9",
  "pyparsing==3.2.5",
  "huggingface-hub==0.36.0|0.27.1 requests tqdm filelock pyyaml packaging",
  "requests==2.32.5|2.31.0 certifi charset-normalizer idna urllib3",
  "certifi==2025.10.5",
  "charset-normalizer==3.4.4",
  "idna==3.11",
  "urllib3==2.5.0|2.2.3|1.26.20",
  "pydantic==2.12.4|2.10.6|1.10.24 typing-extensions",
  "starlette==0.49.3",
];
const releases = ["2.10.0", "2.9.1", "2.8.0", "2.7.1", "2.6.0"];

/**
 * A resolution of sixty packages. Every fifth model has the same torch, as in a repository that moves on model by model; of a dozen others
 * each has one of two or three releases, so that no two of a hundred have the same pins. No two share an object.
 */
export function modelOf(index: number): Resolution {
  const torch = `torch==${releases.join("|")} ${cuda12.map(nameOf).join(" ")} numpy sympy filelock`;
  const lines = [torch, ...cuda12, ...around, ...leaves].map((line, at) => taken(line, index, at));
  const named = new Map(lines.map((line) => [nameOf(line), line]));
  const packages = lines.map((line, at) => packageOf(line, named, lines, at));
  return { packages: packages.sort((left, right) => (left.name < right.name ? -1 : 1)), notAssessed: [] };
}

/** A line with one of its releases: which one differs by model, and from line to line. */
function taken(line: string, index: number, at: number): string {
  const [pin = "", ...requires] = line.split(" ");
  const [name = "", ...versions] = pin.split(/==|\|/);
  const turn = at === 0 ? index : Math.floor(index / (1 + (at % 7))) + at;
  return [`${name}==${versions[turn % versions.length]}`, ...requires].join(" ");
}

const nameOf = (line: string): string => line.split("==")[0] ?? line;
const versionOf = (line: string): Version => {
  const version = parseVersion(line.split("==")[1]?.split(" ")[0] ?? "");
  if (version === null) throw new Error(`no version in ${line}`);
  return version;
};
const requiresOf = (line: string): readonly string[] => line.split(" ").slice(1);

function packageOf(
  line: string,
  named: ReadonlyMap<string, string>,
  lines: readonly string[],
  at: number,
): ResolvedPackage {
  const name = normalizeName(nameOf(line));
  const version = versionOf(line);
  const filename = `${name.replaceAll("-", "_")}-${version.text}-cp311-cp311-manylinux_2_17_x86_64.whl`;
  const index = "https://pypi.org/simple/";
  const file = {
    filename,
    url: `https://files.pythonhosted.org/packages/${filename}`,
    index,
    hashes: {},
    requiresPython: ">=3.9",
    yanked: null,
    uploadTime: "2025-11-01T00:00:00Z",
    size: 1_000_000,
    coreMetadata: true,
  };
  const parents = lines.filter((other) => requiresOf(other).includes(name));
  const demandedBy: readonly Demand[] =
    parents.length > 0
      ? parents.map((parent) => ({
          kind: "package",
          name: normalizeName(nameOf(parent)),
          version: versionOf(parent),
          text: line.split(" ")[0] ?? line,
        }))
      : [{ kind: "root", requirement: rootOf(line, at + 1) }];
  return {
    name,
    version,
    extras: [],
    file,
    files: [file],
    alsoOn: [],
    requires: requiresOf(line).flatMap((to) => {
      const pin = named.get(to);
      return pin === undefined ? [] : [{ to: normalizeName(to), extras: [], text: pin.split(" ")[0] ?? to }];
    }),
    demandedBy,
    metadataSource: "sidecar",
    reason: null,
  };
}

function rootOf(line: string, at: number): Requirement {
  const text = line.split(" ")[0] ?? line;
  return {
    text,
    specifier: { name: normalizeName(nameOf(line)) },
    kind: "direct",
    origin: { file: "requirements.txt", line: at, column: 1, endColumn: text.length + 1 },
    hashes: [],
  } as unknown as Requirement;
}
