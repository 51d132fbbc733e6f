import type { LoopbackPackage } from "./loopback-index.ts";

const linux = 'platform_system == "Linux"';
const linuxAmd = `${linux} and platform_machine == "x86_64"`;
const universal = "py3-none-manylinux2014_x86_64";
const onLinux = "(sys_platform == 'linux' or sys_platform == 'win32')";

/**
 * torch as PyPI has it around the move from CUDA 12.8 to 13.0: names, versions and requirements are the real ones of the
 * files for Python 3.11 on x86-64, without the libraries that no rule looks at.
 */
export const torchUniverse: readonly LoopbackPackage[] = [
  {
    name: "torch",
    versions: [
      {
        version: "2.10.0",
        wheels: ["cp311-cp311-manylinux_2_28_x86_64"],
        requires: [
          "filelock",
          "typing-extensions>=4.10.0",
          `cuda-bindings==12.9.4; ${linuxAmd}`,
          `nvidia-cuda-nvrtc-cu12==12.8.93; ${linuxAmd}`,
          `nvidia-cuda-runtime-cu12==12.8.90; ${linuxAmd}`,
          `nvidia-cublas-cu12==12.8.4.1; ${linuxAmd}`,
          `nvidia-cudnn-cu12==9.10.2.21; ${linuxAmd}`,
          `triton==3.6.0; ${linuxAmd}`,
        ],
      },
      {
        version: "2.11.0",
        wheels: ["cp311-cp311-manylinux_2_28_x86_64"],
        requires: [
          "filelock",
          "typing-extensions>=4.10.0",
          `cuda-toolkit[cublas,cudart,nvrtc]==13.0.2; ${linux}`,
          `cuda-bindings<14,>=13.0.3; ${linux}`,
          `nvidia-cudnn-cu13==9.19.0.56; ${linux}`,
          `triton==3.6.0; ${linux}`,
        ],
      },
    ],
  },
  {
    name: "cuda-toolkit",
    versions: [
      {
        version: "13.0.2",
        extras: ["cublas", "cudart", "nvrtc"],
        requires: [
          `nvidia-cublas==13.1.0.3.*; ${onLinux} and extra == 'cublas'`,
          `nvidia-cuda-runtime==13.0.96.*; ${onLinux} and extra == 'cudart'`,
          `nvidia-cuda-nvrtc==13.0.88.*; ${onLinux} and extra == 'nvrtc'`,
        ],
      },
    ],
  },
  {
    name: "cuda-bindings",
    versions: [
      { version: "12.9.4", wheels: ["cp311-cp311-manylinux_2_24_x86_64"], requires: ["cuda-pathfinder~=1.1"] },
      { version: "13.5.0", wheels: ["cp311-cp311-manylinux_2_24_x86_64"], requires: ["cuda-pathfinder>=1.4.2"] },
    ],
  },
  { name: "cuda-pathfinder", versions: [{ version: "1.9.0" }] },
  { name: "nvidia-cuda-nvrtc-cu12", versions: [{ version: "12.8.93", wheels: [universal] }] },
  { name: "nvidia-cuda-runtime-cu12", versions: [{ version: "12.8.90", wheels: [universal] }] },
  { name: "nvidia-cublas-cu12", versions: [{ version: "12.8.4.1", wheels: [universal] }] },
  {
    name: "nvidia-cudnn-cu12",
    versions: [{ version: "9.10.2.21", wheels: [universal], requires: ["nvidia-cublas-cu12"] }],
  },
  { name: "nvidia-cudnn-cu13", versions: [{ version: "9.19.0.56", wheels: [universal], requires: ["nvidia-cublas"] }] },
  { name: "nvidia-cublas", versions: [{ version: "13.1.0.3", wheels: [universal] }] },
  { name: "nvidia-cuda-runtime", versions: [{ version: "13.0.96", wheels: [universal] }] },
  { name: "nvidia-cuda-nvrtc", versions: [{ version: "13.0.88", wheels: [universal] }] },
  { name: "triton", versions: [{ version: "3.6.0", wheels: ["cp311-cp311-manylinux_2_27_x86_64"] }] },
  { name: "filelock", versions: [{ version: "4.2.11" }] },
  { name: "typing-extensions", versions: [{ version: "4.16.0" }] },
];
