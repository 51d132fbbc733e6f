import { embeddedTables } from "../../core/accelerator/embedded-tables.ts";
import { lookupGpu } from "../../core/accelerator/lookup-gpu.ts";
import { lookupImage } from "../../core/accelerator/lookup-image.ts";
import type { ManifestReading } from "../../core/manifest/requirement.ts";
import { type BuiltTarget, buildTarget } from "../../core/target/build-target.ts";
import { parsePlatform } from "../../core/target/platform.ts";
import { statedByCommandLine } from "../stated-target.ts";
import type { ResolveCommandOptions } from "./command-options.ts";

/** Every Python on every platform that the command line names; what it leaves out is inferred, or assumed. */
export function targetsOf(reading: ManifestReading, options: ResolveCommandOptions): readonly BuiltTarget[] {
  const pythons = orUnsaid([...new Set(options.python)]);
  const platforms = orUnsaid([...new Set(options.platform)]);
  return platforms.flatMap((platform) =>
    pythons.map((python) => {
      // By what tells it from the others.
      const words = [platforms.length > 1 ? platform : null, pythons.length > 1 ? `Python ${python}` : null];
      const id = words.filter((word) => word !== null).join(" with ");
      const machine = platforms.length > 1 && platform !== null ? loadable(platform, options) : options;
      return targetOf(reading, machine, platform, python, id === "" ? "command line" : id);
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

function targetOf(
  { requiresPython }: ManifestReading,
  options: ResolveCommandOptions,
  platform: string | null,
  python: string | null,
  id: string,
): BuiltTarget {
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
    configPath: ".github/pinwarden.yml",
  });
}
