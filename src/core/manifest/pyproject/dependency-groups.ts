import { quoted } from "../quoted.ts";
import { fileOrigin } from "../source-text.ts";
import { type Chosen, knownNames, normalizeLabel } from "./chosen-names.ts";
import {
  addRequirement,
  arrayField,
  invalidField,
  originOf,
  type PyprojectContext,
  stringField,
} from "./pyproject-context.ts";
import { type Span, type TomlEntry, type TomlTable, type TomlValue, tomlAt } from "./toml-document.ts";

/** How deep groups may include each other. */
const deepest = 64;

/** A group that another one includes, or that the caller asks for. */
interface Step {
  readonly group: string;
  /** Where it is included; null where the caller asks. */
  readonly span: Span | null;
}

/**
 * Reads the chosen groups of `[dependency-groups]` (PEP 735). As the PEP asks, what is wrong in a group that nobody
 * chose is not looked at. `elsewhere` names the groups that the file declares in another tool's tables.
 */
export function readDependencyGroups(
  context: PyprojectContext,
  groups: Chosen,
  elsewhere: ReadonlySet<string> = new Set(),
): void {
  const table = tomlAt(context.root, "dependency-groups");
  if (table !== null && table.kind !== "table") {
    invalidField(context, table, "dependency-groups", "a table");
    return;
  }
  new GroupReader(context, table, elsewhere).addChosen(groups);
}

class GroupReader {
  readonly #context: PyprojectContext;
  readonly #table: TomlTable | null;
  readonly #elsewhere: ReadonlySet<string>;
  readonly #byName = new Map<string, TomlEntry[]>();
  /** `tool.uv.dev-dependencies`, the form that uv's group `dev` had before PEP 735. */
  readonly #legacyDev: TomlValue | null;
  readonly #added = new Set<string>();

  constructor(context: PyprojectContext, table: TomlTable | null, elsewhere: ReadonlySet<string>) {
    this.#context = context;
    this.#elsewhere = elsewhere;
    this.#table = table;
    this.#legacyDev = tomlAt(context.root, "tool", "uv", "dev-dependencies");
    for (const [written, entry] of table?.entries ?? []) {
      const name = normalizeLabel(written);
      const same = this.#byName.get(name);
      if (same === undefined) this.#byName.set(name, [entry]);
      else same.push(entry);
    }
  }

  addChosen(groups: Chosen): void {
    const all = [...this.#byName.keys(), ...(this.#legacyDev === null ? [] : ["dev"])];
    for (const group of groups === "all" ? all : groups) this.#add({ group, span: null }, []);
  }

  #add(step: Step, chain: readonly string[]): void {
    const name = normalizeLabel(step.group);
    if (chain.length > deepest) {
      this.#tooDeep(step);
      return;
    }
    if (chain.includes(name)) {
      this.#cycle(step, [...chain.slice(chain.indexOf(name)), name]);
      return;
    }
    const [entry, duplicate] = this.#byName.get(name) ?? [];
    const legacy = name === "dev" ? this.#legacyDev : null;
    if (entry === undefined && legacy === null) {
      if (step.span !== null || !this.#elsewhere.has(name)) this.#unknown(step);
      return;
    }
    if (this.#added.has(name)) return;
    this.#added.add(name);
    this.#addItems("tool.uv.dev-dependencies", legacy, [...chain, name]);
    if (entry === undefined) return;
    if (duplicate !== undefined) {
      const message = `The group \`${name}\` is defined twice: names that differ in case, \`-\`, \`_\` and \`.\` alone are the same.`;
      this.#error(duplicate.key, "pyproject/duplicate-group", message, "Rename one of them.");
    }
    this.#addItems(`dependency-groups.${name}`, entry.value, [...chain, name]);
  }

  #addItems(field: string, value: TomlValue | null, chain: readonly string[]): void {
    for (const item of arrayField(this.#context, field, value)) {
      if (item.kind === "string") addRequirement(this.#context, item, "direct");
      else if (item.kind === "table") this.#include(field, item, chain);
      else invalidField(this.#context, item, field, 'a string or `{ include-group = "NAME" }`');
    }
  }

  #include(field: string, item: TomlTable, chain: readonly string[]): void {
    const value = tomlAt(item, "include-group");
    if (value === null || item.entries.size !== 1) {
      invalidField(this.#context, item, field, 'a string or `{ include-group = "NAME" }`');
      return;
    }
    const group = stringField(this.#context, field, value);
    if (group !== null) this.#add({ group: group.value, span: group }, chain);
  }

  #tooDeep(step: Step): void {
    const message = `Groups include each other more than ${deepest} deep; what is deeper is not read.`;
    this.#error(step.span, "pyproject/group-too-deep", message, "Include the group from a shallower one.");
  }

  #cycle(step: Step, names: readonly string[]): void {
    const message = `The groups include each other: ${names.join(" → ")}.`;
    this.#error(step.span, "pyproject/group-cycle", message, "Remove one of the includes.");
  }

  #unknown(step: Step): void {
    const message = `${quoted(step.group)} is not a dependency group of the file.`;
    this.#error(
      step.span ?? this.#table,
      "pyproject/unknown-group",
      message,
      knownNames([...this.#byName.keys(), ...this.#elsewhere]),
    );
  }

  #error(span: Span | null, code: string, message: string, hint: string): void {
    const { collector, source } = this.#context;
    const origin = span === null ? fileOrigin(source.file) : originOf(this.#context, span);
    collector.error(origin, code, message, hint);
  }
}
