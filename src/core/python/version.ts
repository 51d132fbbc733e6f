import { isSpace } from "./scan.ts";

/** A numeric part: a `bigint` only above 2^53 - 1, so that date-like and hash-like parts still compare right. */
export type VersionPart = number | bigint;

export type PreReleaseLetter = "a" | "b" | "rc";

/** A version as PEP 440 defines it. Two spellings of one version have one `text` save for trailing zeros of the release. */
export interface Version {
  /** Normalised as PEP 440's "Normalization" says; trailing zeros of the release are kept. */
  readonly text: string;
  readonly epoch: VersionPart;
  /** At least one part. */
  readonly release: readonly VersionPart[];
  readonly pre: { readonly letter: PreReleaseLetter; readonly number: VersionPart } | null;
  readonly post: VersionPart | null;
  readonly dev: VersionPart | null;
  /** The local version's segments, lower case, or null where there is none. */
  readonly local: readonly (VersionPart | string)[] | null;
}

export type VersionFields = Omit<Version, "text">;

/** Longest text taken as a version. The index's longest is under 100 characters; more is only ever an attack. */
const longest = 1024;

/**
 * Reads any spelling that PEP 440 allows, the surrounding whitespace and a leading `v` included; null for anything else.
 * Digits and letters are ASCII, as the PEP's expression has them.
 */
export function parseVersion(text: string): Version | null {
  const known = versions.get(text);
  if (known !== undefined) return known;
  if (text.length > longest) return null;
  if (text.length > longestKept) return readVersion(text);
  const version = readVersion(text);
  if (versions.size >= mostVersions) versions.clear();
  versions.set(text, version);
  return version;
}

/**
 * Texts that were read before. An index page repeats each version in the names of dozens of files, and one value for
 * one text makes most comparisons end at identity. Dropped when it is full, so that it stays at a few megabytes.
 */
const versions = new Map<string, Version | null>();
const mostVersions = 16_384;
/** A longer text that was cut from a page would keep the whole page alive: V8 copies parts of up to 12 characters alone. */
const longestKept = 12;

function readVersion(text: string): Version | null {
  const spaced = isSpace(text.charCodeAt(0)) || isSpace(text.charCodeAt(text.length - 1));
  const trimmed = spaced ? text.trim() : text;
  const scanned = scanVersion(trimmed, 0);
  return scanned !== null && scanned.end === trimmed.length ? scanned.version : null;
}

/** A version with these parts, with its normalised text. */
export function makeVersion(fields: VersionFields): Version {
  const { release } = fields;
  return compose(release.length === 1 ? String(release[0]) : release.join("."), fields);
}

/** `releaseText` is the normalised text of the release alone: a scanner has it at hand, and joining is what costs most. */
function compose(releaseText: string, { epoch, release, pre, post, dev, local }: VersionFields): Version {
  let text = epoch === 0 ? releaseText : `${epoch}!${releaseText}`;
  if (pre !== null) text += pre.letter + pre.number;
  if (post !== null) text += `.post${post}`;
  if (dev !== null) text += `.dev${dev}`;
  if (local !== null) text += `+${local.join(".")}`;
  return { text, epoch, release, pre, post, dev, local };
}

/** True for what PEP 440 calls a pre-release: alpha, beta, candidate and developmental releases. */
export function isPrerelease(version: Version): boolean {
  return version.pre !== null || version.dev !== null;
}

/** The public version: the same without its local part. */
export function withoutLocal(version: Version): Version {
  return version.local === null ? version : makeVersion({ ...version, local: null });
}

/** PEP 440's total order, local versions included: negative, zero or positive. `1.0` and `1.0.0` are equal. */
export function compareVersions(a: Version, b: Version): number {
  if (a === b) return 0;
  return comparePublic(a, b) || compareLocal(a.local, b.local);
}

/** The order of the public parts alone. */
export function comparePublic(a: Version, b: Version): number {
  if (a.epoch !== b.epoch) return a.epoch < b.epoch ? -1 : 1;
  const x = a.release;
  const y = b.release;
  const length = x.length > y.length ? x.length : y.length;
  for (let i = 0; i < length; i += 1) {
    const left = x[i] ?? 0;
    const right = y[i] ?? 0;
    if (left !== right) return left < right ? -1 : 1;
  }
  const phase = phaseOf(a) - phaseOf(b);
  if (phase !== 0) return phase;
  if (a.pre !== null && b.pre !== null && a.pre.number !== b.pre.number) return a.pre.number < b.pre.number ? -1 : 1;
  // No post-release sorts before every post-release; no development release sorts after every one.
  if (a.post !== b.post) return a.post === null || (b.post !== null && a.post < b.post) ? -1 : 1;
  if (a.dev !== b.dev) return a.dev !== null && (b.dev === null || a.dev < b.dev) ? -1 : 1;
  return 0;
}

/** `1.0.dev1` comes before `1.0a1`, though it has no pre-release part. */
function phaseOf(version: Version): number {
  if (version.pre === null) return version.dev !== null && version.post === null ? 0 : 4;
  return version.pre.letter === "a" ? 1 : version.pre.letter === "b" ? 2 : 3;
}

/** Numeric segments sort after words, and a prefix sorts before what it begins. */
function compareLocal(a: Version["local"], b: Version["local"]): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const left = a[i] as VersionPart | string;
    const right = b[i] as VersionPart | string;
    if (left === right) continue;
    if (typeof left === "string") return typeof right === "string" && left > right ? 1 : -1;
    if (typeof right === "string") return 1;
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

