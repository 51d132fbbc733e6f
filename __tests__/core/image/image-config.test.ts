import { describe, expect, it } from "@jest/globals";
import { choosePlatform, platformNames } from "../../../src/core/image/choose-platform.ts";
import { baseDistribution, buildArgumentsOf } from "../../../src/core/image/history.ts";
import { readImageConfiguration } from "../../../src/core/image/image-config.ts";
import type { PlatformEntry } from "../../../src/core/image/manifest.ts";
import { downloadBytes, newBytes } from "../../../src/core/image/transfer.ts";

const entry = (
  digest: string,
  os: string | null,
  architecture: string | null,
  variant: string | null = null,
): PlatformEntry => ({
  digest,
  size: 1,
  os,
  architecture,
  variant,
});

describe("an image's configuration", () => {
  it("is read for what facts are made of, and keeps nothing else", () => {
    const read = readImageConfiguration(
      JSON.stringify({
        os: "linux",
        architecture: "amd64",
        config: {
          Env: [
            "PYTHON_VERSION=3.10.1",
            "PYTHON_VERSION=3.11.2",
            "AWS_SECRET_ACCESS_KEY=x",
            "NVIDIA_REQUIRE_CUDA=cuda>=12.0",
            "=x",
            "CUDA_VERSION",
          ],
          Labels: { "org.opencontainers.image.ref.name": "ubuntu", "com.example.secret": "x" },
        },
      }),
    );
    if (!read.ok) throw new Error(read.problem.message);
    expect(Object.fromEntries(read.value.environment)).toEqual({
      PYTHON_VERSION: "3.11.2",
      NVIDIA_REQUIRE_CUDA: "cuda>=12.0",
    });
    expect([...read.value.labels]).toEqual([["org.opencontainers.image.ref.name", "ubuntu"]]);
  });

  it.each([
    "",
    "null",
    "[]",
    "{}",
    '{"os":"linux"}',
    '{"os":1,"architecture":"amd64"}',
    '{"os":"linux","architecture":"amd64","config":{"Env":[1]}}',
  ])("may be %s, which is said", (text) => expect(readImageConfiguration(text).ok).toBe(false));

  it.each([
    '{"os":"linux","architecture":"amd64"}',
    '{"os":"linux","architecture":"amd64","config":{"Env":null,"Labels":null},"history":null}',
  ])("may hold nothing more: %s", (text) => expect(readImageConfiguration(text).ok).toBe(true));
});

describe("the history of an image", () => {
  it.each([
    [["RUN |2 PYTHON_VERSION=3.11 UID=1000 /bin/sh -c x # buildkit"], "3.11"],
    [["|1 PYTHON_VERSION=3.9 /bin/sh -c x"], "3.9"],
    [["RUN |1 PYTHON_VERSION=3.9 /bin/sh", "RUN |1 PYTHON_VERSION=3.10 /bin/sh"], "3.10"],
    // What follows the arguments is the command's own text.
    [["RUN |1 UID=1 PYTHON_VERSION=3.9 /bin/sh"], undefined],
    [["RUN /bin/sh -c PYTHON_VERSION=3.9 x"], undefined],
    [["RUN |3 A=two words PYTHON_VERSION=3.9 /bin/sh"], undefined],
    [["ARG PYTHON_VERSION=3.9"], undefined],
    [[], undefined],
  ])("names build arguments: %j", (steps, wanted) =>
    expect(buildArgumentsOf(steps).get("PYTHON_VERSION")).toBe(wanted),
  );

  it.each([
    ["# debian.sh --arch 'amd64' out/ 'bookworm' '@1760918400'", "bookworm"],
    ["ADD alpine-minirootfs-3.20.3-x86_64.tar.gz / # buildkit", "alpine3.20"],
    ["/bin/sh -c #(nop) ADD file:abc in / ", null],
    ["RUN echo \"# debian.sh out/ 'bookworm'\"", null],
  ])("names the distribution in its first step alone: %s", (step, wanted) => {
    expect(baseDistribution([step])).toBe(wanted);
    expect(baseDistribution(["RUN x", step])).toBeNull();
  });
});

describe("the platform of a target", () => {
  const entries = [
    entry("attestation", "unknown", "unknown"),
    entry("v3", "linux", "amd64", "v3"),
    entry("amd64", "linux", "amd64"),
    entry("v7", "linux", "arm", "v7"),
    entry("v6", "linux", "arm", "v6"),
    entry("arm64", "linux", "arm64", "v8"),
    entry("none", null, null),
  ];

  it.each([
    ["amd64", null, "amd64"],
    ["arm64", null, "arm64"],
    ["arm", "v7", "v7"],
    ["s390x", null, undefined],
  ])("is found in a list: %s %s", (architecture, variant, wanted) => {
    expect(choosePlatform(entries, { os: "linux", architecture, variant })?.digest).toBe(wanted);
  });

  it("is told from those that there are, without attestations", () => {
    expect(platformNames(entries)).toEqual([
      "linux/amd64/v3",
      "linux/amd64",
      "linux/arm/v7",
      "linux/arm/v6",
      "linux/arm64/v8",
    ]);
  });
});

describe("what a pull downloads", () => {
  const layers = (...names: readonly string[]) => ({
    layers: names.map((digest) => ({ digest, size: digest.length })),
  });

  it("is each layer once", () => expect(downloadBytes(layers("aaa", "bb", "bb"))).toBe(5));

  it("is new where the other image does not have the layer", () => {
    expect(newBytes(layers("aaa", "bb", "bb", "c"), layers("aaa", "d"))).toBe(3);
    expect(newBytes(layers("a"), layers("a", "b"))).toBe(0);
  });
});
