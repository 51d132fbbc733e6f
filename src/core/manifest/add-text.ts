import { parseDependencySpecifier } from "../python/dependency-specifier.ts";
import { plainSite } from "./edit/clause-span.ts";
import type { EditSite } from "./edit/edit-site.ts";
import { quoted, stripCredentials } from "./quoted.ts";
import type { ReadingCollector } from "./reading-collector.ts";
import { hintFor } from "./requirement-hint.ts";
import type { SourceText } from "./source-text.ts";

/** Where a reader of single requirements adds them. */
export interface TextContext {
  readonly source: SourceText;
  readonly collector: ReadingCollector;
  /** What the codes of problems begin with. */
  readonly area: string;
}

/** A requirement in a text; `site` is given where the text is not written as it reads. */
export interface LocatedRequirement {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly site?: EditSite;
}

/** Adds a PEP 508 text as a direct requirement, or reports that it is none. */
export function addText(
  { source, collector, area }: TextContext,
  { text, start, end, site }: LocatedRequirement,
): void {
  const result = parseDependencySpecifier(text);
  if (!result.ok) {
    const at = site === undefined ? Math.min(start + result.problem.offset, Math.max(end - 1, start)) : start;
    const message = `${quoted(text)} is not a requirement: ${result.problem.message}`;
    collector.error(source.origin(at, end), `${area}/invalid-requirement`, message, hintFor(text));
    return;
  }
  const { url } = result.value;
  collector.add({
    specifier: url === null ? result.value : { ...result.value, url: stripCredentials(url) },
    text,
    kind: "direct",
    origin: source.origin(start, end),
    hashes: [],
    site: site ?? plainSite(text, start),
  });
}
