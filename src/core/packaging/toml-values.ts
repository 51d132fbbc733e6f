import type { TomlTable, TomlValue } from "../manifest/pyproject/toml-document.ts";
import type { DocumentEntry, DocumentValue } from "./document-value.ts";

/** A TOML table as the values that readers of packaging files work on. A date or a number is a scalar of the text that is written. */
export function documentOfToml(table: TomlTable, text: string): DocumentValue {
  return toDocument(table, text);
}

function toDocument(value: TomlValue, text: string): DocumentValue {
  const { start, end } = value;
  if (value.kind === "string")
    return { kind: "scalar", type: "text", text: value.value, plain: value.plain, start, end };
  if (value.kind === "array")
    return { kind: "list", items: value.items.map((item) => toDocument(item, text)), start, end };
  if (value.kind !== "table") {
    const type = value.kind === "boolean" ? "boolean" : "number";
    return { kind: "scalar", type, text: text.slice(start, end), plain: true, start, end };
  }
  const entries = new Map<string, DocumentEntry>();
  for (const [name, entry] of value.entries)
    entries.set(name, { key: entry.key, value: toDocument(entry.value, text) });
  return { kind: "table", entries, start, end };
}
