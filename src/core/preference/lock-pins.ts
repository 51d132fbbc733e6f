import { parse, TomlDate, type TomlTable, type TomlValue } from "smol-toml";
import { evaluateMarker, type MarkerEnvironment, parseMarker } from "../python/marker.ts";
import { isValidName, normalizeName, type PackageName } from "../python/name.ts";
import { type Parsed, parsed, unparsed } from "../python/parsed.ts";
import { parseVersion, type Version } from "../python/version.ts";
import type { Pins } from "./requirement-pins.ts";

/**
 * The versions that a lock file in TOML holds for a target: `[[packages]]` of PEP 751, or `[[package]]` of uv and poetry.
 * Entries whose marker rules the target out are passed over. A package that is left with several versions is not pinned.
 */
export function lockPins(text: string, environment: MarkerEnvironment): Parsed<Pins> {
  let document: TomlTable;
  try {
    document = parse(text, { maxDepth: 64 });
  } catch (error) {
    return unparsed(
      `this is no TOML: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : "it does not parse"}`,
    );
  }
  const entries = tables(document["packages"]) ?? tables(document["package"]);
  if (entries === null)
    return unparsed("expected a lock file with `[[packages]]` (PEP 751) or `[[package]]` (uv, poetry)");
  const pins = new Map<PackageName, Version>();
  const ambiguous = new Set<PackageName>();
  for (const entry of entries) {
    const { name: written, version: stated } = entry;
    if (typeof written !== "string" || typeof stated !== "string" || !isValidName(written)) continue;
    const version = parseVersion(stated);
    if (version === null || !applies(entry, environment)) continue;
    const name = normalizeName(written);
    const known = pins.get(name);
    if (known !== undefined && known.text !== version.text) ambiguous.add(name);
    pins.set(name, version);
  }
  for (const name of ambiguous) pins.delete(name);
  return parsed(pins);
}

function tables(value: TomlValue | undefined): readonly TomlTable[] | null {
  return Array.isArray(value) ? value.filter(isTable) : null;
}

const isTable = (value: TomlValue): value is TomlTable =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof TomlDate);

/** `marker` is PEP 751's; `resolution-markers` are uv's, of which one must hold. */
function applies(entry: TomlTable, environment: MarkerEnvironment): boolean {
  const { marker, "resolution-markers": anyOf } = entry;
  if (typeof marker === "string") return holds(marker, environment);
  if (!Array.isArray(anyOf) || anyOf.length === 0) return true;
  return anyOf.some((one) => typeof one === "string" && holds(one, environment));
}

const noExtras: ReadonlySet<string> = new Set();

/** A marker that cannot be read rules nothing out: a preference is never more than a wish. */
function holds(text: string, environment: MarkerEnvironment): boolean {
  const marker = parseMarker(text);
  return !marker.ok || evaluateMarker(marker.value, environment, noExtras);
}
