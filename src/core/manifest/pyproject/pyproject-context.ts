import type { Origin } from "../../error.ts";
import { type DependencySpecifier, parseDependencySpecifier } from "../../python/dependency-specifier.ts";
import { literalSite, plainSite } from "../edit/clause-span.ts";
import type { EditSite } from "../edit/edit-site.ts";
import { quoted, stripCredentials } from "../quoted.ts";
import type { ReadingCollector } from "../reading-collector.ts";
import type { LocatedText, RequirementKind } from "../requirement.ts";
import { hintFor } from "../requirement-hint.ts";
import type { SourceText } from "../source-text.ts";
import type { Span, TomlTable, TomlValue } from "./toml-document.ts";

/** What every part of the reader of pyproject.toml, and of the other TOML manifests, works on. */
export interface PyprojectContext {
  /** What the codes of problems begin with; `pyproject` unless given. */
  readonly area?: string;
  readonly source: SourceText;
  readonly root: TomlTable;
  readonly collector: ReadingCollector;
}

export type TomlString = Extract<TomlValue, { kind: "string" }>;

export function areaOf({ area }: PyprojectContext): string {
  return area ?? "pyproject";
}

export function originOf(context: PyprojectContext, span: Span): Origin {
  return context.source.origin(span.start, span.end);
}

export function locatedText(context: PyprojectContext, value: TomlString): LocatedText {
  return { text: value.value, origin: originOf(context, value) };
}

/** The value of a field that must be a string, or null where it is absent or, after a problem is reported, is not one. */
export function stringField(context: PyprojectContext, name: string, value: TomlValue | null): TomlString | null {
  if (value === null || value.kind === "string") return value;
  invalidField(context, value, name, "a string");
  return null;
}

/** The items of a field that must be an array; a problem is reported where it is something else. */
export function arrayField(context: PyprojectContext, name: string, value: TomlValue | null): readonly TomlValue[] {
  if (value === null) return [];
  if (value.kind === "array") return value.items;
  invalidField(context, value, name, "an array");
  return [];
}

/** The strings of a field that must be an array of strings. */
export function stringsField(context: PyprojectContext, name: string, value: TomlValue | null): readonly TomlString[] {
  return arrayField(context, name, value).flatMap((item) => {
    const text = stringField(context, name, item);
    return text === null ? [] : [text];
  });
}

export function invalidField(context: PyprojectContext, span: Span, name: string, expected: string): void {
  const message = `\`${name}\` is not what it must be: ${expected} was expected.`;
  context.collector.error(originOf(context, span), `${areaOf(context)}/invalid-field`, message, `Write ${expected}.`);
}

/** Parses a PEP 508 string; answers null after a problem is reported. */
export function parseSpecifier(context: PyprojectContext, value: TomlString): DependencySpecifier | null {
  const result = parseDependencySpecifier(value.value);
  if (result.ok) {
    const { url } = result.value;
    return url === null ? result.value : { ...result.value, url: stripCredentials(url) };
  }
  const { message, offset } = result.problem;
  const start = value.plain ? Math.min(value.start + offset, Math.max(value.end - 1, value.start)) : value.start;
  const text = `${quoted(value.value)} is not a requirement: ${message}`;
  context.collector.error(
    originOf(context, { start, end: value.end }),
    `${areaOf(context)}/invalid-requirement`,
    text,
    hintFor(value.value),
  );
  return null;
}

/** Adds a PEP 508 string as a requirement of the kind. */
export function addRequirement(context: PyprojectContext, value: TomlString, kind: RequirementKind): void {
  const specifier = parseSpecifier(context, value);
  if (specifier !== null) addSpecifier(context, specifier, value, kind);
}

export function addSpecifier(
  context: PyprojectContext,
  specifier: DependencySpecifier,
  value: TomlString,
  kind: RequirementKind,
): void {
  const origin = originOf(context, value);
  context.collector.add({ specifier, text: value.value, kind, origin, hashes: [], site: siteOfString(value) });
}

/** Where the version clauses of a PEP 508 string stand. */
export function siteOfString(value: TomlString): EditSite {
  return value.plain ? plainSite(value.value, value.start) : literalSite(value.value, value, quoteToml);
}

/** A TOML basic string (TOML 1.0, "String"): JSON's escapes are among TOML's, and DEL has to be escaped too. */
export function quoteToml(text: string): string {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007F");
}
