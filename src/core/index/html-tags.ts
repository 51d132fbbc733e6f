import { decodeEntities } from "./html-entities.ts";

/** The attributes that index pages speak with (PEP 503, 592, 629, 658, 700, 714, 792). Others are passed over. */
export const attributeNames = [
  "href",
  "name",
  "content",
  "data-size",
  "data-yanked",
  "data-upload-time",
  "data-core-metadata",
  "data-provenance",
  "data-requires-python",
  "data-dist-info-metadata",
] as const;

export type AttributeName = (typeof attributeNames)[number];

/** A start tag of interest. It is one object for all tags of a scan: what is to be kept must be copied. */
export interface HtmlTag {
  readonly name: "a" | "base" | "meta";
  /** Where its attributes begin in the page: for `attributesAt`, later. */
  readonly from: number;
  /** The value of `href`, unescaped; undefined where the tag has none. */
  readonly href: string | undefined;
}

const slash = 47;
const greater = 62;
const equals = 61;
const doubleQuote = 34;
const singleQuote = 39;
const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 9 || code === 13 || code === 12;
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

/** Elements whose content is text to the end tag, whatever it looks like (HTML, 13.1.2). */
const rawText = new Set(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"]);

/**
 * Calls `visit` with each `a`, `base` and `meta` tag in order, until it answers false. Never backs up, so a page costs time linear in
 * its length, however broken. It is no HTML parser: index pages are lists of links (PEP 503), and building a tree of 4,000
 * links takes longer than fetching them.
 */
export function scanTags(html: string, visit: (tag: HtmlTag) => boolean): void {
  const tag: { name: HtmlTag["name"]; from: number; href: string | undefined } = {
    name: "a",
    from: 0,
    href: undefined,
  };
  const end = html.length;
  let at = 0;
  for (;;) {
    const open = html.indexOf("<", at);
    if (open < 0 || open + 1 >= end) return;
    at = open + 1;
    if (html.startsWith("!--", at)) {
      at = after(html, "-->", at + 1);
      continue;
    }
    if (!isLetter(html.charCodeAt(at))) continue;
    if (html.startsWith('a href="', at)) {
      // How nearly every link is written: only its address is read now, and the rest stepped over.
      const close = html.indexOf('"', at + 8);
      if (close < 0) return;
      tag.name = "a";
      tag.from = at + 1;
      tag.href = decodeEntities(html.slice(at + 8, close));
      at = tagEnd(html, close + 1);
    } else {
      const stop = nameEnd(html, at);
      const name = html.slice(at, stop).toLowerCase();
      at = stop;
      if (rawText.has(name)) at = afterRawText(html, name, at);
      if (name !== "a" && name !== "base" && name !== "meta") continue;
      const values = noValues();
      tag.name = name;
      tag.from = at;
      at = readAttributes(html, at, values);
      tag.href = values[0];
    }
    if (!visit(tag)) return;
  }
}

/** All attributes of interest of the tag whose attributes begin at `from`, as `scanTags` told: unescaped; of a repeated one the first. */
export function attributesAt(html: string, from: number): (name: AttributeName) => string | undefined {
  const values = noValues();
  readAttributes(html, from, values);
  return (name) => values[attributeNames.indexOf(name)];
}

const noValues = (): (string | undefined)[] => attributeNames.map(() => undefined);

/** Past the `>` that ends a tag: one within quotation marks does not. */
function tagEnd(html: string, from: number): number {
  for (let at = from; at < html.length; at += 1) {
    const code = html.charCodeAt(at);
    if (code === greater) return at + 1;
    if (code !== doubleQuote && code !== singleQuote) continue;
    const close = html.indexOf(code === doubleQuote ? '"' : "'", at + 1);
    if (close < 0) return html.length;
    at = close;
  }
  return html.length;
}

function nameEnd(html: string, from: number): number {
  let at = from + 1;
  for (; at < html.length && at - from < 12; at += 1) {
    const code = html.charCodeAt(at);
    if (isSpace(code) || code === greater || code === slash) break;
  }
  return at;
}

/** Reads attributes from `from` to past the tag's `>`, into their places in `values`; answers where it stopped. */
function readAttributes(html: string, from: number, values: (string | undefined)[]): number {
  const end = html.length;
  let at = from;
  while (at < end) {
    let code = html.charCodeAt(at);
    if (isSpace(code) || code === slash) {
      at += 1;
      continue;
    }
    if (code === greater) return at + 1;
    const start = at;
    // A name holds at least one character, even `=` (HTML, 13.2.5.32), so the scan always moves on.
    for (at += 1; at < end; at += 1) {
      code = html.charCodeAt(at);
      if (code === equals || isSpace(code) || code === greater || code === slash) break;
    }
    const place = placeOf(html, start, at);
    while (at < end && isSpace(html.charCodeAt(at))) at += 1;
    let first = at;
    let last = at;
    if (html.charCodeAt(at) === equals) {
      at += 1;
      while (at < end && isSpace(html.charCodeAt(at))) at += 1;
      const quote = html[at];
      if (quote === '"' || quote === "'") {
        first = at + 1;
        const close = html.indexOf(quote, first);
        last = close < 0 ? end : close;
        at = close < 0 ? end : close + 1;
      } else {
        first = at;
        while (at < end && !isSpace(html.charCodeAt(at)) && html.charCodeAt(at) !== greater) at += 1;
        last = at;
      }
    }
    if (place >= 0 && values[place] === undefined) values[place] = decodeEntities(html.slice(first, last));
  }
  return at;
}

/** The attribute's place in `attributeNames`, or -1; looks at the length first and copies nothing in the usual case. */
function placeOf(html: string, from: number, to: number): number {
  for (let place = 0; place < attributeNames.length; place += 1) {
    const name = attributeNames[place] ?? "";
    if (name.length === to - from && (html.startsWith(name, from) || html.slice(from, to).toLowerCase() === name))
      return place;
  }
  return -1;
}

function after(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found < 0 ? html.length : found + mark.length;
}

/** The place of the end tag of a raw text element. */
function afterRawText(html: string, name: string, from: number): number {
  for (let at = from; ; at += 2) {
    at = html.indexOf("</", at);
    if (at < 0) return html.length;
    if (html.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return at;
  }
}
