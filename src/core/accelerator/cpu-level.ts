/** The psABI's levels of x86-64 in the order in which each takes the one before in (System V ABI, AMD64 supplement, 3.1.1). */
const levels = ["x86-64", "x86-64-v1", "x86-64-v2", "x86-64-v3", "x86-64-v4"] as const;

/** What each level adds, as compilers name the features. */
const ofLevel: Readonly<Record<string, readonly string[]>> = {
  "x86-64-v1": ["sse", "sse2"],
  "x86-64-v2": ["cx16", "popcnt", "sse3", "ssse3", "sse4.1", "sse4.2"],
  "x86-64-v3": ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "lzcnt", "movbe"],
  "x86-64-v4": ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"],
};

/** Vector extensions: no processor has one of them without those before it. */
const ladder = ["sse", "sse2", "sse3", "ssse3", "sse4.1", "sse4.2", "avx", "avx2", "avx512f"] as const;

export type CpuAnswer = "has" | "lacks" | "unknown";

/**
 * Whether a processor that is declared by these words has what is asked for. A level says all that there is; a list of features is taken to
 * end with its best vector extension, and says nothing of what stands outside of that order.
 */
export function cpuHas(declared: readonly string[], needed: string): CpuAnswer {
  const words = declared.map(spelled);
  const need = spelled(needed);
  const level = Math.max(-1, ...words.map((word) => levels.indexOf(word as (typeof levels)[number])));
  const rung = Math.max(-1, ...words.map((word) => ladder.indexOf(word as (typeof ladder)[number])));
  if (words.includes(need)) return "has";
  const neededLevel = levels.indexOf(need as (typeof levels)[number]);
  if (neededLevel >= 0) return hasLevel(level, rung, neededLevel);
  const features = new Set(levels.slice(0, level + 1).flatMap((name) => ofLevel[name] ?? []));
  if (features.has(need)) return "has";
  const neededRung = ladder.indexOf(need as (typeof ladder)[number]);
  if (neededRung >= 0 && rung >= neededRung) return "has";
  if (level < 0 && rung < 0) return "unknown";
  // A list that names a better extension than its level, as `x86-64-v3` with `avx512f`, is taken by both.
  if (neededRung >= 0) return "lacks";
  return level >= 0 ? "lacks" : "unknown";
}

/** AVX came after all of x86-64-v2, and SSE4.2 with nearly all of it. */
function hasLevel(level: number, rung: number, needed: number): CpuAnswer {
  if (level >= needed) return "has";
  const asLevel = rung >= ladder.indexOf("sse4.2") ? 2 : rung >= 0 ? 1 : -1;
  if (asLevel >= needed) return "has";
  const top = rung < 0 ? -1 : rung >= ladder.indexOf("avx512f") ? 4 : rung >= ladder.indexOf("avx2") ? 3 : asLevel;
  if (level < 0 && top < 0) return "unknown";
  return Math.max(level, top) >= needed ? "unknown" : "lacks";
}

/** `sse4_2` and `SSE4.2` are one; `x86-64` is the first level. */
function spelled(word: string): string {
  const text = word.trim().toLowerCase().replaceAll("_", ".");
  if (/^(?:x86[.-]64|amd64)(?:[.-]v[1-4])?$/.test(text)) {
    const digit = /v([1-4])$/.exec(text)?.[1] ?? "1";
    return `x86-64-v${digit}`;
  }
  return text === "sse42" ? "sse4.2" : text === "sse41" ? "sse4.1" : text;
}
