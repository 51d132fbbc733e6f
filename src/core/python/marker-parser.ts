import type { Marker, MarkerComparison, MarkerOperand, MarkerOperator, MarkerVariable } from "./marker.ts";
import { normalizeName } from "./name.ts";
import { type Parsed, parsed, unparsed } from "./parsed.ts";
import { isBlank, isWordCharacter, skipBlanks } from "./scan.ts";
import { operatorAt, parseSpecifierSet, type Specifier } from "./specifier.ts";

/** Deepest nesting of parentheses taken; no real marker passes five. */
const deepest = 50;

/** Most comparisons taken in one marker. */
const mostComparisons = 2000;

/** The names of PEP 508, with the older spellings that its grammar keeps. */
const variables: ReadonlyMap<string, MarkerVariable> = new Map<string, MarkerVariable>([
  ["implementation_name", "implementation_name"],
  ["implementation_version", "implementation_version"],
  ["os_name", "os_name"],
  ["os.name", "os_name"],
  ["platform_machine", "platform_machine"],
  ["platform.machine", "platform_machine"],
  ["platform_python_implementation", "platform_python_implementation"],
  ["platform.python_implementation", "platform_python_implementation"],
  ["python_implementation", "platform_python_implementation"],
  ["platform_release", "platform_release"],
  ["platform_system", "platform_system"],
  ["platform_version", "platform_version"],
  ["platform.version", "platform_version"],
  ["python_full_version", "python_full_version"],
  ["python_version", "python_version"],
  ["sys_platform", "sys_platform"],
  ["sys.platform", "sys_platform"],
  ["extra", "extra"],
  ["extras", "extras"],
  ["dependency_groups", "dependency_groups"],
]);

/** The variables that hold versions: only they are compared as such. */
const versionVariables: ReadonlySet<MarkerVariable> = new Set<MarkerVariable>([
  "implementation_version",
  "platform_release",
  "python_full_version",
  "python_version",
]);

export function isVersionVariable(operand: MarkerOperand): boolean {
  return operand.kind === "variable" && versionVariables.has(operand.name);
}

/** Reads a whole marker, without the `;` before it. */
export function parseMarker(text: string): Parsed<Marker> {
  return parseMarkerFrom(text, 0);
}

/** Reads the marker that takes up the rest of `text` from `start`. */
export function parseMarkerFrom(text: string, start: number): Parsed<Marker> {
  const parser = new MarkerParser(text, start);
  const marker = parser.or(0);
  if (marker === null || parser.at < text.length)
    return parser.failure("expected `and`, `or` or the end of the marker");
  return parsed(marker);
}

/** Recursive descent over PEP 508's grammar. A method answers null once something is wrong; the first problem stays. */
class MarkerParser {
  at: number;
  readonly #text: string;
  #problem: Parsed<never> | null = null;
  #comparisons = 0;

  constructor(text: string, start: number) {
    this.#text = text;
    this.at = start;
  }

  failure(otherwise: string): Parsed<never> {
    return this.#problem ?? unparsed(otherwise, this.at);
  }

  or(depth: number): Marker | null {
    return this.#joined("or", () => this.#joined("and", () => this.#atom(depth)));
  }

