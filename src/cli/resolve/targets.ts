import type { Aim } from "../../check/place-targets.ts";
import { embeddedTables } from "../../core/accelerator/embedded-tables.ts";
import { lookupGpu } from "../../core/accelerator/lookup-gpu.ts";
import { lookupImage } from "../../core/accelerator/lookup-image.ts";
import type { ManifestReading } from "../../core/manifest/requirement.ts";
import { type BuiltTarget, buildTarget } from "../../core/target/build-target.ts";
import type { ObservedImage } from "../../core/target/observed-image.ts";
import { parsePlatform } from "../../core/target/platform.ts";
import { statedByCommandLine } from "../stated-target.ts";
import type { ResolveCommandOptions } from "./command-options.ts";

/**
 * Every Python on every platform that the command line names; what it leaves out is inferred, or assumed. Each is put together with what
 * a registry tells of its image, or without.
 */
export function aimsOf(reading: ManifestReading, options: ResolveCommandOptions): readonly Aim[] {
  const pythons = orUnsaid([...new Set(options.python)]);
  const platforms = orUnsaid([...new Set(options.platform)]);
  return platforms.flatMap((platform) =>
    pythons.map((python) => {
      // By what tells it from the others.
      const words = [platforms.length > 1 ? platform : null, pythons.length > 1 ? `Python ${python}` : null];
      const id = words.filter((word) => word !== null).join(" with ");
      const machine = platforms.length > 1 && platform !== null ? loadable(platform, options) : options;
      return (observed) =>
        targetOf({ reading, options: machine, platform, python, id: id === "" ? "command line" : id, observed });
    }),
  );
}

const orUnsaid = (said: readonly string[]): readonly (string | null)[] => (said.length === 0 ? [null] : said);

/** Of several platforms, `--glibc` and `--musl` are for those on Linux. */
function loadable(platform: string, options: ResolveCommandOptions): ResolveCommandOptions {
  const read = parsePlatform(platform);
  if (!read.ok || read.value.os === "linux") return options;
  const { glibc: _glibc, musl: _musl, ...rest } = options;
  return rest;
}

interface OneTarget {
  readonly reading: ManifestReading;
  readonly options: ResolveCommandOptions;
  readonly platform: string | null;
  readonly python: string | null;
  readonly id: string;
  readonly observed: ObservedImage | null;
}

function targetOf({ reading, options, platform, python, id, observed }: OneTarget): BuiltTarget {
  const { requiresPython } = reading;
  const tables = embeddedTables();
  const { python: _pythons, platform: _platforms, ...machine } = options;
  const stated = statedByCommandLine({
    ...machine,
    ...(python === null ? {} : { python }),
    ...(platform === null ? {} : { platform }),
  });
  return buildTarget({
    id,
    statements: [stated],
    requiresPython:
      requiresPython === null
        ? null
        : { text: requiresPython.text, from: `${requiresPython.origin.file}:${requiresPython.origin.line}` },
    lookupGpu: (text) => lookupGpu(tables, text),
    lookupImage: (reference) => lookupImage(tables, reference),
    observed,
    configPath: ".github/pinwarden.yml",
  });
}
