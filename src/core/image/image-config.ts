import * as z from "zod";
import { type Parsed, parsed, unparsed } from "../python/parsed.ts";
import { baseDistribution, buildArgumentsOf } from "./history.ts";
import { jsonObject, platformWord } from "./manifest.ts";
import type { RegistryImage } from "./registry-image.ts";

export type ImageConfiguration = Pick<
  RegistryImage,
  "os" | "architecture" | "environment" | "labels" | "buildArguments" | "distribution"
>;

/** Variables that facts are read from. Any other may be a secret that somebody left in an image, and is not kept. */
const wantedVariables: ReadonlySet<string> = new Set([
  "PYTHON_VERSION",
  "CUDA_VERSION",
  "CUDNN_VERSION",
  "PYTORCH_VERSION",
  "LD_LIBRARY_PATH",
  "NVIDIA_DISABLE_REQUIRE",
  "NV_CUDA_COMPAT_PACKAGE",
  "NV_CUDNN_VERSION",
  "NV_LIBCUBLAS_VERSION",
  "NV_LIBCUBLAS_DEV_VERSION",
  "NV_CUDA_CUDART_DEV_VERSION",
]);

const isWanted = (name: string): boolean => wantedVariables.has(name) || name.startsWith("NVIDIA_REQUIRE_");

const wantedLabels = ["org.opencontainers.image.ref.name", "org.opencontainers.image.version"] as const;

/** Longest value that is read: NVIDIA's list of branches has two thousand characters. A requirement must not be passed over for its length. */
const longestValue = 8192;
/** More of either is nothing that a build made. */
const mostVariables = 4096;
const mostSteps = 4096;
/** Of those that facts are read from there are eleven, and a few requirements. */
const mostWanted = 64;

const shape = z.object({
  os: platformWord,
  architecture: platformWord,
  config: z
    .object({
      Env: z.array(z.string()).max(mostVariables).nullish(),
      Labels: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
  history: z
    .array(z.object({ created_by: z.string().optional() }))
    .max(mostSteps)
    .nullish(),
});

/** Reads an image's configuration (OCI image specification, "Image Configuration"), of which it keeps what facts are read from. */
export function readImageConfiguration(text: string): Parsed<ImageConfiguration> {
  const value = jsonObject(text);
  const read = value === null ? null : shape.safeParse(value);
  if (read?.success !== true) return unparsed("the configuration is not as the OCI image specification has it");
  const { os, architecture, config, history } = read.data;
  const steps = (history ?? []).flatMap(({ created_by }) => (created_by === undefined ? [] : [created_by]));
  const environment = variables(config?.Env ?? []);
  // Each has to hold for the container to start: some of them alone would say less than the image asks.
  for (const [name, value] of environment) {
    if (value.length > longestValue) return unparsed(`its \`${name.slice(0, 60)}\` has ${value.length} characters`);
  }
  if (environment.size > mostWanted)
    return unparsed(`the configuration sets ${environment.size} variables of NVIDIA's`);
  return parsed({
    os,
    architecture,
    environment,
    labels: labelsOf(config?.Labels ?? {}),
    buildArguments: buildArgumentsOf(steps),
    distribution: baseDistribution(steps),
  });
}

/** The last of two settings of one name wins, as it does in a container. */
function variables(list: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const entry of list) {
    const equals = entry.indexOf("=");
    const name = entry.slice(0, Math.max(0, equals));
    const value = entry.slice(equals + 1);
    if (equals > 0 && isWanted(name)) found.set(name, value);
  }
  return found;
}

function labelsOf(labels: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    wantedLabels.flatMap((name): [string, string][] => {
      const value = Object.hasOwn(labels, name) ? labels[name] : undefined;
      return value === undefined || value.length > longestValue ? [] : [[name, value]];
    }),
  );
}