  #joined(kind: "and" | "or", next: () => Marker | null): Marker | null {
    const first = next();
    if (first === null) return null;
    const operands = [first];
    while (this.#word(kind)) {
      const operand = next();
      if (operand === null) return null;
      operands.push(operand);
    }
    return operands.length === 1 ? first : { kind, operands };
  }

  #atom(depth: number): Marker | null {
    this.#blanks();
    if (this.#text.charCodeAt(this.at) !== 0x28 /* ( */) return this.#comparison();
    if (depth >= deepest) return this.#fail(`parentheses nested more than ${deepest} deep`);
    this.at += 1;
    const inner = this.or(depth + 1);
    if (inner === null) return null;
    if (this.#text.charCodeAt(this.at) !== 0x29 /* ) */) return this.#fail("expected `)`, `and` or `or`");
    this.at += 1;
    this.#blanks();
    return inner;
  }

  #comparison(): MarkerComparison | null {
    this.#comparisons += 1;
    if (this.#comparisons > mostComparisons) return this.#fail(`more than ${mostComparisons} comparisons`);
    const left = this.#operand();
    if (left === null) return null;
    const operator = this.#operator();
    if (operator === null) return null;
    const right = this.#operand();
    return right === null ? null : comparison(left, operator, right);
  }

  #operand(): MarkerOperand | null {
    this.#blanks();
    const quote = this.#text.charCodeAt(this.at);
    const operand = quote === 0x22 || quote === 0x27 ? this.#literal(quote) : this.#variable();
    this.#blanks();
    return operand;
  }

  /** PEP 508's `python_str` has no escapes: a backslash is not among its characters. */
  #literal(quote: number): MarkerOperand | null {
    const end = this.#text.indexOf(String.fromCharCode(quote), this.at + 1);
    if (end === -1) return this.#fail("expected a closing quote");
    const text = this.#text.slice(this.at + 1, end);
    if (text.includes("\\")) return this.#fail("a quoted text may not hold a backslash");
    this.at = end + 1;
    return { kind: "literal", text };
  }

  #variable(): MarkerOperand | null {
    let end = this.at;
    while (isWordCharacter(this.#text.charCodeAt(end)) || this.#text.charCodeAt(end) === 0x2e) end += 1;
    const name = variables.get(this.#text.slice(this.at, end));
    if (name === undefined) return this.#fail("expected a marker variable or a quoted text");
    this.at = end;
    return { kind: "variable", name };
  }

  #operator(): MarkerOperator | null {
    const symbol = operatorAt(this.#text, this.at);
    if (symbol !== null) {
      this.at += symbol.length;
      return symbol;
    }
    if (this.#word("in")) return "in";
    if (this.#word("not")) {
      const spaced = isBlank(this.#text.charCodeAt(this.at));
      this.#blanks();
      return spaced && this.#word("in") ? "not in" : this.#fail("expected `in` after `not`");
    }
    return this.#fail("expected one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`, `in`, `not in`");
  }

  /** Steps over a keyword that ends at a word's boundary. */
  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.at)) return false;
    const end = this.at + word.length;
    if (isWordCharacter(this.#text.charCodeAt(end))) return false;
    if (this.at > 0 && isWordCharacter(this.#text.charCodeAt(this.at - 1))) return false;
    this.at = end;
    return true;
  }

  #blanks(): void {
    this.at = skipBlanks(this.#text, this.at);
  }

  #fail(message: string): null {
    this.#problem ??= unparsed(message, this.at);
    return null;
  }
}

function comparison(left: MarkerOperand, operator: MarkerOperator, right: MarkerOperand): MarkerComparison {
  const specifier = isVersionVariable(left) && right.kind === "literal" ? clauseOf(operator, right.text) : null;
  // PEP 685: names of extras are compared, and so kept, in their normal form.
  return {
    kind: "comparison",
    left: normalizeExtra(left, right),
    operator,
    right: normalizeExtra(right, left),
    specifier,
  };
}

export function clauseOf(operator: MarkerOperator, versionText: string): Specifier | null {
  if (operator === "in" || operator === "not in") return null;
  const set = parseSpecifierSet(operator + versionText);
  const [specifier, ...others] = set.ok ? set.value.specifiers : [];
  return others.length === 0 && !versionText.includes(",") ? (specifier ?? null) : null;
}

function normalizeExtra(operand: MarkerOperand, other: MarkerOperand): MarkerOperand {
  if (operand.kind !== "literal" || other.kind !== "variable") return operand;
  const names = other.name === "extra" || other.name === "extras" || other.name === "dependency_groups";
  return names ? { kind: "literal", text: normalizeName(operand.text) } : operand;
}
