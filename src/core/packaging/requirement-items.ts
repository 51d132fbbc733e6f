import { literalSite } from "../manifest/edit/clause-span.ts";
import type { EditSite } from "../manifest/edit/edit-site.ts";
import { ReadingCollector } from "../manifest/reading-collector.ts";
import type { RequirementKind } from "../manifest/requirement.ts";
import { type LogicalLine, logicalLines } from "../manifest/requirements-txt/logical-line.ts";
import { readLine } from "../manifest/requirements-txt/read-line.ts";
import { type DocumentScalar, type DocumentValue, itemsAt } from "./document-value.ts";
import type { PackagingCollector } from "./packaging-collector.ts";

/** Longest line that is read; pip's own files have the same bound here. */
const longestLine = 16_384;

/**
 * Reads the items of a list as lines of a requirements file, which is what Cog, Truss, BentoML, MLflow and Ray hand to pip: a
 * requirement, an option such as `--extra-index-url`, or `-r` with a file. Each keeps the span that it has in this file.
 */
export function addRequirementItems(
  collector: PackagingCollector,
  list: DocumentValue | null,
  kind: RequirementKind = "direct",
): void {
  if (list !== null && list.kind !== "list" && !(list.kind === "scalar" && list.type === "null")) {
    const message = "A list of requirements was expected here, so nothing of it is read.";
    collector.notAssessed(list, "no-list", message, "Write each requirement as an item, `- NAME==VERSION`.");
  }
  const inFlow = list?.kind === "list" && collector.source.text[list.start] === "[";
  for (const item of itemsAt(list)) {
    if (item.kind === "scalar" && item.type !== "null") addRequirementText(collector, item, kind, inFlow);
    else if (item.kind !== "scalar")
      collector.notAssessed(item, "unread-item", "An item of the list is no text, so it is not read.", null);
  }
}

/** Reads one text, which may be a block of several lines. */
export function addRequirementText(
  collector: PackagingCollector,
  scalar: DocumentScalar,
  kind: RequirementKind = "direct",
  inFlow = false,
): void {
  for (const line of linesOf(scalar)) {
    const one = new ReadingCollector();
    const include = readLine({
      source: collector.source,
      line,
      kind,
      dialect: "pip",
      environment: new Map(),
      collector: one,
    });
    const literal = inFlow && !isQuoted(collector, scalar) ? quotedSite(scalar) : null;
    for (const requirement of one.requirements) {
      const { site: _, ...rest } = requirement;
      const site = !scalar.plain ? null : (literal ?? requirement.site ?? null);
      collector.base.add(site === null ? rest : { ...rest, site });
    }
    for (const problem of one.problems) collector.base.report(problem);
    takeOptions(collector, one);
    if (include !== null)
      collector.manifest(include.written, include.kind === "constraint" ? "constraint" : "requirement", scalar);
  }
}

/** A text without escapes stands in the file as it is, so every character has a place; of any other only its start is known. */
function linesOf(scalar: DocumentScalar): readonly LogicalLine[] {
  if (!scalar.plain && !scalar.text.includes("\n")) return [atStart(scalar, scalar.text.trim())];
  return [...logicalLines(scalar.text, longestLine)].map((line) =>
    scalar.plain
      ? { ...line, pieces: line.pieces.map(({ at, source }) => ({ at, source: source + scalar.start })) }
      : atStart(scalar, line.text),
  );
}

function atStart(scalar: DocumentScalar, text: string): LogicalLine {
  return { text, pieces: [{ at: 0, source: scalar.start }], tooLong: text.length > longestLine };
}

/** An unquoted text between brackets ends at a comma, so that clauses such as `>=2,<3` need quotation marks around all of it. */
function quotedSite(scalar: DocumentScalar): EditSite {
  return literalSite(scalar.text, scalar, (text) => JSON.stringify(text));
}

function isQuoted({ source }: PackagingCollector, scalar: DocumentScalar): boolean {
  const mark = source.text[scalar.start - 1];
  return mark === '"' || mark === "'";
}

function takeOptions(collector: PackagingCollector, from: ReadingCollector): void {
  const { options } = collector.base;
  const given = from.options;
  options.indexUrl = given.indexUrl ?? options.indexUrl;
  options.extraIndexUrls.push(...given.extraIndexUrls);
  options.findLinks.push(...given.findLinks);
  options.noBinary.push(...given.noBinary);
  options.onlyBinary.push(...given.onlyBinary);
  options.noIndex ||= given.noIndex;
  options.prereleases ||= given.prereleases;
  options.requireHashes ||= given.requireHashes;
}
