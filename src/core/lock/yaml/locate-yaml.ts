import { Composer, isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, Parser } from "yaml";
import { measureTokens } from "../../config/yaml-depth.ts";
import type { LockTable, LockValue } from "../located.ts";
import { lockLimits } from "../lock-limits.ts";

export type LocatedYaml =
  | { readonly ok: true; readonly value: LockValue }
  | { readonly ok: false; readonly message: string; readonly offset: number };

/** Left inside this file alone, at the first thing that is wrong. */
class Fault {
  readonly message: string;
  readonly offset: number;
  constructor(message: string, offset: number) {
    this.message = message;
    this.offset = offset;
  }
}

/**
 * Reads a YAML 1.2 document into values that know their place. Depth, the number of values and of aliases are bounded, with aliases
 * counted by what they stand for: a few lines can stand for billions.
 */
export function locateYaml(text: string): LocatedYaml {
  const tokens = [...new Parser().parse(text)];
  const { tooDeepAt, count } = measureTokens(tokens, lockLimits.depth);
  if (tooDeepAt !== null) return refused(`values are nested more than ${lockLimits.depth} deep`, tooDeepAt);
  if (count > lockLimits.yamlNodes) return refused(`it has more than ${lockLimits.yamlNodes} values`, 0);
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    merge: false,
    prettyErrors: false,
    uniqueKeys: false,
  });
  const [document, second] = [...composer.compose(tokens, false, text.length)];
  if (document === undefined) return refused("it is empty", 0);
  if (second !== undefined) return refused("a second document follows the first", second.range[0]);
  const [error] = document.errors;
  if (error !== undefined) return refused(error.message.split("\n")[0] ?? "it cannot be read", error.pos[0]);
  try {
    return { ok: true, value: new YamlWalk(text).valueOf(document.contents, 0) };
  } catch (fault) {
    if (fault instanceof Fault) return refused(fault.message, fault.offset);
    throw fault;
  }
}

const refused = (message: string, offset: number): LocatedYaml => ({ ok: false, message, offset });

class YamlWalk {
  readonly #text: string;
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #nodes = 0;
  #aliases = 0;

  constructor(text: string) {
    this.#text = text;
  }

  valueOf(node: Node | null, depth: number): LockValue {
    this.#nodes += 1;
    const [start, end] = node?.range ?? [0, 0];
    if (this.#nodes > lockLimits.yamlNodes)
      throw new Fault(
        `it has more than ${lockLimits.yamlNodes} values, with aliases counted by what they stand for`,
        start,
      );
    if (depth > lockLimits.depth) throw new Fault(`values are nested more than ${lockLimits.depth} deep`, start);
    if (node === null) return { kind: "other", start, end };
    if (isAlias(node)) return this.#alias(node.source, node, depth);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return this.#scalar(node.value, start, end);
    this.#open.add(node);
    const value = isSeq<Node | Pair | null>(node)
      ? this.#array(node.items, depth, start, end)
      : this.#table(isMap<Node, Node | null>(node) ? node.items : [], depth, start, end);
    this.#open.delete(node);
    return value;
  }

  #array(items: readonly (Node | Pair | null)[], depth: number, start: number, end: number): LockValue {
    return {
      kind: "array",
      items: items.map((item) => this.valueOf(isPair(item) ? null : item, depth + 1)),
      start,
      end,
    };
  }

  #table(pairs: readonly Pair<Node, Node | null>[], depth: number, start: number, end: number): LockTable {
    const entries: LockTable["entries"] = new Map();
    for (const { key, value } of pairs) {
      const [from, to] = key.range ?? [start, start];
      if (!isScalar(key)) throw new Fault("a key is no plain word", from);
      const name = typeof key.value === "string" ? key.value : this.#text.slice(from, to);
      if (entries.has(name)) throw new Fault("a key stands twice", from);
      entries.set(name, { key: { start: from, end: to }, value: this.valueOf(value, depth + 1) });
    }
    return { kind: "table", entries, start, end };
  }

  /** What is no word is kept as it is written: the version `1.10` is a number to YAML, and 1.1 to nobody else. */
  #scalar(value: unknown, start: number, end: number): LockValue {
    if (typeof value === "boolean") return { kind: "boolean", value, start, end };
    if (value === null || value === undefined) return { kind: "other", start, end };
    const written = this.#text.slice(start, end);
    if (typeof value !== "string") return { kind: "string", value: written, plain: true, start, end };
    if (written === value) return { kind: "string", value, plain: true, start, end };
    const plain = written.slice(1, -1) === value;
    return plain
      ? { kind: "string", value, plain, start: start + 1, end: end - 1 }
      : { kind: "string", value, plain, start, end };
  }

  #alias(name: string, node: Node, depth: number): LockValue {
    const [start] = node.range ?? [0];
    this.#aliases += 1;
    if (this.#aliases > lockLimits.aliases) throw new Fault(`it has more than ${lockLimits.aliases} aliases`, start);
    const target = this.#anchors.get(name);
    if (target === undefined) throw new Fault("an alias has no anchor before it", start);
    if (this.#open.has(target)) throw new Fault("an alias stands inside of what it names", start);
    return this.valueOf(target, depth);
  }
}
