/**
 * Words that say who sells a GPU or how it is mounted, not what it is: one GPU is sold in many form factors and memory sizes,
 * and all of them have one compute capability, as have a model's `Super` and laptop versions. `quadro`, `rtx`, `gtx` and `titan` stay: they
 * tell generations apart.
 */
const noise = new Set([
  "nvidia",
  "corporation",
  "tesla",
  "geforce",
  "gpu",
  "graphics",
  "card",
  "generation",
  "gen",
  "sxm",
  "pcie",
  "pci",
  "nvl",
  "hbm",
  "hgx",
  "dgx",
  "oam",
  "mega",
  "vws",
  "lp",
  "mig",
  "edition",
  "super",
  "laptop",
  "mobile",
]);

/** Longest text taken as a GPU's name; the longest that NVIDIA uses has 56 characters. */
const longest = 120;

/**
 * What is left of a GPU's name when maker, form factor, memory size and count are taken away: `NVIDIA-A100-SXM4-80GB`,
 * `nvidia-tesla-a100` and `A100:8` are all `a100`; `GeForce RTX 3080 Ti` is `rtx3080ti`. Empty where nothing is left.
 */
export function gpuKey(text: string): string {
  const words = withoutCount(text.slice(0, longest).toLowerCase())
    .split(/[^a-z0-9.]+/)
    .filter((word) => word !== "" && !isNoise(word));
  return words.join("");
}

/** Schedulers write how many: `H100:2`, `2x T4`, `T4 x4`. */
function withoutCount(text: string): string {
  return text
    .trim()
    .replace(/:\d{1,4}$/, "")
    .replace(/^\d{1,4}\s?[x×*]\s?(?=[a-z])/, "")
    .replace(/\s[x×*]\s?\d{1,4}$/, "");
}

function isNoise(word: string): boolean {
  if (noise.has(word)) return true;
  // `80gb`, `16g`, `1g.5gb`, `sxm4`, `hbm2e`
  return (
    /^\d{1,4}gb?$/.test(word) ||
    /^\d{1,2}g\.\d{1,3}gb$/.test(word) ||
    /^sxm\d$/.test(word) ||
    /^hbm\d[a-z]?$/.test(word)
  );
}
