import { compareDotted, parseDotted } from "./dotted.ts";
import type { WheelCode } from "./wheel-code.ts";

/** Whether a wheel has code that a GPU can run. */
export type CodeVerdict =
  /** The machine code that the GPU loads, such as `sm_86`; null where only a lowest capability is documented. */
  | { readonly kind: "ok"; readonly code: string | null }
  /** The driver compiles PTX when the process starts, which can take minutes. */
  | { readonly kind: "limited"; readonly code: string }
  | { readonly kind: "fail"; readonly reason: "no-code" | "below-minimum" | "reported" }
  /** There is PTX, and it is newer than what the driver can load: CUDA error 222. */
  | { readonly kind: "fail"; readonly reason: "ptx-newer-than-driver"; readonly code: string }
  | { readonly kind: "unknown"; readonly why: string };

export interface CodeQuestion {
  /** Such as `7.5`. */
  readonly capability: string;
  /** Newest PTX ISA that the driver loads; null where the driver is not known. */
  readonly driverPtxIsa: string | null;
  /** PTX ISA that the wheel's CUDA writes; null where it is not known. */
  readonly wheelPtxIsa: string | null;
}

/**
 * Decides whether a GPU finds code: machine code of its own major and not above its minor first, then PTX that the driver can compile
 * (CUDA C++ Programming Guide, "Binary Compatibility" and "PTX Compatibility").
 */
export function codeVerdict(code: WheelCode, question: CodeQuestion): CodeVerdict {
  if (code.kind === "unknown") return { kind: "unknown", why: code.why };
  const capability = parseDotted(question.capability);
  if (capability === null) return { kind: "unknown", why: `\`${question.capability}\` is no compute capability` };
  if (code.kind === "minimum") {
    const enough = compareDotted(capability, parseDotted(code.capability) ?? [0]) >= 0;
    return enough ? { kind: "ok", code: null } : { kind: "fail", reason: "below-minimum" };
  }
  if (code.kind === "fails-on") {
    if (code.capabilities.includes(question.capability)) return { kind: "fail", reason: "reported" };
    return { kind: "unknown", why: "only the GPUs that it fails on are known" };
  }
  const cubin = bestCode(code.sm, capability, loadsMachineCode);
  if (cubin !== null) return { kind: "ok", code: `sm_${cubin}` };
  if (code.ptx === null)
    return { kind: "unknown", why: "there is no machine code for it, and whether there is PTX is not known" };
  const ptx = bestCode(code.ptx, capability, compilesPtx);
  return ptx === null ? { kind: "fail", reason: "no-code" } : ptxVerdict(`compute_${ptx}`, question);
}

function ptxVerdict(code: string, { driverPtxIsa, wheelPtxIsa }: CodeQuestion): CodeVerdict {
  const driver = driverPtxIsa === null ? null : parseDotted(driverPtxIsa);
  const wheel = wheelPtxIsa === null ? null : parseDotted(wheelPtxIsa);
  if (driver === null || wheel === null) {
    const missing = driver === null ? "which PTX the driver loads" : "of which version its PTX is";
    return { kind: "unknown", why: `it has ${code} as PTX alone, and ${missing} is not known` };
  }
  return compareDotted(driver, wheel) >= 0
    ? { kind: "limited", code }
    : { kind: "fail", reason: "ptx-newer-than-driver", code };
}

/** The code nearest to the GPU among those that it can load. */
function bestCode(
  names: readonly string[],
  capability: readonly number[],
  loads: (code: Code, capability: readonly number[]) => boolean,
): string | null {
  const fitting = names.flatMap((name) => {
    const code = parseCode(name);
    return code !== null && loads(code, capability) ? [{ name, code }] : [];
  });
  fitting.sort((left, right) => right.code.major - left.code.major || right.code.minor - left.code.minor);
  return fitting[0]?.name ?? null;
}

interface Code {
  readonly major: number;
  readonly minor: number;
  /** `a`: this capability alone. `f`: this family, from its minor on. */
  readonly suffix: "" | "a" | "f";
}

/** The minor is the last digit, as NVIDIA numbers its targets: `75` is 7.5, `120f` is the family of 12.0. */
const codes = new Map<string, Code | null>();

/** The tables name some thirty targets; what else comes is not kept. */
function parseCode(name: string): Code | null {
  const known = codes.get(name);
  if (known !== undefined) return known;
  const code = readCode(name);
  if (codes.size < 256) codes.set(name, code);
  return code;
}

function readCode(name: string): Code | null {
  const match = /^(\d{1,2})(\d)([af]?)$/.exec(name);
  if (match === null) return null;
  return {
    major: Number(match[1]),
    minor: Number(match[2]),
    suffix: match[3] === "a" ? "a" : match[3] === "f" ? "f" : "",
  };
}

function loadsMachineCode(code: Code, [major, minor]: readonly number[]): boolean {
  if (major === undefined || minor === undefined || code.major !== major) return false;
  return code.suffix === "a" ? code.minor === minor : minor >= code.minor;
}

/** PTX for one architecture alone is compiled for no other; for a family it stays inside it. */
function compilesPtx(code: Code, [major, minor]: readonly number[]): boolean {
  if (major === undefined || minor === undefined) return false;
  if (code.suffix !== "") return loadsMachineCode(code, [major, minor]);
  return major > code.major || (major === code.major && minor >= code.minor);
}
