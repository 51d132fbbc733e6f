import type { CST, Document, Node, Pair, ParsedNode } from "yaml";
import { Composer, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, Parser } from "yaml";
import type { Origin } from "../error.ts";
import type { ConfigProblem } from "./config-problem.ts";
import { formatKey, shorten } from "./config-problem.ts";
import { Places } from "./places.ts";
import { measureTokens } from "./yaml-depth.ts";

/** What a configuration file may be at most. A real one has some hundred lines. */
const limits = { characters: 256 * 1024, depth: 32, nodes: 30_000, aliases: 200 } as const;

/** A document as data. A number keeps how it was written among the places: `python: 3.10` is not `3.1`. */
export interface YamlValue {
  /** Plain data. Mappings are objects without a prototype. */
  readonly value: unknown;
  readonly places: Places;
}

const splitHint = "Use globs in `models:` in place of one entry for each.";

/** Thrown inside this file alone, to leave the walk at the first thing that makes the rest meaningless. */
class Refused {
  readonly problem: ConfigProblem;
  constructor(problem: ConfigProblem) {
    this.problem = problem;
  }
}

/**
 * Reads YAML 1.2 (core schema) as plain data with places: one document, no custom tags, no merge keys, no key twice.
 * Size, depth, the number of values and of aliases are bounded, with aliases counted by what they stand for. Where a key stands twice there is a
 * problem, and what is read has the first of them.
 */
export function readYaml(
  text: string,
  file: string,
): { readonly read: YamlValue | null; readonly problems: readonly ConfigProblem[] } {
  const lines = new LineCounter();
  const at = (start: number, end: number): Origin => originOf(file, lines, text, start, end);
  const problem = (code: string, message: string, hint: string | null, start = 0, end = start): ConfigProblem => ({
    code,
    key: "",
    message,
    hint,
    origin: at(start, end),
  });
  if (text.length > limits.characters) {
    const message = `The file has ${text.length} characters: expected at most ${limits.characters}.`;
    return {
      read: null,
      problems: [problem("config/too-large", message, splitHint)],
    };
  }
  const tokens = tokensOf(text, lines);
  if (tokens === null) {
    const message = "Keys stand behind each other past what can be read: expected one key to a line.";
    return { read: null, problems: [problem("config/too-deep", message, null)] };
  }
  const { tooDeepAt, count } = measureTokens(tokens, limits.depth);
  if (tooDeepAt !== null) {
    const message = `Values are nested more than ${limits.depth} deep: expected no more than the schema has.`;
    return { read: null, problems: [problem("config/too-deep", message, null, tooDeepAt, tooDeepAt + 1)] };
  }
  if (count > limits.nodes) {
    const message = `The file has more than ${limits.nodes} keys and values.`;
    return { read: null, problems: [problem("config/too-large", message, splitHint)] };
  }
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    strict: true,
  });
  const documents = [...composer.compose(tokens, false, text.length)];
  const document = documents[0];
  if (document === undefined) return { read: { value: null, places: new Places() }, problems: [] };
  const broken = [...document.errors, ...document.warnings];
  if (documents.length > 1) {
    const start = documents[1]?.range[0] ?? 0;
    return {
      read: null,
      problems: [
        problem(
          "config/invalid-yaml",
          "Expected one YAML document, found a second one.",
          "Remove it, and the `---` before it.",
          start,
        ),
      ],
    };
  }
  if (broken.length > 0) {
    const problems = broken.slice(0, 10).map((error) => {
      return problem(
        "config/invalid-yaml",
        `Not valid YAML: ${shorten(error.message)}`,
        null,
        error.pos[0],
        error.pos[1],
      );
    });
    return { read: null, problems };
  }
  if (document.directives?.yaml.explicit === true && document.directives.yaml.version !== "1.2") {
    const message = `Expected YAML 1.2, found \`%YAML ${document.directives.yaml.version}\`.`;
    return { read: null, problems: [problem("config/invalid-yaml", message, "Remove the directive.")] };
  }
  return walk(document, at);
}

