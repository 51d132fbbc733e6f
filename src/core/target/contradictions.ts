import type { NotAssessed } from "../resolution/resolution.ts";
import type { ImageFacts } from "./image-facts.ts";
import { formatLibc, parseGlibc, parseMusl } from "./libc.ts";
import { sourceOfField } from "./observed-image.ts";
import { formatPythonVersion, type PythonVersion, parsePythonVersion } from "./python-version.ts";
import { allowsPython } from "./requires-python.ts";
import type { StatedTarget } from "./stated-target.ts";
import type { FieldSource, Libc, Target, TargetField } from "./target.ts";

/**
 * What is said of a target that cannot all be true. The target holds the more authoritative side; the other is told here, so
 * that nobody reads a verdict for a machine that does not exist.
 */
export function contradictionsOf(
  target: Target,
  statements: readonly StatedTarget[],
  image: ImageFacts | null,
  requiresPython: { readonly text: string; readonly from: string } | null,
): readonly NotAssessed[] {
  const found: NotAssessed[] = [];
  const what = (field: string): string => `${field} of target \`${target.id}\``;
  for (const statement of statements) {
    const why = libcAgainstPlatform(statement);
    if (why !== null) found.push({ what: what("Version of libc"), why });
  }
  if (image !== null && target.image !== null) {
    const os = osAgainstImage(target, image);
    if (os !== null) found.push({ what: what("Platform"), why: os });
    const libc = os === null ? libcAgainstImage(target, image) : null;
    if (libc !== null) found.push({ what: what("Version of libc"), why: libc });
    const python = pythonAgainstImage(target, image);
    if (python !== null) found.push({ what: what("Python version"), why: python });
  }
  for (const statement of statements) found.push(...againstStatement(target, statement));
  if (requiresPython !== null) {
    const why = pythonAgainstRange(target, requiresPython);
    if (why !== null) found.push({ what: what("Python version"), why });
  }
  return found;
}

/** What a less authoritative source says otherwise: a cog.yaml's Python beside the configuration's. */
function againstStatement(target: Target, { python, platform, driver, gpus }: StatedTarget): readonly NotAssessed[] {
  const found: NotAssessed[] = [];
  const add = (field: string, taken: TargetField, kept: string, other: string, from: FieldSource): void => {
    // Whoever gives an option means to overrule what is written.
    if (target.sources[taken]?.how === "command-line") return;
    const why = `${kept} is ${origin(target, taken)}, and ${other} is ${originText(from)}: ${kept} was taken.`;
    found.push({ what: `${field} of target \`${target.id}\``, why });
  };
  if (python !== null && python.source !== target.sources.python && !samePython(target.python, python.value)) {
    const [kept, other] = [target.python, python.value].map((one) => `Python ${formatPythonVersion(one)}`);
    add("Python version", "python", kept ?? "", other ?? "", python.source);
  }
  if (platform !== null && (platform.value.os !== target.os || platform.value.arch !== target.arch)) {
    add(
      "Platform",
      "platform",
      `${target.os}/${target.arch}`,
      `${platform.value.os}/${platform.value.arch}`,
      platform.source,
    );
  }
  if (driver !== null && target.driver !== null && branchOf(driver.value) !== branchOf(target.driver)) {
    add("NVIDIA driver", "driver", `Driver ${target.driver}`, `driver ${driver.value}`, driver.source);
  }
  const hasNone = target.sources.gpus !== undefined && target.gpus.length === 0;
  if (gpus !== null && target.sources.gpus !== undefined && hasNone !== (gpus.value.length === 0)) {
    const text = (none: boolean, names: readonly string[]): string => (none ? "No GPU" : `GPU ${names.join(", ")}`);
    const kept = text(
      hasNone,
      target.gpus.map(({ name }) => name),
    );
    add("GPU", "gpus", kept, text(gpus.value.length === 0, gpus.value).replace(/^No/, "no"), gpus.source);
  }
  return found;
}

