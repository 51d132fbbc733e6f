import type { Finding } from "../finding.ts";
import { attestationsLost } from "./attestation-lost.ts";
import { hashesChanged } from "./hash-changed.ts";
import { lookalikeNames } from "./lookalike-name.ts";
import type { ProvenanceSide } from "./package-source.ts";
import { sourcesChanged } from "./source-changed.ts";

/**
 * What a change does to where packages come from. It takes both ends, so the findings belong to the head alone and are always introduced.
 *
 * `trusted`: addresses of indexes that the configuration names, or of which something else is said.
 */
export function provenanceFindings(
  base: ProvenanceSide,
  head: ProvenanceSide,
  trusted: readonly string[],
): readonly Finding[] {
  const findings = [...sourcesChanged(base, head, trusted), ...hashesChanged(base.lock, head.lock)];
  if (base.resolution === null || head.resolution === null) return findings;
  return [
    ...findings,
    ...lookalikeNames(base.resolution, head.resolution),
    ...attestationsLost(base.resolution, head.resolution),
  ];
}
