import type { Origin } from "../error.ts";
import type { Requirement } from "../manifest/requirement.ts";
import type { Resolution } from "../resolution/resolution.ts";
import type { Finding } from "../rule/finding.ts";

/** A model on a target as it stands: what its manifests ask for, what that installs, and what is wrong with it. */
export interface Standing {
  /** `classifier on prod` */
  readonly place: string;
  readonly requirements: readonly Requirement[];
  readonly resolution: Resolution;
  readonly findings: readonly Finding[];
}

/** Identity of a requirement among all manifests: where it stands. */
export type LineKey = string;

export function lineKey({ file, line, column }: Origin): LineKey {
  return `${file}:${line}:${column}`;
}
