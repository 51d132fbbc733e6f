import ae from "ae-cvss-calculator";
import type { Severity } from "../rule/finding.ts";
import { severityOfScore } from "../rule/severity.ts";
import type { OsvSeverity } from "./osv-record.ts";

export interface CvssScore {
  readonly type: OsvSeverity["type"];
  readonly vector: string;
  /** Base score from 0 to 10, in tenths. */
  readonly score: number;
  readonly severity: Severity;
}

/**
 * The base score of a CVSS 2.0, 3.0, 3.1 or 4.0 vector as FIRST's specifications compute it; null for a vector that is not
 * complete and well-formed. Only such vectors reach the calculator: it prints what it does not understand, and scores
 * an incomplete vector as 0.
 */
export function scoreOf({ type, vector }: OsvSeverity): CvssScore | null {
  const body = bodyOf(type, vector);
  if (body === null || !isWellFormed(type, body)) return null;
  const score = ae.fromVector(vector)?.calculateScores().base;
  if (typeof score !== "number" || !(score >= 0 && score <= 10)) return null;
  return { type, vector, score, severity: type === "CVSS_V2" ? severityOfV2(score) : severityOfScore(score) };
}

/** NVD's ratings of version 2, which knows no critical. */
function severityOfV2(score: number): Severity {
  return score >= 7 ? "high" : score >= 4 ? "moderate" : "low";
}

function bodyOf(type: OsvSeverity["type"], vector: string): string | null {
  if (type === "CVSS_V2") return vector;
  const prefixes = type === "CVSS_V3" ? ["CVSS:3.0/", "CVSS:3.1/"] : ["CVSS:4.0/"];
  const prefix = prefixes.find((start) => vector.startsWith(start));
  return prefix === undefined ? null : vector.slice(prefix.length);
}

function isWellFormed(type: OsvSeverity["type"], body: string): boolean {
  const { base, optional } = metrics[type];
  const seen = new Set<string>();
  for (const part of body.split("/")) {
    const [metric = "", value = "", ...rest] = part.split(":");
    const values = base.get(metric) ?? optional.get(metric);
    if (values === undefined || rest.length > 0 || seen.has(metric) || !values.includes(value)) return false;
    seen.add(metric);
  }
  return [...base.keys()].every((metric) => seen.has(metric));
}

interface Metrics {
  /** All of them must be there. */
  readonly base: ReadonlyMap<string, readonly string[]>;
  readonly optional: ReadonlyMap<string, readonly string[]>;
}

/** `AV:N,A,L` → AV may be N, A or L. */
function table(text: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    text
      .split(" ")
      .map((entry) => entry.split(":"))
      .map(([metric = "", values = ""]) => [metric, values.split(",")]),
  );
}

/** The metrics and values of FIRST's specifications of CVSS 2.0, 3.1 (those of 3.0) and 4.0. */
const metrics: Readonly<Record<OsvSeverity["type"], Metrics>> = {
  CVSS_V2: {
    base: table("AV:L,A,N AC:H,M,L Au:M,S,N C:N,P,C I:N,P,C A:N,P,C"),
    optional: table(
      "E:U,POC,F,H,ND RL:OF,TF,W,U,ND RC:UC,UR,C,ND CDP:N,L,LM,MH,H,ND TD:N,L,M,H,ND CR:L,M,H,ND IR:L,M,H,ND AR:L,M,H,ND",
    ),
  },
  CVSS_V3: {
    base: table("AV:N,A,L,P AC:L,H PR:N,L,H UI:N,R S:U,C C:N,L,H I:N,L,H A:N,L,H"),
    optional: table(
      "E:X,U,P,F,H RL:X,O,T,W,U RC:X,U,R,C CR:X,L,M,H IR:X,L,M,H AR:X,L,M,H MAV:X,N,A,L,P MAC:X,L,H MPR:X,N,L,H MUI:X,N,R MS:X,U,C MC:X,N,L,H MI:X,N,L,H MA:X,N,L,H",
    ),
  },
  CVSS_V4: {
    base: table("AV:N,A,L,P AC:L,H AT:N,P PR:N,L,H UI:N,P,A VC:H,L,N VI:H,L,N VA:H,L,N SC:H,L,N SI:H,L,N SA:H,L,N"),
    optional: table(
      "E:X,A,P,U CR:X,H,M,L IR:X,H,M,L AR:X,H,M,L MAV:X,N,A,L,P MAC:X,L,H MAT:X,N,P MPR:X,N,L,H MUI:X,N,P,A MVC:X,H,L,N MVI:X,H,L,N MVA:X,H,L,N MSC:X,H,L,N MSI:X,S,H,L,N MSA:X,S,H,L,N S:X,N,P AU:X,N,Y R:X,A,U,I V:X,D,C RE:X,L,M,H U:X,Clear,Green,Amber,Red",
    ),
  },
};
