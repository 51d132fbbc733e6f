import { describe, expect, it } from "@jest/globals";
import { parseImageReference } from "../../../src/core/accelerator/image-reference.ts";
import { lookupImage, nvidiaCudaOfImage } from "../../../src/core/accelerator/lookup-image.ts";
import { tables } from "./served.ts";

/** `os glibc musl cuda cudnn python`, with a dash for what is not known. */
function shown(reference: string): string | null {
  const facts = lookupImage(tables, reference);
  if (facts === null) return null;
  const { os, glibc, musl, cuda, cudnn, python } = facts;
  return [os, glibc, musl, cuda, cudnn, python].map((field) => field ?? "-").join(" ");
}

describe("lookupImage", () => {
  it.each([
    ["nvidia/cuda:12.2.2-runtime-ubuntu22.04", "ubuntu22.04 2.35 - 12.2.2 - -"],
    ["nvidia/cuda:12.2.2-cudnn8-devel-ubuntu20.04", "ubuntu20.04 2.31 - 12.2.2 8.9.6.50 -"],
    ["nvidia/cuda:12.4.1-cudnn-devel-ubi9", "ubi9 2.34 - 12.4.1 9.1.0.70 -"],
    ["nvcr.io/nvidia/cuda:13.0.1-runtime-ubuntu24.04@sha256:0123456789abcdef", "ubuntu24.04 2.39 - 13.0.1 - -"],
    ["harbor.example.com:5000/hub/nvidia/cuda:12.2.2-base-ubuntu20.04", "ubuntu20.04 2.31 - 12.2.2 - -"],
    ["nvidia/cuda:11.8.0-base", "- - - 11.8.0 - -"],
    ["python:3.11-slim-bookworm", "debian12 2.36 - - - 3.11"],
    ["docker.io/library/python:3.12.4-bullseye", "debian11 2.31 - - - 3.12.4"],
    ["public.ecr.aws/docker/library/python:3.11-slim-bullseye", "debian11 2.31 - - - 3.11"],
    ["python:3.12-alpine3.20", "alpine - 1.2 - - 3.12"],
    ["python:3.11-windowsservercore-ltsc2022", "windows - - - - 3.11"],
    ["ubuntu:22.04", "ubuntu22.04 2.35 - - - -"],
    ["ubuntu:jammy-20240111", "ubuntu22.04 2.35 - - - -"],
    ["debian:bookworm-slim", "debian12 2.36 - - - -"],
    ["debian:12.5", "debian12 2.36 - - - -"],
    ["alpine:3.19", "alpine - 1.2 - - -"],
    ["amazonlinux:2023", "amzn2023 2.34 - - - -"],
    ["rockylinux:9.3", "rockylinux9 2.34 - - - -"],
    ["registry.access.redhat.com/ubi9/ubi-minimal:9.4", "ubi9 2.34 - - - -"],
    ["gcr.io/distroless/python3-debian12", "distroless-debian12 2.36 - - - -"],
    ["pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime", "ubuntu22.04 2.35 - 12.4 9 3.11"],
    ["pytorch/pytorch:2.11.0-cuda13.0-cudnn9-devel", "ubuntu24.04 2.39 - 13.0 9 3.12"],
    ["pytorch/pytorch:2.1.0-cuda12.1-cudnn8-runtime", "- - - 12.1 - -"],
    ["nvcr.io/nvidia/pytorch:25.09-py3", "ubuntu24.04 2.39 - 13.0.1 - 3.12"],
    ["nvcr.io/nvidia/tritonserver:24.05-vllm-python-py3", "ubuntu22.04 2.35 - 12.4.1 - 3.10"],
    [
      "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6.0-gpu-py312-cu124-ubuntu22.04-ec2",
      "ubuntu22.04 2.35 - 12.4 - 3.12",
    ],
    ["ghcr.io/astral-sh/uv:python3.12-bookworm-slim", "debian12 2.36 - - - 3.12"],
  ])("reads %s", (reference, facts) => {
    expect(shown(reference)).toBe(facts);
  });

  it("reads a patch release that the tables have not seen by the family's rule", () => {
    expect(shown("nvidia/cuda:12.4.99-runtime-ubuntu22.04")).toBe("ubuntu22.04 2.35 - 12.4.99 - -");
    expect(
      shown(
        "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:9.9.0-gpu-py314-cu139-ubuntu24.04-sagemaker",
      ),
    ).toBe("ubuntu24.04 2.39 - 13.9 - 3.14");
  });

  it("says the distribution of a floating tag alone, since an old patch release stays where it was built", () => {
    expect(shown("python:3.11-slim")).toBe("debian13 2.41 - - - 3.11");
    expect(shown("python:3.11.4-slim")).toBe("- - - - - 3.11.4");
    expect(shown("python:3.8-slim")).toBe("- - - - - 3.8");
  });

  it.each([
    "ubuntu",
    "foo/bar:1",
    "ghcr.io/me/ubuntu:22.04",
    "alpine:3.9",
    "$BASE_IMAGE",
    "",
    "scratch",
    "a b:c",
    `x:${"y".repeat(5000)}`,
  ])("does not know %s", (reference) => {
    expect(shown(reference)).toBeNull();
  });

  it.each([
    ["docker.corp.example/nvidia/cuda:12.4.1-runtime-ubuntu22.04", "nvidia/cuda"],
    ["ghcr.io/stranger/nvidia/cuda:12.4.1-runtime-ubuntu22.04", "nvidia/cuda"],
    ["nvcr.io/stranger/nvidia/cuda:12.4.1-runtime-ubuntu22.04", "nvidia/cuda"],
    ["quay.io/pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime", "pytorch/pytorch"],
    ["harbor.example:5000/library/python:3.11-slim", "python"],
    ["registry.example/ubuntu:22.04", "ubuntu"],
    ["registry.example/nvidia/pytorch:25.09-py3", "nvidia/pytorch"],
  ])("takes %s for %s by its name alone", (reference, name) => {
    expect(lookupImage(tables, reference)?.takenFor).toBe(name);
  });

  it.each([
    "nvidia/cuda:12.4.1-runtime-ubuntu22.04",
    "docker.io/nvidia/cuda:12.4.1-runtime-ubuntu22.04",
    "nvcr.io/nvidia/cuda:13.0.1-runtime-ubuntu24.04",
    "nvcr.io/nvidia/pytorch:25.09-py3",
    "python:3.11-slim",
    "docker.io/library/python:3.12.4-bullseye",
    "public.ecr.aws/docker/library/python:3.11-slim",
    "mirror.gcr.io/library/ubuntu:22.04",
    "registry.access.redhat.com/ubi9/python-311",
    "gcr.io/distroless/python3-debian12",
    "ghcr.io/astral-sh/uv:python3.12-bookworm-slim",
    "pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime",
    "763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-inference:2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker",
  ])("knows %s by who serves it", (reference) => {
    const facts = lookupImage(tables, reference);
    expect(facts).not.toBeNull();
    expect(facts?.takenFor).toBeUndefined();
  });

  it("names a source for what it knows", () => {
    expect(lookupImage(tables, "ubuntu:22.04")?.source).toMatch(/^https:/);
  });
});

describe("nvidiaCudaOfImage", () => {
  it("speaks of NVIDIA's CUDA images alone", () => {
    expect(nvidiaCudaOfImage("nvidia/cuda:12.6.3-runtime-ubuntu22.04")).toBe("12.6.3");
    expect(nvidiaCudaOfImage("pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime")).toBeNull();
    expect(nvidiaCudaOfImage("me/nvidia/cuda:12.6.3-runtime-ubuntu22.04")).toBeNull();
  });
});

describe("parseImageReference", () => {
  it("takes registry, repository, tag and digest apart", () => {
    expect(parseImageReference("localhost:5000/a/b:c@sha256:d")).toEqual({
      registry: "localhost:5000",
      repository: "a/b",
      tag: "c",
    });
    expect(parseImageReference("docker://docker.io/library/python")).toEqual({
      registry: null,
      repository: "python",
      tag: null,
    });
  });
});