/**
 * Reads the longest version that starts at `start`, as the PEP's expression does: the caller decides whether what
 * follows `end` may stand there. `wildcard` is true when `.*` follows the release directly.
 */
export function scanVersion(text: string, start: number): { readonly version: Version; readonly end: number } | null {
  let at = start;
  if ((text.charCodeAt(at) | 0x20) === 0x76 /* v */) at += 1;
  let end = digitsEnd(text, at);
  if (end === at) return null;
  let epoch: VersionPart = 0;
  if (text.charCodeAt(end) === 0x21 /* ! */ && isDigit(text.charCodeAt(end + 1))) {
    epoch = toPart(text, at, end);
    at = end + 1;
    end = digitsEnd(text, at);
  }
  const releaseStart = at;
  let normalised = isNormalised(text, at, end);
  const release: VersionPart[] = [toPart(text, at, end)];
  at = end;
  while (text.charCodeAt(at) === 0x2e /* . */ && isDigit(text.charCodeAt(at + 1))) {
    end = digitsEnd(text, at + 1);
    normalised &&= isNormalised(text, at + 1, end);
    release.push(toPart(text, at + 1, end));
    at = end;
  }
  const releaseText = normalised ? text.slice(releaseStart, at) : release.join(".");
  // Most versions end here.
  if (at === text.length)
    return {
      version: compose(releaseText, { epoch, release, pre: null, post: null, dev: null, local: null }),
      end: at,
    };

  const pre = scanLabelled(text, at, preLabels);
  if (pre !== null) at = pre.end;
  const post = scanImplicitPost(text, at) ?? scanLabelled(text, at, postLabels);
  if (post !== null) at = post.end;
  const dev = scanLabelled(text, at, devLabels);
  if (dev !== null) at = dev.end;
  const local = scanLocal(text, at);
  if (local !== null) at = local.end;
  return {
    version: compose(releaseText, {
      epoch,
      release,
      pre: pre === null ? null : { letter: letterOf(pre.label), number: pre.number },
      post: post === null ? null : post.number,
      dev: dev === null ? null : dev.number,
      local: local === null ? null : local.segments,
    }),
    end: at,
  };
}

/** Digits as their number prints: no leading zero. */
function isNormalised(text: string, start: number, end: number): boolean {
  return end - start === 1 || text.charCodeAt(start) !== 0x30;
}

/** `1.0-1` is `1.0.post1`. */
function scanImplicitPost(text: string, start: number): Labelled | null {
  if (text.charCodeAt(start) !== 0x2d /* - */ || !isDigit(text.charCodeAt(start + 1))) return null;
  const end = digitsEnd(text, start + 1);
  return { label: "post", number: toPart(text, start + 1, end), end };
}

interface Labelled {
  readonly label: string;
  readonly number: VersionPart;
  readonly end: number;
}

// Longer spellings first where one begins another.
const preLabels: readonly string[] = ["alpha", "beta", "preview", "pre", "rc", "a", "b", "c"];
const postLabels: readonly string[] = ["post", "rev", "r"];
const devLabels: readonly string[] = ["dev"];

function letterOf(label: string): PreReleaseLetter {
  if (label === "a" || label === "alpha") return "a";
  return label === "b" || label === "beta" ? "b" : "rc";
}

/** `[-_.]? label [-_.]? digits?`; a missing number is 0. */
function scanLabelled(text: string, start: number, labels: readonly string[]): Labelled | null {
  if (start === text.length) return null;
  const wordAt = isSeparator(text.charCodeAt(start)) ? start + 1 : start;
  for (const label of labels) {
    if (!startsWithLabel(text, wordAt, label)) continue;
    const after = wordAt + label.length;
    const numberAt = isSeparator(text.charCodeAt(after)) ? after + 1 : after;
    const end = digitsEnd(text, numberAt);
    return { label, number: end === numberAt ? 0 : toPart(text, numberAt, end), end };
  }
  return null;
}

/** Letters alone may differ in case: setting the case bit turns no other ASCII or Unicode character into a letter. */
function startsWithLabel(text: string, at: number, label: string): boolean {
  for (let i = 0; i < label.length; i += 1) if ((text.charCodeAt(at + i) | 0x20) !== label.charCodeAt(i)) return false;
  return true;
}

function scanLocal(text: string, start: number): { segments: (VersionPart | string)[]; end: number } | null {
  if (text.charCodeAt(start) !== 0x2b /* + */) return null;
  const segments: (VersionPart | string)[] = [];
  let at = start + 1;
  let end = start;
  for (;;) {
    let digits = true;
    const from = at;
    for (let code = text.charCodeAt(at); isAlphanumeric(code); code = text.charCodeAt(at)) {
      if (!isDigit(code)) digits = false;
      at += 1;
    }
    if (at === from) break;
    segments.push(digits ? toPart(text, from, at) : text.slice(from, at).toLowerCase());
    end = at;
    if (!isSeparator(text.charCodeAt(at))) break;
    at += 1;
  }
  return segments.length === 0 ? null : { segments, end };
}

function toPart(text: string, start: number, end: number): VersionPart {
  if (end - start <= 15) {
    let value = 0;
    for (let i = start; i < end; i += 1) value = value * 10 + text.charCodeAt(i) - 0x30;
    return value;
  }
  const big = BigInt(text.slice(start, end));
  return big <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(big) : big;
}

function digitsEnd(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isAlphanumeric(code: number): boolean {
  return isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}

/** `-`, `_` or `.` */
function isSeparator(code: number): boolean {
  return code === 0x2e || code === 0x2d || code === 0x5f;
}
