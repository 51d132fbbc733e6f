import { parseUploadBound } from "../calendar.ts";
import type { Origin } from "../error.ts";
import { compiledHead } from "../manifest/requirements-txt/compiled-head.ts";
import { SourceText } from "../manifest/source-text.ts";
import { instantOf } from "../resolution/instant.ts";
import type { ResolvedPackage } from "../resolution/resolution.ts";

/** Something beside an edit that would undo it later, with the edit that keeps it from doing so. */
export interface Caution {
  readonly origin: Origin;
  /** Sentences with code in backticks. */
  readonly why: string;
}

/** Packages that are named. */
const mostNamed = 3;

/**
 * A compiled list whose head states `--exclude-newer` (uv's option; a day counts to its end): where a version that the fix goes to is newer, compiling the list
 * by that command again brings back what was there. `moved`: what the edited list installs and did not install before. Null where the head states none, or one that
 * goes with the time ("30 days").
 */
export function undoneByCutOff(path: string, content: string, moved: readonly ResolvedPackage[]): Caution | null {
  const head = compiledHead(new SourceText(path, content));
  const stated = /(?:^|\s)--exclude-newer(?:=|\s+)["']?([^\s"']+)/.exec(head?.command ?? "")?.[1];
  const bound = stated === undefined ? null : parseUploadBound(stated);
  if (head === null || stated === undefined || bound === null || !bound.ok) return null;
  const before = instantOf(bound.value);
  if (before === null) return null;
  const newer = moved.flatMap((one) => {
    const day = one.file.uploadTime?.slice(0, 10);
    const uploaded = one.file.uploadTime === null ? null : instantOf(one.file.uploadTime);
    return uploaded !== null && uploaded >= before
      ? [{ text: `\`${one.name} ${one.version.text}\``, day: day ?? "" }]
      : [];
  });
  const undated = moved.filter(({ file }) => file.uploadTime === null);
  if (newer.length === 0 && undated.length === 0) return null;
  const lines = content.split(/\r\n|\n|\r/, 40);
  const at = lines.findIndex((line) => line.startsWith("#") && line.includes("--exclude-newer"));
  const line = at < 0 ? head.origin.line : at + 1;
  const origin = { file: path, line, column: 1, endColumn: (lines[line - 1]?.length ?? 0) + 1 };
  const says = `The command in the head of the list states \`--exclude-newer ${stated}\``;
  if (newer.length === 0) {
    const names = named(undated.map((one) => `\`${one.name} ${one.version.text}\``));
    return {
      origin,
      why: `${says}, and the index does not tell when ${names} was uploaded: compiling the list by it again may undo this. Compile it with a later \`--exclude-newer\`.`,
    };
  }
  const latest =
    newer
      .map(({ day }) => day)
      .toSorted()
      .at(-1) ?? "";
  const names = named(newer.map(({ text }) => text));
  return {
    origin,
    why: `${says}, which is older than ${names}: compiling the list by it again would undo this. Compile it with \`--exclude-newer ${latest}\` or later.`,
  };
}

const named = (names: readonly string[]): string =>
  names.length <= mostNamed
    ? names.join(" and ")
    : `${names.slice(0, mostNamed).join(", ")} and ${names.length - mostNamed} more`;
