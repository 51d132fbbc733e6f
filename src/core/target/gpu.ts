import type { Gpu } from "./target.ts";

/** Finds a GPU in the tables by a name such as `Tesla T4`; null where they do not have it. */
export type LookupGpu = (text: string) => Gpu | null;

const longest = 100;

/**
 * The GPU that `text` names, as people and schedulers write it: `T4`, `nvidia-tesla-t4`, `A100-SXM4-80GB`, `H100:2`, `NVIDIA L4`,
 * `RTX 4090`, `sm_75`, `7.5`. A name that the tables do not have is kept, with no compute capability: it is unknown, not wrong.
 */
export function readGpu(text: string, lookupGpu: LookupGpu): Gpu {
  const name = withoutCount(text.trim().slice(0, longest));
  const capability = parseComputeCapability(name);
  if (capability !== null)
    return { name: `sm_${capability.replace(".", "")}`, computeCapability: capability, class: null };
  for (const candidate of spellings(name)) {
    const found = lookupGpu(candidate);
    if (found !== null) return found;
  }
  return { name, computeCapability: null, class: null };
}

/**
 * Reads `sm_75`, `sm75`, `compute_90`, `sm_90a` or `7.5` as a compute capability such as "7.5"; null for anything else.
 * The minor is the last digit, as NVIDIA numbers its SM versions. A feature suffix (`a`, `f`) belongs to code, not to a GPU.
 */
export function parseComputeCapability(text: string): string | null {
  const dotted = /^(\d{1,2})\.(\d)$/.exec(text);
  if (dotted !== null) return plausible(Number(dotted[1]), Number(dotted[2]));
  const named = /^(?:sm|compute)[_-]?(\d{1,2})(\d)[af]?$/i.exec(text);
  return named === null ? null : plausible(Number(named[1]), Number(named[2]));
}

function plausible(major: number, minor: number): string | null {
  return major >= 1 && major <= 20 ? `${major}.${minor}` : null;
}

/** Drops how many there are: `H100:2` (Truss), `2x A100`, `A100 x2`. */
function withoutCount(text: string): string {
  return text
    .replace(/:\d{1,3}$/, "")
    .replace(/^\d{1,3}\s?[x×]\s?(?=\D)/i, "")
    .replace(/\s[x×]\s?\d{1,3}$/i, "")
    .trim();
}

const vendors = new Set(["nvidia", "tesla", "geforce", "quadro"]);
/** Form factors, memory sizes and MIG slices: one GPU has many of them, and all have one compute capability. */
const variant =
  /^(?:sxm\d?|pcie|pcie?x?\d*|nvl|hbm\d?e?|\d+gb?|\d+g|mig|\d+g\.\d+gb|\d+c\.\d+g\.\d+gb|vws|lp|hgx|dgx)$/;
/** Words that the tables' names carry and people leave out. */
const familyOf = [
  { prefix: "rtx", family: "geforce" },
  { prefix: "gtx", family: "geforce" },
  { prefix: "gt", family: "geforce" },
] as const;

/** The spellings to try, from what was written to the bare model number. */
function spellings(name: string): readonly string[] {
  const words = name
    .toLowerCase()
    .split(/[\s_-]+/)
    .filter((word) => word !== "");
  const bare = words.filter((word) => !vendors.has(word));
  const model = bare.filter((word) => !variant.test(word));
  const family = familyOf.find(({ prefix }) => model[0]?.startsWith(prefix) === true)?.family;
  const tries = [name, words.join(" "), bare.join(" "), model.join(" ")];
  if (family !== undefined) tries.push(`${family} ${model.join(" ")}`);
  if (model.length === 1) tries.push(`tesla ${model.join(" ")}`);
  return [...new Set(tries.filter((candidate) => candidate !== ""))];
}
