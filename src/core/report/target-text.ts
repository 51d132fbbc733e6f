import type { StatedCuda } from "../manifest/requirement.ts";
import type { BuiltTarget } from "../target/build-target.ts";
import { formatLibc } from "../target/libc.ts";
import { formatPythonVersion } from "../target/python-version.ts";
import { confidenceOf, type Target, type TargetField } from "../target/target.ts";

/** A target as lines of text: each field, its value, and where the value came from. What is not known says how to tell it. */
export function describeTarget(built: BuiltTarget): string {
  const { target } = built;
  const rows: readonly (readonly [TargetField, string, string])[] = [
    ["python", "python", formatPythonVersion(target.python)],
    ["platform", "platform", `${target.os}/${target.arch}`],
    ["libc", "libc", target.libc === null ? "none" : formatLibc(target.libc)],
    ["image", "image", target.image ?? "not known"],
    ["driver", "driver", target.driver ?? "not known"],
    ["gpus", "gpu", gpusText(target)],
    ...(target.provides === undefined ? [] : [["provides", "provides", target.provides.join(", ")] as const]),
  ];
  const lines = rows.map(([field, title, value]) => `  ${title.padEnd(9)} ${value}${sourceText(target, field)}`);
  const cuda = built.cuda.map(cudaText);
  const hints = built.unknown.map(({ line, what }) => `  say       \`${line}\` (${what})`);
  return [
    ...lines,
    ...cuda,
    ...built.contradictions.map(({ what, why }) => `  but       ${what}: ${why}`),
    ...hints,
  ].join("\n");
}

function cudaText({ version, statedBy, role, origin }: StatedCuda): string {
  const meaning = role === "runtime" ? "installed" : "asked of the driver";
  return `  cuda      ${version}  — ${meaning}: \`${statedBy}\` in ${origin.file}:${origin.line}`;
}

function gpusText(target: Target): string {
  if (target.gpus.length > 0)
    return target.gpus
      .map(({ name, computeCapability }) => (computeCapability === null ? name : `${name} (${computeCapability})`))
      .join(", ");
  return target.sources.gpus === undefined ? "not known" : "none";
}

function sourceText(target: Target, field: TargetField): string {
  const source = target.sources[field];
  if (source === undefined) return "";
  const how = source.how === "declared" ? "" : `${source.how === "command-line" ? "command line" : source.how}: `;
  const sure = source.how === "inferred" ? ` (${confidenceOf(source)} confidence)` : "";
  return `  — ${how}${source.from}${sure}`;
}
