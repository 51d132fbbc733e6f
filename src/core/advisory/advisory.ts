import type { Exploitation } from "../exploitation/exploitation.ts";
import type { PackageName } from "../python/name.ts";
import type { Severity } from "../rule/finding.ts";

/** What is asked of an advisory source: a package at a version, without its local part. */
export interface AdvisoryQuery {
  readonly name: PackageName;
  /** PEP 440, normalised, local part stripped. */
  readonly version: string;
}

/** An OSV record after its aliases are merged into one group. */
export interface Advisory {
  /** The id to show: GHSA before PYSEC before CVE before others. */
  readonly id: string;
  /** All other ids of the group, sorted. */
  readonly aliases: readonly string[];
  /** Untrusted text; null where no record has one. */
  readonly summary: string | null;
  readonly severity: Severity;
  /** CVSS base score from 0 to 10; null where no vector can be scored. */
  readonly score: number | null;
  /** Where the severity came from: `GHSA label`, `CVSS_V3 CVSS:3.1/AV:N/…`. */
  readonly severitySource: string | null;
  /** Fixed versions above the queried one, lowest first. Empty where no fix is known. */
  readonly fixedIn: readonly string[];
  /** Disagreements inside the group, as sentences. */
  readonly disagreements: readonly string[];
  readonly malicious: boolean;
  /** Latest `modified` of the group, ISO 8601. */
  readonly modified: string | null;
  /** True where the source named the id but its record could not be read. */
  readonly detailsUnavailable: boolean;
  /** Absent where no source of it is configured, or where the group has no CVE. */
  readonly exploitation?: Exploitation | undefined;
}

/** What the advisory source answered for every queried pair, or why it could not. */
export interface AdvisoryAnswers {
  /** Address, or path of the dump, with no credentials; `null` where no source was asked. */
  readonly source: string | null;
  /** Newest record or moment of the query, ISO 8601. */
  readonly asOf: string | null;
  /** Advisories of `name version`, without the local part. Undefined where the pair was not answered. */
  of(name: PackageName, version: string): readonly Advisory[] | undefined;
  /** Null where every pair was answered; else why not. A failed source is never clean. */
  readonly failure: string | null;
  /** What could not be judged though every pair was answered, such as a record whose bounds are not PEP 440. Absent is none. */
  readonly notes?: readonly AdvisoryNote[];
}

/** A doubt about a package's records that is no finding: it is reported as not assessed. */
export interface AdvisoryNote {
  readonly name: PackageName;
  /** One sentence. */
  readonly text: string;
}
