/** A package as conda's environment files name it. Offsets count in the text. */
export interface MatchSpec {
  readonly channel: string | null;
  readonly name: string;
  /** The version with its operators, as written; null where none is given. */
  readonly version: { readonly text: string; readonly start: number; readonly end: number } | null;
  /** `=build` behind the version, or `build` in brackets; null where none is given. */
  readonly build: string | null;
  /** Where a version would be written: right behind the name. */
  readonly nameEnd: number;
}

/** Longest spec that is taken; real ones stay under 100 characters. */
const longest = 1000;

/**
 * Reads a match spec (conda's documentation, "Package match specifications"): `channel::name=1.2=build`, `name 1.2 build`,
 * `name>=1.2,<2` and `name[version='>=1.2', build=x]`. Null where it is none.
 */
export function parseMatchSpec(text: string): MatchSpec | null {
  if (text.length > longest) return null;
  const separator = text.lastIndexOf("::");
  const channel = separator === -1 ? null : text.slice(0, separator).trim();
  let at = skipSpace(text, separator === -1 ? 0 : separator + 2);
  const nameStart = at;
  while (at < text.length && /[A-Za-z0-9._-]/.test(text[at] as string)) at++;
  const name = text.slice(nameStart, at);
  if (!/^[A-Za-z0-9_]/.test(name)) return null;
  const nameEnd = at;
  const bracket = text.indexOf("[", at);
  if (bracket !== -1) return bracketed(text, bracket, { channel, name, nameEnd });
  const start = skipSpace(text, at);
  const end = text.trimEnd().length;
  if (start >= end) return { channel, name, version: null, build: null, nameEnd };
  return versioned(text, start, end, { channel, name, nameEnd });
}

type Named = Pick<MatchSpec, "channel" | "name" | "nameEnd">;

/** `=1.2=build`, `1.2 build` or clauses. A build follows a blank or an `=` behind the version, never an operator. */
function versioned(text: string, start: number, end: number, named: Named): MatchSpec | null {
  const written = text.slice(start, end);
  let at = 0;
  while (at < written.length && "<>=!~".includes(written[at] as string)) at++;
  const operator = written.slice(0, at);
  const clauses = /[,|]/.test(written);
  const blank = /\s/.exec(written.slice(skipSpace(written, at)));
  const equals = clauses || operator.length > 1 || operator === "<" || operator === ">" ? -1 : written.indexOf("=", at);
  if (equals !== -1) return withBuild(text, start, start + equals, start + equals + 1, end, named);
  if (!clauses && blank !== null) {
    const split = start + skipSpace(written, at) + blank.index;
    return withBuild(text, start, split, skipSpace(text, split), end, named);
  }
  return { ...named, version: { text: written, start, end }, build: null };
}

function withBuild(
  text: string,
  start: number,
  split: number,
  from: number,
  end: number,
  named: Named,
): MatchSpec | null {
  const build = text.slice(from, end).trim();
  const version = text.slice(start, split);
  if (build === "" || /[\s=]/.test(build)) return null;
  return { ...named, version: { text: version, start, end: split }, build };
}

/** The form with brackets; keys other than the version and the build say where it is found. */
function bracketed(text: string, bracket: number, named: Named): MatchSpec | null {
  const close = text.indexOf("]", bracket);
  if (close === -1 || text.slice(close + 1).trim() !== "" || text.slice(named.nameEnd, bracket).trim() !== "")
    return null;
  let version: MatchSpec["version"] = null;
  let build: string | null = null;
  // No two parts of it take the same white space: a few hundred blanks would else be tried in all their divisions.
  const pattern = /\s*([a-z_]+)\s*=\s*(?:(?:'([^']*)'|"([^"]*)"|([^\s,'"\]](?:[^,'"\]]*[^\s,'"\]])?))\s*)?(,|$)/y;
  const inside = text.slice(bracket + 1, close);
  for (let at = 0; at < inside.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(inside);
    if (match === null) return null;
    const value = match[2] ?? match[3] ?? match[4] ?? "";
    if (match[1] === "version") {
      const start = bracket + 1 + match.index + match[0].indexOf(value, match[0].indexOf("=") + 1);
      version = { text: value, start, end: start + value.length };
    } else if (match[1] === "build") build = value;
  }
  return { ...named, version, build };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] as string)) at++;
  return at;
}
