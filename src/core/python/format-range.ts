import { comparePublic, compareVersions, type Version } from "./version.ts";
import { type CutPoint, isBottom, isTop, successor, type VersionRange } from "./version-range.ts";

/**
 * The range as PEP 440 would write it, as short as it goes: `>=1.0,<2.0`, `==1.2.3`, `!=1.5`, `<1 or >2`,
 * `any version`, `no version`. Whatever came from specifiers reads back as the same set.
 */
export function formatRange(range: VersionRange): string {
  const { cuts } = range;
  if (cuts.length === 0) return "no version";
  const groups: string[] = [];
  let start = 0;
  let holes: string[] = [];
  for (let i = 1; i < cuts.length; i += 2) {
    const next = cuts[i + 1];
    const hole = next === undefined ? null : formatEquality(cuts[i] as CutPoint, next);
    if (hole !== null) {
      holes.push(`!=${hole}`);
      continue;
    }
    // A gap that no single `!=` can say ends the group.
    groups.push(formatGroup(cuts[start] as CutPoint, cuts[i] as CutPoint, holes));
    start = i + 1;
    holes = [];
  }
  return groups.join(" or ");
}

function formatGroup(lower: CutPoint, upper: CutPoint, holes: readonly string[]): string {
  const equality = holes.length === 0 ? formatEquality(lower, upper) : null;
  if (equality !== null) return `==${equality}`;
  const clauses = [formatLower(lower), ...holes, formatUpper(upper)].filter((clause) => clause !== null);
  return clauses.length === 0 ? "any version" : clauses.join(",");
}

/** What stands behind `==` or `!=` when the interval is one version, with its local versions or without, or one prefix. */
function formatEquality(lower: CutPoint, upper: CutPoint): string | null {
  if (lower.after || isTop(upper)) return null;
  if (upper.after) return compareVersions(lower.version, upper.version) === 0 ? lower.version.text : null;
  const last = lastBefore(upper.version);
  if (last !== null && comparePublic(last, lower.version) === 0 && lower.version.local === null)
    return lower.version.text;
  // `<1` is said plainer than `==0.*`.
  return isBottom(lower) ? null : formatPrefix(lower.version, upper.version);
}

/** `1.4.dev0` up to `1.5.dev0` is `1.4.*`. */
function formatPrefix(lower: Version, upper: Version): string | null {
  if (!isFirstOfRelease(lower) || !isFirstOfRelease(upper) || lower.epoch !== upper.epoch) return null;
  const length = upper.release.length;
  const prefix = Array.from({ length }, (_, i) => lower.release[i] ?? 0);
  if (lower.release.slice(length).some((part) => part !== 0)) return null;
  const stepped = prefix.every((part, i) => (i < length - 1 ? part : successor(part)) === upper.release[i]);
  return stepped ? `${lower.epoch === 0 ? "" : `${lower.epoch}!`}${prefix.join(".")}.*` : null;
}

function formatLower(cut: CutPoint): string | null {
  if (isBottom(cut)) return null;
  const { version } = cut;
  if (cut.after) return `>${version.text}`;
  if (version.post === Infinity) return `>${releaseText(version)}`;
  const last = lastBefore(version);
  // `>1.0.post1` and `>1.0.dev1` begin where the next public version can; `>=` of that would be longer and stranger.
  if (last !== null && (last.post !== null || last.dev !== null)) return `>${last.text}`;
  if (version.pre !== null && version.post === null && version.dev === 0 && version.pre.number !== 0) {
    return `>${releaseText(version)}${version.pre.letter}${predecessor(version.pre.number)}`;
  }
  return `>=${version.text}`;
}

function formatUpper(cut: CutPoint): string | null {
  if (isTop(cut)) return null;
  const { version } = cut;
  if (cut.after) return `<=${version.text}`;
  if (version.post === Infinity) return `<=${releaseText(version)}`;
  if (isFirstOfRelease(version)) return `<${releaseText(version)}`;
  const last = lastBefore(version);
  return last === null ? `<${version.text}` : `<=${last.text}`;
}

/** The version whose local versions end right before this one: the inverse of "what follows `V` and its local versions". */
function lastBefore(version: Version): Version | null {
  if (version.dev === null || version.local !== null) return null;
  if (version.dev !== 0) return withParts(version, version.post, predecessor(version.dev));
  if (version.post === null || version.post === Infinity) return null;
  return withParts(version, version.post === 0 ? null : predecessor(version.post), null);
}

function withParts(version: Version, post: Version["post"], dev: Version["dev"]): Version {
  const pre = version.pre === null ? "" : version.pre.letter + version.pre.number;
  const text = `${releaseText(version)}${pre}${post === null ? "" : `.post${post}`}${dev === null ? "" : `.dev${dev}`}`;
  return { ...version, text, post, dev };
}

function predecessor(part: number | bigint): number | bigint {
  if (typeof part === "number") return part - 1;
  const less = part - 1n;
  return less <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(less) : less;
}

function isFirstOfRelease(version: Version): boolean {
  return version.dev === 0 && version.pre === null && version.post === null;
}

function releaseText(version: Version): string {
  return (version.epoch === 0 ? "" : `${version.epoch}!`) + version.release.join(".");
}
