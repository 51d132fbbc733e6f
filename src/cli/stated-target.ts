import { PinwardenError } from "../core/error.ts";
import type { Parsed } from "../core/python/parsed.ts";
import { parseDriver } from "../core/target/driver.ts";
import { parseGlibc, parseMusl } from "../core/target/libc.ts";
import { parsePlatform } from "../core/target/platform.ts";
import { parseProvided } from "../core/target/provides.ts";
import { parsePythonVersion } from "../core/target/python-version.ts";
import { nothingStated, type Stated, type StatedTarget } from "../core/target/stated-target.ts";
import type { TargetOptions } from "./options.ts";

/**
 * What the command line says of the target.
 *
 * @throws PinwardenError `usage/target-option` where a value cannot be read
 */
export function statedByCommandLine(options: TargetOptions): StatedTarget {
  const libc =
    options.glibc === undefined ? read(options.musl, "--musl", parseMusl) : read(options.glibc, "--glibc", parseGlibc);
  return {
    ...nothingStated,
    python: read(options.python, "--python", parsePythonVersion),
    platform: read(options.platform, "--platform", parsePlatform),
    libc,
    driver: read(options.driver, "--driver", (text) => {
      const driver = parseDriver(text);
      return driver.ok ? { ok: true, value: text } : driver;
    }),
    gpus: options.gpu === undefined ? null : stated("--gpu", options.gpu.flatMap(gpuNames)),
    provides:
      options.provides === undefined
        ? null
        : stated(
            "--provides",
            options.provides.map((text) => read(text, "--provides", parseProvided)?.value ?? text),
          ),
    image: options.image === undefined ? null : stated("--image", options.image),
  };
}

/** `--gpu none` says that there is none, which is not the same as saying nothing. */
const gpuNames = (text: string): string[] => (text === "none" ? [] : text.split(",").filter((one) => one !== ""));

function read<T>(text: string | undefined, option: string, parse: (text: string) => Parsed<T>): Stated<T> | null {
  if (text === undefined) return null;
  const result = parse(text);
  if (!result.ok) throw new PinwardenError("usage/target-option", `\`${option} ${text}\`: ${result.problem.message}`);
  return stated(option, result.value);
}

const stated = <T>(option: string, value: T): Stated<T> => ({ value, source: { how: "command-line", from: option } });
