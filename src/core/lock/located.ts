import type { Origin } from "../error.ts";
import type { Span, TomlTable, TomlValue } from "../manifest/pyproject/toml-document.ts";
import { quoted } from "../manifest/quoted.ts";
import type { SourceText } from "../manifest/source-text.ts";
import type { LockCollector } from "./lock-collector.ts";

/** A value of a lock with its place: TOML, JSON and YAML are read into the same form. */
export type LockValue = TomlValue;
export type LockTable = TomlTable;
export type LockString = Extract<TomlValue, { kind: "string" }>;

/** What the readers of all formats work on. */
export interface LockContext {
  readonly source: SourceText;
  readonly root: LockTable;
  readonly collector: LockCollector;
}

export function originAt({ source }: LockContext, span: Span): Origin {
  return source.origin(span.start, span.end);
}

/** The string at a key; null where there is none, and, after a problem is reported, where something else stands. */
export function stringAt(context: LockContext, table: LockTable, key: string): LockString | null {
  const value = table.entries.get(key)?.value;
  if (value === undefined || value.kind === "string") return value ?? null;
  unexpected(context, value, key, "a string");
  return null;
}

export function textAt(context: LockContext, table: LockTable, key: string): string | null {
  return stringAt(context, table, key)?.value ?? null;
}

/** The `name` of a package; null, and reported, where there is none or it is no name. */
export function packageNameAt(context: LockContext, table: LockTable): LockString | null {
  const { collector } = context;
  const name = stringAt(context, table, "name");
  if (name !== null) return collector.isName(name.value, originAt(context, name)) ? name : null;
  collector.error(originAt(context, table), "lock/invalid-field", "The package has no `name`.");
  return null;
}

export function tableAt(context: LockContext, table: LockTable, key: string): LockTable | null {
  const value = table.entries.get(key)?.value;
  if (value === undefined || value.kind === "table") return value ?? null;
  unexpected(context, value, key, "a table");
  return null;
}

export function itemsAt(context: LockContext, table: LockTable, key: string): readonly LockValue[] {
  const value = table.entries.get(key)?.value;
  if (value === undefined) return [];
  if (value.kind === "array") return value.items;
  unexpected(context, value, key, "an array");
  return [];
}

export function tablesAt(context: LockContext, table: LockTable, key: string): readonly LockTable[] {
  return itemsAt(context, table, key).flatMap((item) => {
    if (item.kind === "table") return [item];
    unexpected(context, item, key, "a table");
    return [];
  });
}

export function stringsAt(context: LockContext, table: LockTable, key: string): readonly LockString[] {
  return itemsAt(context, table, key).flatMap((item) => {
    if (item.kind === "string") return [item];
    unexpected(context, item, key, "a string");
    return [];
  });
}

export function isTrue(table: LockTable, key: string): boolean {
  const value = table.entries.get(key)?.value;
  return value?.kind === "boolean" && value.value;
}

/** A number that is no fraction, as TOML, JSON and YAML write one; null for anything else. */
export function integerAt({ source }: LockContext, table: LockTable, key: string): number | null {
  const value = table.entries.get(key)?.value;
  if (value?.kind !== "other" || value.end - value.start > 20) return null;
  const text = source.text.slice(value.start, value.end).replaceAll("_", "");
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** A date as the lock writes it, be it a string or TOML's own. */
export function momentAt({ source }: LockContext, table: LockTable, key: string): string | null {
  const value = table.entries.get(key)?.value;
  if (value?.kind === "string") return value.value;
  if (value?.kind !== "other" || value.end - value.start > 40) return null;
  return source.text.slice(value.start, value.end).replace(" ", "T");
}

export function unexpected(context: LockContext, span: Span, key: string, expected: string): void {
  const message = `${quoted(key)} is not what it must be: ${expected} was expected.`;
  context.collector.error(originAt(context, span), "lock/invalid-field", message);
}
