/** What a registry wants to see, by its `WWW-Authenticate` (RFC 9110, 11.6.1; distribution's token specification). */
export type Challenge =
  | { readonly kind: "bearer"; readonly realm: string; readonly service: string | null }
  | { readonly kind: "basic" };

/** Longest header that is looked at. */
const longest = 8192;

/** The first challenge that can be met, a token before a password; null where there is none. One pass over the text. */
export function readChallenge(header: string | undefined): Challenge | null {
  if (header === undefined || header.length > longest) return null;
  const challenges = challengesOf(header);
  for (const { scheme, parameters } of challenges) {
    const realm = parameters.get("realm");
    if (scheme === "bearer" && realm !== undefined)
      return { kind: "bearer", realm, service: parameters.get("service") ?? null };
  }
  return challenges.some(({ scheme }) => scheme === "basic") ? { kind: "basic" } : null;
}

interface Scheme {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
}

/** `Bearer realm="…",service="…", Basic realm="…"`: a word before another word is a scheme, one before `=` a parameter. */
function challengesOf(header: string): readonly Scheme[] {
  const found: Scheme[] = [];
  let at = 0;
  const skip = (characters: string): void => {
    while (at < header.length && characters.includes(header[at] ?? "")) at += 1;
  };
  while (at < header.length) {
    skip(" \t,");
    const start = at;
    while (at < header.length && !' \t,="'.includes(header[at] ?? "")) at += 1;
    const word = header.slice(start, at).toLowerCase();
    // Nothing that a word may hold: the rest is not as the RFC has it.
    if (word === "") break;
    skip(" \t");
    if (header[at] !== "=") {
      found.push({ scheme: word, parameters: new Map() });
      continue;
    }
    at += 1;
    skip(" \t");
    const value = header[at] === '"' ? quoted() : plain();
    const last = found.at(-1);
    if (last !== undefined && !last.parameters.has(word)) last.parameters.set(word, value);
  }
  return found;

  function plain(): string {
    const start = at;
    while (at < header.length && !" \t,".includes(header[at] ?? "")) at += 1;
    return header.slice(start, at);
  }

  function quoted(): string {
    at += 1;
    let value = "";
    while (at < header.length && header[at] !== '"') {
      if (header[at] === "\\") at += 1;
      value += header[at] ?? "";
      at += 1;
    }
    at += 1;
    return value;
  }
}
