import type { Origin } from "../error.ts";
import { type DependencySpecifier, parseDependencySpecifier } from "../python/dependency-specifier.ts";
import { isValidName } from "../python/name.ts";
import type { EditSite } from "./edit/edit-site.ts";
import {
  areaOf,
  invalidField,
  originOf,
  type PyprojectContext,
  quoteToml,
  type TomlString,
} from "./pyproject/pyproject-context.ts";
import { type Span, type TomlTable, type TomlValue, tomlAt } from "./pyproject/toml-document.ts";
import { quoted, stripCredentials } from "./quoted.ts";
import type { RequirementKind } from "./requirement.ts";

/** A dependency that is written as a key with a value, as Poetry, Pipenv and Pixi do. */
export interface NamedDependency {
  /** As the key writes it. */
  readonly name: string;
  /** From the key to the end of the value. */
  readonly span: Span;
  readonly extras: readonly string[];
  /** PEP 440; empty for any version. */
  readonly clauses: string;
  /** The string that states the version; null where there is none. */
  readonly version: TomlString | null;
  readonly address: string | null;
  /** PEP 508 markers that all hold. */
  readonly markers: readonly string[];
  readonly kind: RequirementKind;
}

/** Adds the dependency as a requirement; answers it, or null after a problem is reported. */
export function addNamed(context: PyprojectContext, dependency: NamedDependency): DependencySpecifier | null {
  const { name, span, extras, clauses, address, markers } = dependency;
  const given = markers.filter((marker) => marker.trim() !== "");
  const marker = given.length < 2 ? given.join("") : given.map((text) => `(${text})`).join(" and ");
  const source = address === null ? clauses : ` @ ${stripCredentials(address)}`;
  const text = `${name}${extras.length === 0 ? "" : `[${extras.join(",")}]`}${source}${marker === "" ? "" : ` ; ${marker}`}`;
  const result = parseDependencySpecifier(text);
  const shown = shownText(context, span, text);
  if (!result.ok) {
    const message = `${quoted(shown)} cannot be read as a requirement: ${result.problem.message}.`;
    context.collector.error(originOf(context, span), `${areaOf(context)}/invalid-requirement`, message, null);
    return null;
  }
  context.collector.add({
    specifier: result.value,
    text: shown,
    kind: dependency.kind,
    origin: originOfEntry(context, dependency),
    hashes: [],
    site: siteOf(dependency),
  });
  return result.value;
}

/** As written, where it stands on one line; else as PEP 508 says it. */
function shownText({ source }: PyprojectContext, span: Span, text: string): string {
  const written = source.text.slice(span.start, span.end);
  return written.includes("=") && written.length <= 500 && !/[\r\n]/.test(written) ? written : text;
}

function originOfEntry(context: PyprojectContext, { span }: NamedDependency): Origin {
  return originOf(context, span);
}

function siteOf({ version, address, clauses }: NamedDependency): EditSite {
  if (address !== null) {
    const hint = "Change the address, or take the package from an index.";
    return { kind: "fixed", why: "It is taken from an address, which has no version to change.", hint };
  }
  if (version === null) {
    return { kind: "fixed", why: "It states no version that could be changed.", hint: 'Write `version = "…"` first.' };
  }
  const { start, end, plain } = version;
  const mark = plain ? "" : quoteToml("").slice(0, 1);
  const bare = plain && clauses === `==${version.value}`;
  return { kind: "span", start, end, before: mark, after: mark, any: "*", hashes: null, ...(bare && { bare }) };
}

/** The entries of a table whose keys are names of packages; a problem is reported for the others. */
export function* namedEntries(
  context: PyprojectContext,
  field: string,
  value: TomlValue | null,
): Generator<{ readonly name: string; readonly key: Span; readonly value: TomlValue }> {
  if (value === null) return;
  if (value.kind !== "table") {
    invalidField(context, value, field, "a table");
    return;
  }
  for (const [name, entry] of value.entries) {
    if (isValidName(name)) yield { name, key: entry.key, value: entry.value };
    else invalidField(context, entry.key, `${field}.${name.slice(0, 60)}`, "the name of a package as the key");
  }
}

/** From a key to the end of its value; the key alone where a table of its own opens with it. */
export function entrySpan(key: Span, value: TomlValue): Span {
  // The span of a plain string leaves its quotation marks out.
  const mark = value.kind === "string" && value.plain ? 1 : 0;
  return { start: key.start, end: Math.max(key.end, value.end + mark) };
}

/** The address that a table of Poetry, Pipenv or Pixi names, in PEP 508 form; null where it names none. */
export function addressOf(table: TomlTable): string | null {
  for (const tool of ["git", "hg", "svn"]) {
    const repository = textAt(table, tool);
    if (repository === null) continue;
    const reference = ["rev", "ref", "tag", "branch"]
      .map((field) => textAt(table, field))
      .find((text) => text !== null);
    const folder = textAt(table, "subdirectory");
    return `${tool}+${repository}${reference === undefined ? "" : `@${reference}`}${folder === null ? "" : `#subdirectory=${folder}`}`;
  }
  const url = textAt(table, "url");
  if (url !== null) return url;
  const path = textAt(table, "path") ?? textAt(table, "file");
  if (path === null) return null;
  return /^[a-z]+:\/\//i.test(path) ? path : `file:${path}`;
}

export function textAt(table: TomlTable, field: string): string | null {
  const value = tomlAt(table, field);
  return value?.kind === "string" ? value.value : null;
}

/** The strings of an array, or of a single one; others are left out. */
export function textsAt(table: TomlTable, field: string): readonly string[] {
  const value = tomlAt(table, field);
  const items = value === null ? [] : value.kind === "array" ? value.items : [value];
  return items.flatMap((item) => (item.kind === "string" ? [item.value] : []));
}
