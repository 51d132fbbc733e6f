/** What a text file of a wheel says of how it was built. */
export interface BuildInfo {
  readonly member: string;
  /** As it is written: `13.0`, `12.8.1`. */
  readonly cuda: string | null;
  readonly cudnn: string | null;
  /** `75`, `90a` … */
  readonly sm: readonly string[];
  readonly ptx: readonly string[];
}

/** Bytes of the longest file that is taken for one. */
export const largestBuildInfo = 256 * 1024;

/** File names by which projects write down their build: torch, onnxruntime, tensorflow, xformers, jax. */
const names = new Set([
  "version.py",
  "build_and_package_info.py",
  "build_info.py",
  "cpp_lib.json",
  "_build_config.py",
  "cuda_versions.py",
]);

export function mayBeBuildInfo(member: string): boolean {
  return names.has(member.slice(member.lastIndexOf("/") + 1)) && member.split("/").length <= 5;
}

/** Reads what is written in such a file; null where it says nothing of CUDA. It is Python or JSON of others: looked at as text, never run. */
export function readBuildInfo(member: string, text: string): BuildInfo | null {
  const version = (key: string): string | null =>
    new RegExp(
      `["']?\\b${key}\\b["']?\\s*(?::\\s*[\\w\\[\\]., |]{1,40}=|[:=])\\s*["'](\\d{1,2}(?:\\.\\d{1,3}){0,3})["']`,
    ).exec(text)?.[1] ?? null;
  const cuda = version("cuda_version") ?? version("cuda");
  const cudnn = version("cudnn_version");
  const lists = text.match(/\b(?:sm|compute)_\d{2,3}[af]?\b/g) ?? [];
  const torchList = /TORCH_CUDA_ARCH_LIST["']?\s*[:=]\s*["']([\d.af+PTX ;]{3,200})["']/.exec(text)?.[1] ?? "";
  const sm = new Set(lists.filter((word) => word.startsWith("sm_")).map((word) => word.slice(3)));
  const ptx = new Set(lists.filter((word) => word.startsWith("compute_")).map((word) => word.slice(8)));
  for (const word of torchList.split(/[ ;]+/)) {
    const listed = /^(\d{1,2})\.(\d)([af]?)(\+PTX)?$/.exec(word);
    if (listed === null) continue;
    sm.add(`${listed[1]}${listed[2]}${listed[3]}`);
    if (listed[4] !== undefined) ptx.add(`${listed[1]}${listed[2]}`);
  }
  if (cuda === null && cudnn === null && sm.size === 0 && ptx.size === 0) return null;
  return { member, cuda, cudnn, sm: [...sm], ptx: [...ptx] };
}
