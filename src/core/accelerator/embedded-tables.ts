import abiBreaks from "../../../tables/abi-breaks.json" with { type: "json" };
import condaNames from "../../../tables/conda-names.json" with { type: "json" };
import containerGates from "../../../tables/container-gates.json" with { type: "json" };
import cpuBaselines from "../../../tables/cpu-baselines.json" with { type: "json" };
import ctranslate2 from "../../../tables/ctranslate2.json" with { type: "json" };
import cudaMinorVersionFloors from "../../../tables/cuda-minor-version-floors.json" with { type: "json" };
import cudaToolkits from "../../../tables/cuda-toolkits.json" with { type: "json" };
import cudnnMajors from "../../../tables/cudnn-majors.json" with { type: "json" };
import cupy from "../../../tables/cupy.json" with { type: "json" };
import driverBranches from "../../../tables/driver-branches.json" with { type: "json" };
import faiss from "../../../tables/faiss.json" with { type: "json" };
import forwardCompatibility from "../../../tables/forward-compatibility.json" with { type: "json" };
import glibcFloors from "../../../tables/glibc-floors.json" with { type: "json" };
import gpus from "../../../tables/gpus.json" with { type: "json" };
import imagesAws from "../../../tables/images-aws.json" with { type: "json" };
import imagesNgc from "../../../tables/images-ngc.json" with { type: "json" };
import imagesNvidiaCuda from "../../../tables/images-nvidia-cuda.json" with { type: "json" };
import imagesOs from "../../../tables/images-os.json" with { type: "json" };
import imagesOther from "../../../tables/images-other.json" with { type: "json" };
import imagesPython from "../../../tables/images-python.json" with { type: "json" };
import imagesPytorch from "../../../tables/images-pytorch.json" with { type: "json" };
import importPackages from "../../../tables/import-packages.json" with { type: "json" };
import instanceTypes from "../../../tables/instance-types.json" with { type: "json" };
import jax from "../../../tables/jax.json" with { type: "json" };
import lockstep from "../../../tables/lockstep.json" with { type: "json" };
import manylinux from "../../../tables/manylinux.json" with { type: "json" };
import numpyAbi from "../../../tables/numpy-abi.json" with { type: "json" };
import onnxruntime from "../../../tables/onnxruntime.json" with { type: "json" };
import osLifecycle from "../../../tables/os-lifecycle.json" with { type: "json" };
import paddle from "../../../tables/paddle.json" with { type: "json" };
import popularProjects from "../../../tables/popular-projects.json" with { type: "json" };
import pyg from "../../../tables/pyg.json" with { type: "json" };
import pythonReleases from "../../../tables/python-releases.json" with { type: "json" };
import smSupport from "../../../tables/sm-support.json" with { type: "json" };
import sourceBuilds from "../../../tables/source-builds.json" with { type: "json" };
import sources from "../../../tables/sources.json" with { type: "json" };
import tensorflow from "../../../tables/tensorflow.json" with { type: "json" };
import tensorrt from "../../../tables/tensorrt.json" with { type: "json" };
import torch from "../../../tables/torch.json" with { type: "json" };
import torchCompanions from "../../../tables/torch-companions.json" with { type: "json" };
import torchReleases from "../../../tables/torch-releases.json" with { type: "json" };
import type { RawTable } from "./load-tables.ts";
import { loadTables } from "./load-tables.ts";
import type { Tables } from "./tables.ts";

/** Every file of `tables/`. A new file is added here and in `loadTables`. */
export const rawTables: readonly RawTable[] = [
  abiBreaks,
  condaNames,
  containerGates,
  cpuBaselines,
  ctranslate2,
  cudaMinorVersionFloors,
  cudaToolkits,
  cudnnMajors,
  cupy,
  driverBranches,
  faiss,
  forwardCompatibility,
  glibcFloors,
  gpus,
  imagesAws,
  imagesNgc,
  imagesNvidiaCuda,
  imagesOs,
  imagesOther,
  imagesPython,
  imagesPytorch,
  importPackages,
  instanceTypes,
  jax,
  lockstep,
  manylinux,
  numpyAbi,
  onnxruntime,
  osLifecycle,
  paddle,
  popularProjects,
  pyg,
  pythonReleases,
  smSupport,
  sourceBuilds,
  sources,
  tensorflow,
  tensorrt,
  torch,
  torchCompanions,
  torchReleases,
];

let loaded: Tables | null = null;

/** The tables that the program was built with. Their JSON is part of the bundle; the indexes are built once, when they are first asked for. */
export function embeddedTables(): Tables {
  loaded ??= loadTables(rawTables);
  return loaded;
}