/** A patch that only one of the two says is no contradiction. */
function samePython(left: Target["python"], right: PythonVersion): boolean {
  if (left.major !== right.major || left.minor !== right.minor) return false;
  return left.patchAssumed || right.patchAssumed || left.full === right.full;
}

const branchOf = (driver: string): string => driver.split(".")[0] ?? driver;

/** One source that says two things: `platform: x86_64-manylinux_2_28` beside `glibc: "2.31"`, or a libc on Windows. */
function libcAgainstPlatform({ libc, platform }: StatedTarget): string | null {
  if (libc === null || platform === null) return null;
  const { os, libc: named, libcAssumed, libcFamilySaid } = platform.value;
  if (os !== "linux")
    return `${formatLibc(libc.value)} is ${libc.source.from}, and a ${os} target has none: it was left out.`;
  if (named === null) return null;
  const differs = libcAssumed ? libcFamilySaid && named.family !== libc.value.family : !sameLibc(named, libc.value);
  if (!differs) return null;
  const other = libcAssumed ? named.family : formatLibc(named);
  return `${formatLibc(libc.value)} is ${libc.source.from}, and the platform's name says ${other}: ${formatLibc(libc.value)} was taken.`;
}

function osAgainstImage(target: Target, image: ImageFacts): string | null {
  if (image.os === null) return null;
  const imageIsWindows = image.os.startsWith("windows");
  if (imageIsWindows === (target.os === "windows") && target.os !== "macos") return null;
  return `The platform is ${target.os} (${origin(target, "platform")}), and image \`${target.image}\` has ${image.os}: the platform was taken.`;
}

function libcAgainstImage(target: Target, image: ImageFacts): string | null {
  if (target.libc === null || target.sources.libc?.how === "inferred") return null;
  const read = image.glibc === null ? (image.musl === null ? null : parseMusl(image.musl)) : parseGlibc(image.glibc);
  if (read?.ok !== true || sameLibc(read.value, target.libc)) return null;
  return (
    `${formatLibc(target.libc)} is ${origin(target, "libc")}, and image \`${target.image}\` has ${formatLibc(read.value)} ` +
    `(${sourceOfField(image, image.glibc === null ? "musl" : "glibc").source}): ${formatLibc(target.libc)} was taken.`
  );
}

function pythonAgainstImage(target: Target, image: ImageFacts): string | null {
  const read = image.python === null ? null : parsePythonVersion(image.python);
  if (read?.ok !== true || (read.value.major === target.python.major && read.value.minor === target.python.minor))
    return null;
  return (
    `Python ${formatPythonVersion(target.python)} is ${origin(target, "python")}, and image \`${target.image}\` brings ` +
    `${formatPythonVersion(read.value)} (${sourceOfField(image, "python").source}): Python ${formatPythonVersion(target.python)} was taken.`
  );
}

function pythonAgainstRange(target: Target, range: { readonly text: string; readonly from: string }): string | null {
  const { python } = target;
  const release = python.patchAssumed ? `${python.major}.${python.minor}` : python.full;
  if (allowsPython(range.text, release) !== false) return null;
  return (
    `Python ${formatPythonVersion(python)} is ${origin(target, "python")}, and \`requires-python\` in ${range.from} is ` +
    `\`${range.text}\`, which excludes it.`
  );
}

function origin(target: Target, field: TargetField): string {
  const source = target.sources[field];
  return source === undefined ? "assumed" : originText(source);
}

function originText(source: FieldSource): string {
  switch (source.how) {
    case "declared":
      return source.from;
    case "command-line":
      return `given by ${source.from}`;
    case "inferred":
      return `inferred from ${source.from}`;
    case "assumed":
      return `assumed (${source.from})`;
  }
}

function sameLibc(left: Libc, right: Libc): boolean {
  return left.family === right.family && left.major === right.major && left.minor === right.minor;
}
