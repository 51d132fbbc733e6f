import type { Verdict } from "../core/comparison/comparison.ts";
import { PinwardenError } from "../core/error.ts";

/** The statuses of the contract. An error never reads as clean. */
export const exitCodes = { clean: 0, findings: 1, usage: 2, incomplete: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Areas of error codes in which the outside world is at fault: the same command may succeed later. */
const outsideAreas = new Set(["network", "index", "osv", "github", "cache", "io", "record"]);

/** 2 where the request or the configuration is wrong, 3 where the work could not be completed. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof PinwardenError)) return exitCodes.incomplete;
  return outsideAreas.has(error.code.split("/")[0] ?? "") ? exitCodes.incomplete : exitCodes.usage;
}

/** What fails, fails, whatever could not be found out besides. */
export function exitCodeOfVerdict(verdict: Verdict): 0 | 1 | 3 {
  switch (verdict) {
    case "pass":
    case "warn":
      return exitCodes.clean;
    case "fail":
      return exitCodes.findings;
    case "incomplete":
      return exitCodes.incomplete;
  }
}
