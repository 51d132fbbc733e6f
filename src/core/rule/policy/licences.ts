import type { LicencePolicy } from "../../config/config.ts";
import { matchesPackage } from "../../config/package-url.ts";
import { judgeLicence } from "../../licence/judge-licence.ts";
import { type LicenceReading, readLicence } from "../../licence/read-licence.ts";
import type { NotAssessed, Resolution, ResolvedPackage } from "../../resolution/resolution.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import { nothing, type RuleAnswer } from "../rule.ts";

/** Most packages named one by one, where their licence is not known. */
const mostNamed = 12;

/** True where policy says anything of licences, so that they are worth looking at. */
export const looksAtLicences = ({ allowed, denied }: LicencePolicy): boolean => allowed !== null || denied.length > 0;

/**
 * Packages whose licence policy does not accept (`policy.allow-licenses`, `deny-licenses`). A licence that the metadata does not tell is neither
 * accepted nor refused: it is named, and does what `policy.unknown-licenses` says.
 */
export function licenceAnswer(resolution: Resolution, policy: LicencePolicy): RuleAnswer {
  if (!looksAtLicences(policy)) return nothing;
  const findings: Finding[] = [];
  const unknown: { readonly one: ResolvedPackage; readonly why: string }[] = [];
  for (const one of resolution.packages) {
    if (policy.exempt.some((pattern) => matchesPackage(pattern, one))) continue;
    const reading: LicenceReading =
      one.licence === undefined ? { kind: "unknown", why: "its metadata was not read" } : readLicence(one.licence);
    const verdict = judgeLicence(reading, policy);
    if (verdict === "unknown") unknown.push({ one, why: doubt(reading) });
    else if (verdict !== "allowed" && reading.kind === "known")
      findings.push(refused(resolution, one, reading, verdict));
  }
  if (policy.unknown === "not-assessed") return { findings, notAssessed: silences(unknown) };
  findings.push(...unknown.map(({ one, why }) => unclear(resolution, one, why, policy.unknown === "warn")));
  return { findings, notAssessed: [] };
}

function refused(
  resolution: Resolution,
  one: ResolvedPackage,
  reading: LicenceReading & { readonly kind: "known" },
  verdict: "denied" | "not-allowed",
): Finding {
  const why = verdict === "denied" ? "which policy denies" : "which is not among those that policy allows";
  return packageFinding(
    { resolution },
    {
      rule: "licence/not-allowed",
      severity: "high",
      pkg: one,
      message: `${one.name} ${one.version.text} is under ${reading.text}, ${why}.`,
      evidence: [
        {
          fact: `${one.name} ${one.version.text} states ${reading.text} by ${reading.from}.`,
          source: one.file.url,
          date: null,
        },
      ],
      fixedIn: [],
    },
  );
}

function unclear(resolution: Resolution, one: ResolvedPackage, why: string, warns: boolean): Finding {
  return packageFinding(
    { resolution },
    {
      rule: "licence/unknown",
      severity: "high",
      pkg: one,
      message: `The licence of ${one.name} ${one.version.text} is not known: ${why}.`,
      evidence: [],
      fixedIn: [],
      ...(warns ? { warns: true } : {}),
    },
  );
}

const doubt = (reading: LicenceReading): string =>
  reading.kind === "unknown" ? reading.why : `\`${reading.text}\` leaves open which licence it is`;

function silences(unknown: readonly { readonly one: ResolvedPackage; readonly why: string }[]): NotAssessed[] {
  const named = unknown
    .slice(0, mostNamed)
    .map(({ one, why }) => ({ what: `licence of ${one.name} ${one.version.text}`, why }));
  const rest = unknown.slice(mostNamed).map(({ one }) => one.name);
  if (rest.length === 0) return named;
  return [...named, { what: `licences of ${rest.length} more packages`, why: `not known either: ${rest.join(", ")}` }];
}