/** Null where the parser, which recurses at each of thousands of keys on one line, has no stack left. */
function tokensOf(text: string, lines: LineCounter): readonly CST.Token[] | null {
  try {
    return [...new Parser(lines.addNewLine).parse(text)];
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function walk(
  document: Document.Parsed<ParsedNode>,
  at: (start: number, end: number) => Origin,
): { read: YamlValue | null; problems: readonly ConfigProblem[] } {
  const places = new Places();
  const anchors = new Map<string, Node>();
  const open = new Set<Node>();
  const problems: ConfigProblem[] = [];
  let nodes = 0;
  let aliases = 0;

  const placeOf = (node: Node | null): Origin => at(node?.range?.[0] ?? 0, node?.range?.[1] ?? 0);
  const refuse = (
    code: string,
    path: readonly PropertyKey[],
    message: string,
    hint: string | null,
    node: Node | null,
  ): never => {
    throw new Refused({ code, key: formatKey(path), message, hint, origin: placeOf(node) });
  };

  function plainOf(node: Node | null, path: readonly PropertyKey[]): unknown {
    nodes += 1;
    if (nodes > limits.nodes)
      refuse(
        "config/too-large",
        path,
        `Expected at most ${limits.nodes} values, with aliases counted by what they stand for.`,
        null,
        node,
      );
    if (path.length > limits.depth)
      refuse(
        "config/too-deep",
        path,
        `Values are nested more than ${limits.depth} deep: expected no more than the schema has.`,
        null,
        node,
      );
    if (node === null) return null;
    if (isAlias(node)) return plainOfAlias(node.source, node, path);
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    places.set(path, { value: placeOf(node) });
    if (isScalar(node)) {
      places.set(path, { text: node.source ?? String(node.value) });
      return node.value;
    }
    open.add(node);
    const value = isSeq<Node | null>(node)
      ? node.items.map((item, index) => plainOf(isPair(item) ? null : item, [...path, index]))
      : isMap<Node, Node | null>(node)
        ? plainOfMap(node.items, path)
        : null;
    open.delete(node);
    return value;
  }

  function plainOfAlias(name: string, node: Node, path: readonly PropertyKey[]): unknown {
    aliases += 1;
    if (aliases > limits.aliases)
      refuse(
        "config/too-many-aliases",
        path,
        `Expected at most ${limits.aliases} aliases.`,
        "Write the values out.",
        node,
      );
    const target = anchors.get(name);
    if (target === undefined)
      return refuse("config/invalid-yaml", path, `Alias \`*${shorten(name)}\` has no anchor before it.`, null, node);
    if (open.has(target))
      return refuse(
        "config/invalid-yaml",
        path,
        `Alias \`*${shorten(name)}\` stands inside of what it names.`,
        null,
        node,
      );
    return plainOf(target, path);
  }

  function plainOfMap(
    pairs: readonly Pair<Node, Node | null>[],
    path: readonly PropertyKey[],
  ): Record<string, unknown> {
    const record = Object.create(null) as Record<string, unknown>;
    const seen = new Set<string>();
    for (const pair of pairs) {
      const key = isScalar(pair.key) ? pair.key : null;
      if (key === null || (typeof key.value !== "string" && typeof key.value !== "number")) {
        refuse("config/invalid-key", path, "Expected a plain word as a key.", null, pair.key);
        continue;
      }
      const name = key.source ?? String(key.value);
      const origin = placeOf(key);
      if (name === "__proto__") {
        problems.push({
          code: "config/invalid-key",
          key: formatKey([...path, name]),
          message: "`__proto__` is no name for anything here.",
          hint: null,
          origin,
        });
        continue;
      }
      if (seen.has(name)) {
        const first = places.keyOf([...path, name]);
        const message = `Key \`${shorten(name)}\` stands twice${first === null ? "" : `, first on line ${first.line}`}.`;
        problems.push({
          code: "config/duplicate-key",
          key: formatKey([...path, name]),
          message,
          hint: "Keep one of them.",
          origin,
        });
        continue;
      }
      seen.add(name);
      places.set([...path, name], { key: origin, value: origin });
      record[name] = plainOf(pair.value, [...path, name]);
    }
    return record;
  }

  try {
    const value = plainOf(document.contents, []);
    return { read: { value, places }, problems };
  } catch (error) {
    if (error instanceof Refused) return { read: null, problems: [...problems, error.problem] };
    throw error;
  }
}

function originOf(file: string, lines: LineCounter, text: string, start: number, end: number): Origin {
  const from = lines.linePos(Math.min(start, text.length));
  const to = lines.linePos(Math.max(start, Math.min(end, text.length)));
  const line = Math.max(1, from.line);
  const column = Math.max(1, from.col);
  // A value of several lines is marked on its first one.
  const endColumn = to.line === from.line ? Math.max(column, to.col) : column + 1;
  return { file, line, column, endColumn };
}
