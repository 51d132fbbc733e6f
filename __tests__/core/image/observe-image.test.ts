import { describe, expect, it } from "@jest/globals";
import { containerStart } from "../../../src/core/accelerator/container-start.ts";
import { embeddedTables } from "../../../src/core/accelerator/embedded-tables.ts";
import { compatCudaOf, imageFactsOf, imageToolkitOf } from "../../../src/core/accelerator/image-of-target.ts";
import { lookupImage } from "../../../src/core/accelerator/lookup-image.ts";
import { requirementVerdict } from "../../../src/core/accelerator/require-cuda.ts";
import { lacksFacts } from "../../../src/core/image/lacks-facts.ts";
import { observeImage } from "../../../src/core/image/observe-image.ts";
import type { RegistryImage } from "../../../src/core/image/registry-image.ts";
import { buildTarget } from "../../../src/core/target/build-target.ts";
import { parseDriver } from "../../../src/core/target/driver.ts";
import { nothingStated, type StatedTarget } from "../../../src/core/target/stated-target.ts";
import { targetOf } from "../accelerator/served.ts";

const tables = embeddedTables();
const digest = `sha256:${"c".repeat(64)}`;

interface Said {
  readonly environment?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly built?: string;
  readonly distribution?: string;
}

const imageOf = ({ environment = {}, labels = {}, built, distribution }: Said): RegistryImage => ({
  digest: `sha256:${"d".repeat(64)}`,
  configuration: digest,
  os: "linux",
  architecture: "amd64",
  layers: [],
  environment: new Map(Object.entries(environment)),
  labels: new Map(Object.entries(labels)),
  buildArguments: new Map(built === undefined ? [] : [["PYTHON_VERSION", built]]),
  distribution: distribution ?? null,
  asOf: "2026-11-01",
});

const observed = (said: Said) => observeImage(tables, imageOf(said));

const driverOf = (text: string) => {
  const read = parseDriver(text);
  if (!read.ok) throw new Error(text);
  return read.value;
};

function targetWith(reference: string, said: Said | null, stated: Partial<StatedTarget> = {}) {
  return buildTarget({
    id: "prod",
    statements: [
      {
        ...nothingStated,
        image: { value: reference, source: { how: "inferred", from: "FROM in Dockerfile:1" } },
        ...stated,
      },
    ],
    requiresPython: null,
    lookupGpu: () => null,
    lookupImage: (text) => lookupImage(tables, text),
    observed: said === null ? null : observed(said),
    configPath: ".github/pinwarden.yml",
  });
}

describe("the facts of a configuration", () => {
  it.each<[Said, string | null]>([
    [{ environment: { PYTHON_VERSION: "3.11.9" } }, "3.11.9"],
    [{ environment: { PYTHON_VERSION: "3.14.0rc2" } }, "3.14.0"],
    [{ built: "3.10" }, "3.10"],
    [{ environment: { PYTHON_VERSION: "3.12.1" }, built: "3.10" }, "3.12.1"],
    [{ environment: { PYTHON_VERSION: "python3" } }, null],
    [{ environment: { PYTHON_VERSION: "2.7.18" } }, null],
    [{}, null],
  ])("tell Python of %j: %s", (said, wanted) => expect(observed(said).python).toBe(wanted));

  it.each<[Said, string | null, string | null]>([
    [
      { labels: { "org.opencontainers.image.ref.name": "ubuntu", "org.opencontainers.image.version": "22.04" } },
      "ubuntu22.04",
      "2.35",
    ],
    [
      { labels: { "org.opencontainers.image.ref.name": "ubuntu", "org.opencontainers.image.version": "v1.2.3" } },
      null,
      null,
    ],
    [
      { labels: { "org.opencontainers.image.ref.name": "model", "org.opencontainers.image.version": "22.04" } },
      null,
      null,
    ],
    [{ distribution: "bookworm" }, "debian12", "2.36"],
    [{ distribution: "nosuch" }, null, null],
  ])("tell the distribution only where it is certain: %j", (said, os, glibc) => {
    expect([observed(said).os, observed(said).glibc]).toEqual([os, glibc]);
  });

  it("tell musl of Alpine, and no glibc", () => {
    expect(observed({ distribution: "alpine3.20" })).toMatchObject({ os: "alpine", glibc: null, musl: "1.2" });
  });

  it("tell CUDA and what there is of it", () => {
    const environment = {
      CUDA_VERSION: "12.4.1.003",
      NV_CUDNN_VERSION: "9.1.0.70-1",
      NV_CUDA_COMPAT_PACKAGE: "cuda-compat-12-4",
      NV_LIBCUBLAS_VERSION: "12.4.5.8-1",
      NVIDIA_REQUIRE_CUDA: "cuda>=12.4",
      NVIDIA_REQUIRE_ARCH: "arch>=7.0",
    };
    expect(observed({ environment })).toMatchObject({
      cuda: "12.4.1",
      cudnn: "9.1.0.70",
      compat: "12.4",
      libraries: true,
      compiler: null,
      requires: ["cuda>=12.4", "arch>=7.0"],
    });
    expect(observed({ environment: { ...environment, NVIDIA_DISABLE_REQUIRE: "1" } }).requires).toEqual([]);
  });

  it("name the digest of the configuration as their source", () => {
    const { evidence } = observed({ environment: { PYTHON_VERSION: "3.11.9" } });
    expect(evidence).toEqual([
      { fact: "Python 3.11.9 (`PYTHON_VERSION`)", source: `image configuration ${digest}`, date: "2026-11-01" },
    ]);
  });
});

