import type { Cooldown } from "../../config/config.ts";
import { matchesPackage } from "../../config/package-url.ts";
import { comparePublic } from "../../python/version.ts";
import { instantOf } from "../../resolution/instant.ts";
import type { Resolution, ResolvedPackage } from "../../resolution/resolution.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import { nothing, type RuleAnswer } from "../rule.ts";

export const cooldownRule = "policy/cooldown";

const day = 24 * 60 * 60 * 1000;

/** A resolution with what was found in it. */
export interface JudgedResolution {
  readonly resolution: Resolution;
  readonly findings: readonly Finding[];
}

/**
 * Releases that a change brings in and that were uploaded less than `policy.cooldown.days` ago: most malicious uploads are found within days. What
 * clears an advisory passes by, for a known hole is worse than a young release. Without a base everything is looked at, and it only
 * warns: nobody can tell then what was mended.
 *
 * The time is that of the file that would be installed: a file may be added to an old release. `now` is ISO 8601.
 */
export function cooldownAnswer(
  base: JudgedResolution | null,
  head: JudgedResolution,
  cooldown: Cooldown | null,
  now: string,
): RuleAnswer {
  const at = instantOf(now);
  if (cooldown === null || at === null) return nothing;
  const before = new Map(base?.resolution.packages.map((one) => [one.name, one]) ?? []);
  const findings: Finding[] = [];
  const undated: string[] = [];
  for (const one of head.resolution.packages) {
    const was = before.get(one.name);
    if (was !== undefined && comparePublic(was.version, one.version) === 0 && was.file.filename === one.file.filename)
      continue;
    if (cooldown.exempt.some((pattern) => matchesPackage(pattern, one)) || clearsAdvisory(one, base, head)) continue;
    const uploaded = one.file.uploadTime === null ? null : instantOf(one.file.uploadTime);
    if (uploaded === null) undated.push(`${one.name} ${one.version.text}`);
    else if (at - uploaded < cooldown.days * day)
      findings.push({
        ...tooYoung(head.resolution, one, at - uploaded, cooldown),
        ...(base === null ? { warns: true as const } : {}),
      });
  }
  const why = `the index gives no upload time for ${undated.slice(0, 8).join(", ")}${undated.length > 8 ? ` and ${undated.length - 8} more` : ""}`;
  return { findings, notAssessed: undated.length === 0 ? [] : [{ what: "age of releases", why }] };
}

/** The base has an advisory of the package that the head no longer has. */
function clearsAdvisory(one: ResolvedPackage, base: JudgedResolution | null, head: JudgedResolution): boolean {
  const idsOf = ({ findings }: JudgedResolution): readonly (readonly string[])[] =>
    findings.flatMap(({ advisory, package: name }) =>
      advisory === null || name !== one.name ? [] : [[advisory.id, ...advisory.aliases]],
    );
  if (base === null) return false;
  const left = new Set(idsOf(head).flat());
  return idsOf(base).some((ids) => !ids.some((id) => left.has(id)));
}

function tooYoung(resolution: Resolution, one: ResolvedPackage, age: number, { days, origin }: Cooldown): Finding {
  const uploaded = (one.file.uploadTime ?? "").slice(0, 10);
  return packageFinding(
    { resolution },
    {
      rule: cooldownRule,
      severity: "moderate",
      pkg: one,
      message: `${one.name} ${one.version.text} was uploaded ${ageText(age)} and policy waits ${daysText(days)}.`,
      evidence: [
        {
          fact: `${one.file.filename} was uploaded on ${uploaded}.`,
          source: one.file.index,
          date: one.file.uploadTime,
        },
        { fact: `Policy waits ${daysText(days)}.`, source: `${origin.file}:${origin.line}`, date: null },
      ],
      fixedIn: [],
    },
  );
}

function ageText(age: number): string {
  const days = Math.floor(age / day);
  return age < 0 ? "after this check began" : days === 0 ? "less than a day ago" : `${daysText(days)} ago`;
}

const daysText = (days: number): string => (days === 1 ? "1 day" : `${days} days`);
