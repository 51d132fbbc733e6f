import { createHash } from "node:crypto";

/** GitHub takes 65,536 of something in a comment. Characters or bytes is not documented, so it is counted in bytes, the stricter. */
export const maxCommentLength = 65_536;

/** Stands in for what was cut when a body is too long. */
const cutNote =
  "\n\n---\n_This report was longer than a comment may be and was cut here. The job summary has all of it._";

const markerPattern = /^<!-- pinwarden:([a-z0-9-]+):([0-9a-f]{64}) -->$/;

/** Characters that the marker and the note for a cut take from a comment. */
export const reservedLength = 200;

/**
 * A comment as it is posted: the text and, as its last line, a marker that a reader does not see, with the key of the comment
 * and a digest of the text. The whole is never longer than GitHub takes.
 */
export function stickyBody(key: string, text: string): string {
  const fitted = shorten(text.trimEnd(), maxCommentLength - reservedLength);
  return `${fitted}\n\n<!-- pinwarden:${key}:${digest(fitted)} -->`;
}

/**
 * What a comment's last line says of it. Only the last line counts: whatever a report quotes from outside stands before it.
 * `intact` is false where somebody edited the text under our marker.
 */
export function readMarker(
  body: string,
): { readonly key: string; readonly digest: string; readonly intact: boolean } | null {
  const plain = normalise(body);
  const start = plain.lastIndexOf("\n") + 1;
  const found = markerPattern.exec(plain.slice(start));
  if (found === null) return null;
  const [, key = "", claimed = ""] = found;
  return { key, digest: claimed, intact: digest(plain.slice(0, start)) === claimed };
}

/** Line ends and trailing space are left out: GitHub's editor changes both without anybody's intent. */
function digest(text: string): string {
  return createHash("sha256").update(normalise(text)).digest("hex");
}

function normalise(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
}

/** Cuts at a line's end and closes what the cut left open. */
function shorten(text: string, limit: number): string {
  if (size(text) <= limit) return text;
  const lines = text.split("\n");
  const kept: string[] = [];
  // Room for the note, and for closing the blocks that are open at the cut.
  let left = limit - size(cutNote) - 64;
  for (const line of lines) {
    left -= size(line) + 1;
    if (left < 0) break;
    kept.push(line);
  }
  const body = kept.length > 0 ? kept.join("\n") : cutText(text, limit - size(cutNote) - 64);
  return body + closing(body) + cutNote;
}

function closing(text: string): string {
  const fences = text.split("\n").filter((line) => line.trimStart().startsWith("```")).length;
  const opened = text.split("<details>").length - text.split("</details>").length;
  return (fences % 2 === 1 ? "\n```" : "") + (opened > 0 ? `\n${"</details>".repeat(Math.min(opened, 4))}` : "");
}

/** By whole characters, for a text that is one endless line. */
function cutText(text: string, limit: number): string {
  let length = 0;
  let used = 0;
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > limit) break;
    length += character.length;
  }
  return text.slice(0, length);
}

/** Bytes of UTF-8, of which no text has fewer than UTF-16 units: what fits by bytes fits by characters. */
function size(text: string): number {
  return Buffer.byteLength(text);
}
