import type { NotAssessed } from "../resolution/resolution.ts";
import { formatLibc } from "./libc.ts";
import { formatPythonVersion } from "./python-version.ts";
import type { Target, TargetField } from "./target.ts";

/** A field of a target that nothing states, as something that was not assessed. */
export interface UnknownField extends NotAssessed {
  readonly field: TargetField;
  /** `assumed`: a value was taken for it. `missing`: nothing was, and what depends on it cannot be judged. */
  readonly state: "assumed" | "missing";
  /** The line that would make it known, under the target in the configuration. */
  readonly line: string;
}

interface Circumstances {
  readonly configPath: string;
  readonly macosAssumed: boolean;
  /** False where the image is not known at all, or not in the tables. */
  readonly imageIsKnown: boolean;
}

/** The fields that are assumed or missing, each with the one line of configuration that would make it known. */
export function unknownsOf(target: Target, circumstances: Circumstances): readonly UnknownField[] {
  const unknown: UnknownField[] = [];
  const add = (field: TargetField, state: UnknownField["state"], what: string, why: string, line: string): void => {
    const edit = `Add \`${line}\` to target \`${target.id}\` in ${circumstances.configPath}.`;
    unknown.push({ field, state, line, what: `${what} of target \`${target.id}\``, why: `${why} ${edit}` });
  };
  const isAssumed = (field: TargetField): boolean => target.sources[field]?.how === "assumed";
  const from = (field: TargetField): string => target.sources[field]?.from ?? "nothing";

  if (isAssumed("python")) {
    const version = formatPythonVersion(target.python);
    add(
      "python",
      "assumed",
      "Python version",
      `Nothing says it, so ${version} is assumed: ${from("python")}.`,
      `python: "${version}"`,
    );
  }
  if (isAssumed("platform")) {
    add("platform", "assumed", "Platform", "Nothing says it, so linux/amd64 is assumed.", "platform: linux/amd64");
  }
  if (isAssumed("libc") && target.libc !== null) {
    const { family, major, minor } = target.libc;
    const image =
      target.image !== null && !circumstances.imageIsKnown ? ` Image \`${target.image}\` is not in the tables.` : "";
    const why = `Nothing says it, so ${formatLibc(target.libc)} is assumed.${image}`;
    add("libc", "assumed", `Version of ${family}`, why, `${family}: "${major}.${minor}"`);
  }
  if (circumstances.macosAssumed && target.macos !== null) {
    const version = `${target.macos.major}.${target.macos.minor}`;
    add("platform", "assumed", "macOS version", `Nothing says it, so ${version} is assumed.`, `macos: "${version}"`);
  }
  addAccelerator(target, add);
  return unknown;
}

function addAccelerator(
  target: Target,
  add: (field: TargetField, state: UnknownField["state"], what: string, why: string, line: string) => void,
): void {
  // CUDA does not exist on macOS, and `gpu: none` says that there is nothing to know.
  if (target.os === "macos") return;
  const saidToHaveNone = target.sources.gpus !== undefined && target.gpus.length === 0;
  if (target.sources.gpus === undefined) {
    const why =
      "Nothing says it, so whether wheels carry code for it is not checked; `gpu: none` says that there is none.";
    add("gpus", "missing", "GPU", why, "gpu: [T4]");
  }
  for (const gpu of target.gpus) {
    if (gpu.computeCapability !== null) continue;
    const why = `GPU \`${gpu.name}\` is not in the tables; name its compute capability instead.`;
    add("gpus", "missing", "Compute capability", why, "gpu: [sm_75]");
  }
  if (target.driver === null && !saidToHaveNone) {
    const why = "Nothing says it, so whether it runs the CUDA of the wheels is not checked.";
    add("driver", "missing", "NVIDIA driver", why, 'driver: "535.183.01"');
  }
}