describe("a target with an observed image", () => {
  const unknown = "rayproject/ray:2.9.0-py310-gpu";
  const ray: Said = {
    built: "3.10",
    environment: {
      CUDA_VERSION: "12.1.1",
      NV_CUDA_COMPAT_PACKAGE: "cuda-compat-12-1",
      NV_LIBCUBLAS_DEV_VERSION: "1",
      NV_CUDNN_VERSION: "8.9.0.131-1",
    },
    labels: { "org.opencontainers.image.ref.name": "ubuntu", "org.opencontainers.image.version": "22.04" },
  };

  it("has the Python and glibc of an image that the tables do not have", () => {
    const { target } = targetWith(unknown, ray);
    expect([target.python.major, target.python.minor, target.libc]).toEqual([
      3,
      10,
      { family: "glibc", major: 2, minor: 35 },
    ]);
    expect(target.sources.python).toEqual({
      how: "inferred",
      from: `image \`${unknown}\` (image configuration ${digest})`,
    });
    expect(imageToolkitOf(tables, target)).toEqual({
      cuda: "12.1.1",
      libraries: true,
      compiler: true,
      cudnn: "8.9.0.131",
    });
    expect(compatCudaOf(target)).toBe("12.1");
  });

  it("takes the tables' word where they know it", () => {
    const { target } = targetWith("python:3.11-slim-bookworm", { environment: { PYTHON_VERSION: "3.12.1" } });
    expect(target.python.minor).toBe(11);
    expect(imageFactsOf(tables, target)).toMatchObject({ python: "3.11", glibc: "2.36" });
  });

  it.each<[string, Partial<StatedTarget>, boolean]>([
    [unknown, {}, true],
    ["python:3.11-slim-bookworm", {}, false],
    ["nvidia/cuda:12.4.1-runtime-ubuntu22.04", {}, false],
    ["ubuntu:22.04", {}, false],
    ["pytorch/pytorch:2.6.0-cuda12.4-cudnn9-runtime", {}, false],
    [
      unknown,
      {
        python: {
          value: targetOf().python,
          source: { how: "declared", from: "x" },
        },
        libc: { value: { family: "glibc", major: 2, minor: 35 }, source: { how: "declared", from: "x" } },
        gpus: { value: [], source: { how: "declared", from: "x" } },
      },
      false,
    ],
  ])("lacks facts: %s", (reference, stated, wanted) => {
    expect(lacksFacts(tables, targetWith(reference, null, stated))).toBe(wanted);
  });
});

describe("what an image asks of the driver", () => {
  const list = "cuda>=12.4 brand=tesla,driver>=470,driver<471 brand=tesla,driver>=535,driver<536";

  it.each([
    ["550.54.15", "tesla", "ok"],
    ["535.183.01", "tesla", "ok"],
    ["535", "tesla", "ok"],
    ["535.183.01", "geforce", "fail"],
    ["535.183.01", null, "unknown"],
    ["525.60.13", "tesla", "fail"],
    ["9990.1", "tesla", "ok"],
    ["100.1", "tesla", "unknown"],
  ])("holds on driver %s with a %s GPU: %s", (driver, brand, wanted) => {
    expect(requirementVerdict(tables, list, { driver: driverOf(driver), brand }).kind).toBe(wanted);
  });

  it.each([
    ["", "ok"],
    ["cuda>=9.0", "ok"],
    ["arch>=7.0", "unknown"],
    ["cuda>=99.0,arch>=7.0", "fail"],
    ["nonsense", "unknown"],
    ["cuda>=12.4 ".repeat(1000), "unknown"],
  ])("is judged of %j: %s", (text, wanted) => {
    expect(requirementVerdict(tables, text, { driver: driverOf("525.60.13"), brand: "tesla" }).kind).toBe(wanted);
  });

  it("is judged by the tables for NVIDIA's own image, by the configuration for any other, and not where it asks nothing", () => {
    const start = (reference: string, said: Said | null) =>
      containerStart(tables, targetWith(reference, said).target, driverOf("530.30.02"), "tesla");
    expect(start("nvidia/cuda:12.4.1-base-ubuntu22.04", null)?.verdict.kind).toBe("fail");
    const asked = start("team/model:1", {
      environment: { NVIDIA_REQUIRE_CUDA: list, NVIDIA_REQUIRE_OTHER: "cuda>=9.0" },
    });
    expect(asked?.verdict.kind).toBe("fail");
    expect(asked?.verdict.kind === "fail" ? asked.verdict.evidence.at(-1)?.source : null).toBe(
      `image configuration ${digest}`,
    );
    expect(start("team/model:1", {})).toBeNull();
    expect(start("team/model:1", null)).toBeNull();
  });
});
