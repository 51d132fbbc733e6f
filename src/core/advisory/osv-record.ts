import type { PackageName } from "../python/name.ts";

/** What Pinwarden uses of a record of the OSV schema 1.x. Texts are untrusted; unknown fields are gone. */
export interface OsvRecord {
  readonly id: string;
  /** Last change, ISO 8601 in UTC; null where the record has none. */
  readonly modified: string | null;
  /** When it was taken back; null for a live record. */
  readonly withdrawn: string | null;
  /** Ids of the same vulnerability in other databases. `related` and `upstream` are not identity and not read. */
  readonly aliases: readonly string[];
  readonly summary: string | null;
  /** Of the record and of its affected packages of the ecosystem, without repetitions. */
  readonly severities: readonly OsvSeverity[];
  /** `database_specific.severity`, as GitHub's database gives it; null where there is none that is known. */
  readonly label: SeverityLabel | null;
  /** The packages of the PyPI ecosystem alone. */
  readonly affected: readonly OsvAffected[];
}

export type SeverityLabel = "low" | "moderate" | "high" | "critical";

/** A severity of a type that is known. Others are for later versions of the schema, and are ignored. */
export interface OsvSeverity {
  readonly type: "CVSS_V2" | "CVSS_V3" | "CVSS_V4";
  readonly vector: string;
}

export interface OsvAffected {
  readonly name: PackageName;
  readonly versions: readonly string[];
  /** ECOSYSTEM and SEMVER ranges. GIT ranges speak of commits, which an index package does not have. */
  readonly ranges: readonly OsvRange[];
}

export interface OsvRange {
  readonly events: readonly OsvEvent[];
}

/** In the order in which events at one version apply. */
export const eventKinds = ["introduced", "last_affected", "fixed", "limit"] as const;

export interface OsvEvent {
  readonly kind: (typeof eventKinds)[number];
  /** As written: PEP 440 in most records, `0` for the beginning, something else in a few. */
  readonly version: string;
}

/** The schema's ids are a database's prefix and a number; this takes whatever is printable, unspaced and short. */
export function isOsvId(text: string): boolean {
  if (text.length === 0 || text.length > 100) return false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code >= 0x7f) return false;
  }
  return true;
}
