import type { Origin } from "../error.ts";

/** From the least to the most severe. `unknown` is not ranked: policy says what it does. */
export const severities = ["low", "moderate", "high", "critical"] as const;
export type Severity = (typeof severities)[number] | "info" | "unknown";

/** A fact that a finding rests on, with where it can be looked up. */
export interface Evidence {
  readonly fact: string;
  /** A URL or a document's name. */
  readonly source: string;
  /** When the source said so or was read, ISO 8601; null where it is not dated. */
  readonly date: string | null;
}

export interface FoundAdvisory {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly url: string | null;
  /** Absent where no source of it is configured, or nothing is known. */
  readonly exploitation?: {
    /** FIRST's probability of an exploitation within 30 days, 0 to 1, with its share among all; null where there is none. */
    readonly epss: { readonly score: number; readonly percentile: number; readonly date: string | null } | null;
    /** CISA lists it as exploited: since when, and whether by ransomware; null where it does not. */
    readonly known: { readonly since: string; readonly ransomware: boolean } | null;
  };
}

/** One thing that is wrong on one target, before it is compared with the base. */
export interface Finding {
  /** Stable: `advisory`, `accelerator/driver-too-old` … */
  readonly rule: string;
  readonly severity: Severity;
  /** CVSS base score from 0 to 10 where the finding has one; a threshold that is a number compares with it. */
  readonly score?: number | null;
  /** Package that it is about, as the resolution names it; null where it is about the target or the model. */
  readonly package: string | null;
  /** With its local part, as it is pinned. */
  readonly version: string | null;
  /** One sentence, plain text. Untrusted parts are escaped by the renderer, not here. */
  readonly message: string;
  readonly advisory: FoundAdvisory | null;
  /** Versions that would clear it, nearest first; empty where none is known. */
  readonly fixedIn: readonly string[];
  /** The manifest line that brings it in; null where there is none. */
  readonly location: Origin | null;
  readonly evidence: readonly Evidence[];
  /** The chain from the manifest's requirement to the package, by name. */
  readonly via: readonly string[];
  /** What makes two findings the same one across refs: rule, package and subject, without the version. */
  readonly key: string;
  /**
   * It warns whatever its severity, and fails no check unless policy says so for its rule: what it tells is worth a look and is often
   * meant. Absent where the severity decides.
   */
  readonly warns?: true;
}

/** What a pull request does to a finding. */
export type FindingStatus = "introduced" | "existing" | "fixed";

export interface ComparedFinding extends Finding {
  readonly status: FindingStatus;
  /** Why policy accepts it, so that it does not count, as one sentence; absent where it counts. */
  readonly accepted?: string;
}
