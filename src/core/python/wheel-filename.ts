import { normalizeName, type PackageName } from "./name.ts";
import { type Parsed, parsed, unparsed } from "./parsed.ts";
import { isWordCharacter, ownCopy } from "./scan.ts";
import { parseVersion, type Version } from "./version.ts";

/** The parts of a wheel's file name (PEP 427, with the compressed tag sets of PEP 425). */
export interface WheelFilename {
  readonly filename: string;
  readonly name: PackageName;
  readonly version: Version;
  /** Null where the name has no build tag. */
  readonly build: BuildTag | null;
  /** `cp311`, `py3` … Each wheel stands for every combination of one of each. */
  readonly pythonTags: readonly string[];
  readonly abiTags: readonly string[];
  readonly platformTags: readonly string[];
}

/** Orders wheels of one version that carry the same tags: by number, then by the rest as text. */
export interface BuildTag {
  readonly number: number | bigint;
  readonly suffix: string;
}

/** Longest file name taken: what file systems allow, and twice over. */
const longest = 512;

/** Most triples that one name may stand for; `packaging` gives up at a similar count, and real wheels have under 100. */
const mostTriples = 10_000;

/** Strict as `packaging` is: names, version, build and tags must be what the PEPs allow; the order of tags is free. */
export function parseWheelFilename(filename: string): Parsed<WheelFilename> {
  if (filename.length > longest) return unparsed(`a file name of more than ${longest} characters`);
  if (!filename.endsWith(".whl"))
    return unparsed("expected a file name that ends in `.whl`", Math.max(0, filename.length - 4));
  const parts = filename.slice(0, -4).split("-");
  if (parts.length !== 5 && parts.length !== 6)
    return unparsed("expected name, version, optional build and three tags, joined by `-`");

  const [nameText, versionText] = parts as [string, string];
  if (!isEscapedName(nameText))
    return unparsed("expected a project name without `__` and other punctuation than `.` and `_`");
  const version = parseVersion(versionText);
  if (version === null) return unparsed(`expected a version instead of \`${versionText}\``, nameText.length + 1);
  const build = parts.length === 6 ? parseBuildTag(parts[2] as string) : null;
  if (parts.length === 6 && build === null)
    return unparsed(`expected a build tag that begins with a digit instead of \`${parts[2]}\``);

  const [python, abi, platform] = parts.slice(-3).map(tagSetOf);
  if (python == null || abi == null || platform == null)
    return unparsed("expected tags of letters, digits and `_`, joined by `.`");
  // What sorts before `:` begins with a digit.
  if (python.some((tag) => tag < ":")) return unparsed("expected Python tags such as `py3` or `cp311`");
  if (python.length * abi.length * platform.length > mostTriples)
    return unparsed(`more than ${mostTriples} combinations of tags`);
  return parsed({
    filename,
    name: normalizeName(nameText),
    version,
    build,
    pythonTags: python,
    abiTags: abi,
    platformTags: platform,
  });
}

/** Negative where `a` is the older build; no build tag comes before every build tag. */
export function compareBuildTags(a: BuildTag | null, b: BuildTag | null): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  if (a.number !== b.number) return a.number < b.number ? -1 : 1;
  return a.suffix === b.suffix ? 0 : a.suffix < b.suffix ? -1 : 1;
}

const unicodeName = /^[\p{L}\p{M}\p{N}._]+$/u;

/** PEP 427 lets names hold Unicode letters and digits; a run of punctuation is escaped to one `_`. */
function isEscapedName(text: string): boolean {
  if (text === "" || text.includes("__")) return false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) return unicodeName.test(text);
    if (!isWordCharacter(code) && code !== 0x2e) return false;
  }
  return true;
}

function parseBuildTag(text: string): BuildTag | null {
  let end = 0;
  while (text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end += 1;
  if (end === 0) return null;
  const number = Number(text.slice(0, end));
  return { number: Number.isSafeInteger(number) ? number : BigInt(text.slice(0, end)), suffix: text.slice(end) };
}

/** Tag sets that were read before: a few hundred texts make up all wheels of an index page. Dropped when it is full. */
const tagSets = new Map<string, readonly string[] | null>();
const mostTagSets = 4096;

function tagSetOf(text: string): readonly string[] | null {
  const known = tagSets.get(text);
  if (known !== undefined) return known;
  if (tagSets.size >= mostTagSets) tagSets.clear();
  const key = ownCopy(text);
  const read = parseTagSet(key);
  tagSets.set(key, read);
  return read;
}

/** The tags of one compressed set, lower case, each once; null where one is empty or holds other characters. */
function parseTagSet(text: string): readonly string[] | null {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!isWordCharacter(code) && code !== 0x2e) return null;
  }
  const tags = text.toLowerCase().split(".");
  if (tags.includes("")) return null;
  return tags.length === 1 ? tags : [...new Set(tags)];
}
