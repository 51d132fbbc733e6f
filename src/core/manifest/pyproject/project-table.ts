import { quoted } from "../quoted.ts";
import { fileOrigin } from "../source-text.ts";
import { type Chosen, knownNames, normalizeLabel } from "./chosen-names.ts";
import {
  addSpecifier,
  arrayField,
  invalidField,
  locatedText,
  originOf,
  type PyprojectContext,
  parseSpecifier,
  stringField,
  stringsField,
  type TomlString,
} from "./pyproject-context.ts";
import { type TomlValue, tomlAt } from "./toml-document.ts";

/** Fields of `[project]` that a build would compute and that this reader would otherwise have read. */
export type DynamicField = "dependencies" | "optional-dependencies";

/**
 * Reads `[project]` (PEP 621): its dependencies, those of the chosen extras, and `requires-python`. Answers which of
 * them are dynamic, with where that is said.
 */
export function readProjectTable(context: PyprojectContext, extras: Chosen): ReadonlyMap<DynamicField, TomlString> {
  const { root, collector } = context;
  const project = tomlAt(root, "project");
  if (project === null) return new Map();
  if (project.kind !== "table") {
    invalidField(context, project, "project", "a table");
    return new Map();
  }
  const requiresPython = stringField(context, "project.requires-python", tomlAt(project, "requires-python"));
  if (requiresPython !== null) collector.requiresPython = locatedText(context, requiresPython);
  const optional = new OptionalDependencies(context, tomlAt(project, "optional-dependencies"));
  for (const item of arrayField(context, "project.dependencies", tomlAt(project, "dependencies"))) {
    optional.add("project.dependencies", item);
  }
  const dynamic = dynamicFields(context, tomlAt(project, "dynamic"));
  optional.addChosen(extras, dynamic.has("optional-dependencies"));
  return dynamic;
}

function dynamicFields(context: PyprojectContext, value: TomlValue | null): ReadonlyMap<DynamicField, TomlString> {
  const fields = new Map<DynamicField, TomlString>();
  for (const name of stringsField(context, "project.dynamic", value)) {
    if (name.value === "dependencies" || name.value === "optional-dependencies") fields.set(name.value, name);
  }
  return fields;
}

/** `project.optional-dependencies`, by normalised extra. An extra may ask for others by the project's own name. */
class OptionalDependencies {
  readonly #context: PyprojectContext;
  readonly #ownName: string | null;
  readonly #table: TomlValue | null;
  readonly #byExtra = new Map<string, { readonly written: string; readonly value: TomlValue }>();
  /** Extras that were asked for, in order; a set keeps one that is added while it is walked. */
  readonly #asked = new Set<string>();

  constructor(context: PyprojectContext, table: TomlValue | null) {
    this.#context = context;
    this.#table = table;
    const name = tomlAt(context.root, "project", "name");
    this.#ownName = name?.kind === "string" ? normalizeLabel(name.value) : null;
    if (table === null) return;
    if (table.kind !== "table") {
      invalidField(context, table, "project.optional-dependencies", "a table");
      return;
    }
    for (const [written, { value }] of table.entries) this.#byExtra.set(normalizeLabel(written), { written, value });
  }

  addChosen(extras: Chosen, dynamic: boolean): void {
    for (const extra of extras === "all" ? this.#byExtra.keys() : extras) {
      if (this.#byExtra.has(normalizeLabel(extra))) this.#asked.add(normalizeLabel(extra));
      else if (!dynamic) this.#unknownExtra(extra);
    }
    for (const extra of this.#asked) {
      const found = this.#byExtra.get(extra);
      if (found === undefined) continue;
      const field = `project.optional-dependencies.${found.written}`;
      for (const item of arrayField(this.#context, field, found.value)) this.add(field, item);
    }
  }

  /** Adds one dependency; one on the project itself stands for the extras that it names. */
  add(field: string, item: TomlValue): void {
    const context = this.#context;
    const text = stringField(context, field, item);
    if (text === null) return;
    const specifier = parseSpecifier(context, text);
    if (specifier === null) return;
    if (specifier.name !== this.#ownName || specifier.extras.length === 0) {
      addSpecifier(context, specifier, text, "direct");
      return;
    }
    for (const extra of specifier.extras) {
      if (this.#byExtra.has(normalizeLabel(extra))) this.#asked.add(normalizeLabel(extra));
      else this.#unknownExtra(extra, text);
    }
  }

  #unknownExtra(extra: string, at: TomlValue | null = this.#table): void {
    const { collector, source } = this.#context;
    const origin = at === null ? fileOrigin(source.file) : originOf(this.#context, at);
    const message = `${quoted(extra)} is not an extra of the project.`;
    collector.error(origin, "pyproject/unknown-extra", message, knownNames(this.#byExtra.keys()));
  }
}
