import type { CodeVerdict } from "./code-verdict.ts";
import type { WheelCode } from "./wheel-code.ts";

/** Why a wheel has nothing that a GPU can run, to stand behind its name and version. */
export function missingCodeText(
  verdict: CodeVerdict & { readonly kind: "fail" },
  code: WheelCode & { readonly kind: Exclude<WheelCode["kind"], "unknown"> },
): string {
  if (code.kind === "minimum") return `supports compute capability ${code.capability} and newer`;
  if (code.kind === "fails-on") return `is reported to fail on compute capability ${code.capabilities.join(", ")}`;
  if (verdict.reason === "ptx-newer-than-driver")
    return `has only PTX (${verdict.code}) that is newer than what the driver loads`;
  const ptx = (code.ptx ?? []).map((name) => `compute_${name}`);
  return `holds GPU code for ${[...code.sm.map((sm) => `sm_${sm}`), ...ptx].join(", ")} alone`;
}
