import { addText } from "../add-text.ts";
import { literalSite } from "../edit/clause-span.ts";
import type { EditSite } from "../edit/edit-site.ts";
import { fileName, type ManifestOptions, manifestFormat } from "../format.ts";
import { openText } from "../open-file.ts";
import { type Chosen, knownNames, normalizeLabel } from "../pyproject/chosen-names.ts";
import { moduleBindings } from "../python-source/module-bindings.ts";
import { literalAt, type PythonLiteral } from "../python-source/python-literal.ts";
import { type PythonToken, pythonTokens } from "../python-source/python-tokens.ts";
import { quoted } from "../quoted.ts";
import type { Reading } from "../reading.ts";
import { ReadingCollector } from "../reading-collector.ts";
import type { ManifestReading } from "../requirement.ts";
import { fileOrigin, type SourceText } from "../source-text.ts";

const area = "setup-py";

/** Most places that look like the call and are read: a second one is one too many already, unless it is another function's. */
const mostCalls = 8;

type Call = Extract<PythonLiteral, { kind: "call" }>;
type Text = Extract<PythonLiteral, { kind: "string" }>;

/**
 * Reads what a setup.py says literally in its call of `setup`: `install_requires`, the chosen extras and `python_requires`. The script is
 * never run: what it computes is reported as not assessed.
 */
export function* readSetupPy(path: string, options: ManifestOptions = {}): Reading<ManifestReading> {
  const collector = new ReadingCollector();
  const source = yield* openText(path, area, collector);
  if (source === null) return collector.reading();
  const call = setupCall(source.text);
  if (call === null) {
    const message =
      "No single call of `setup` can be seen in the file, so what it requires is not known without running it.";
    const hint = "State the dependencies under `[project]` in a pyproject.toml.";
    collector.notAssessed(fileOrigin(path), `${area}/no-call`, message, hint);
    return collector.reading();
  }
  new SetupReader(source, collector).read(call, options.extras ?? []);
  return collector.reading();
}

function setupCall(text: string): Call | null {
  const tokens = pythonTokens(text);
  if (tokens === null) return null;
  const bindings = moduleBindings(tokens);
  const calls: Call[] = [];
  let tried = 0;
  for (let index = 0; index < tokens.length && calls.length < 2; index++) {
    if (!isSetup(tokens, index)) continue;
    if (tried++ === mostCalls) return null;
    const { value } = literalAt(tokens, index, bindings);
    if (value.kind === "call") calls.push(value);
  }
  return calls.length === 1 ? (calls[0] ?? null) : null;
}

/** `setup(` or `setuptools.setup(`, where it is called and not defined. */
function isSetup(tokens: readonly PythonToken[], index: number): boolean {
  const is = (at: number, text: string): boolean => tokens[at]?.text === text;
  if (!is(index, "setup") || !is(index + 1, "(") || tokens[index]?.kind !== "name") return false;
  if (!is(index - 1, ".")) return !is(index - 1, "def");
  return /^(?:setuptools|distutils|core)$/.test(tokens[index - 2]?.text ?? "");
}

class SetupReader {
  readonly #source: SourceText;
  readonly #collector: ReadingCollector;

  constructor(source: SourceText, collector: ReadingCollector) {
    this.#source = source;
    this.#collector = collector;
  }

  read({ named, spread, start }: Call, extras: Chosen): void {
    if (spread) this.#computed("the arguments of `setup`", { start, end: start + "setup".length });
    const python = named.get("python_requires");
    if (python?.kind === "string") {
      this.#collector.requiresPython = { text: python.value, origin: this.#origin(python) };
    } else if (python !== undefined && !isNone(python)) this.#computed("`python_requires`", python);
    this.#requirements("`install_requires`", named.get("install_requires"));
    this.#extras(named.get("extras_require"), extras);
  }

  #requirements(field: string, value: PythonLiteral | undefined): void {
    if (value === undefined || isNone(value)) return;
    if (value.kind === "string") this.#lines(value);
    else if (value.kind !== "list") this.#computed(field, value);
    else {
      for (const item of value.items) {
        if (item.kind === "string") this.#add(item);
        else this.#computed(`an item of ${field}`, item);
      }
    }
  }

  #extras(value: PythonLiteral | undefined, chosen: Chosen): void {
    if (value?.kind !== "dict") {
      if (value !== undefined && !isNone(value) && chosen.length > 0) this.#computed("`extras_require`", value);
      return;
    }
    const byName = new Map<string, PythonLiteral>();
    for (const [key, item] of value.entries) {
      // `extra:marker` is setuptools' own, older form.
      if (key.kind === "string" && key.value.includes(":")) {
        if (chosen.length > 0) this.#computed("an extra with a condition in its name", key);
      } else if (key.kind === "string") byName.set(normalizeLabel(key.value), item);
      else if (chosen.length > 0) this.#computed("a name in `extras_require`", key);
    }
    for (const extra of chosen === "all" ? byName.keys() : chosen.map(normalizeLabel)) {
      const item = byName.get(extra);
      if (item !== undefined) this.#requirements(`\`extras_require\` of ${quoted(extra)}`, item);
      else {
        const message = `${quoted(extra)} is not an extra of the project.`;
        this.#collector.error(this.#origin(value), `${area}/unknown-extra`, message, knownNames(byName.keys()));
      }
    }
  }

  /** One string may hold a requirement a line. */
  #lines(value: Text): void {
    if (!/[\r\n]/.test(value.value)) {
      if (value.value.trim() !== "") this.#add(value);
      return;
    }
    if (value.written !== "plain") {
      this.#computed("a list of requirements in one string with escapes", value);
      return;
    }
    for (const match of value.value.matchAll(/[^\r\n]+/g)) {
      const text = match[0].trim();
      const start = value.start + match.index + (match[0].length - match[0].trimStart().length);
      if (text !== "" && !text.startsWith("#")) this.#add({ ...value, value: text, start, end: start + text.length });
    }
  }

  #add(item: Text): void {
    const { value, start, end } = item;
    const context = { source: this.#source, collector: this.#collector, area };
    const site = siteOf(item);
    addText(context, { text: value, start, end, ...(site === null ? {} : { site }) });
  }

  #computed(what: string, span: { readonly start: number; readonly end: number }): void {
    const message = `${what[0]?.toUpperCase()}${what.slice(1)} is computed, and the script is not run, so it is not assessed.`;
    const hint = "Write it as a literal, or state the dependencies under `[project]` in a pyproject.toml.";
    this.#collector.notAssessed(this.#origin(span), `${area}/computed`, message, hint);
  }

  #origin({ start, end }: { readonly start: number; readonly end: number }): ReturnType<SourceText["origin"]> {
    return this.#source.origin(start, end);
  }
}

function isNone(value: PythonLiteral): boolean {
  return value.kind === "constant" && value.text === "None";
}

function siteOf(item: Text): EditSite | null {
  if (item.written === "plain") return null;
  // JSON's escapes are among Python's.
  if (item.written === "escaped") return literalSite(item.value, item, (text) => JSON.stringify(text));
  return { kind: "fixed", why: "Its text is written in several pieces.", hint: "Write it as one string." };
}

export const setupPy = manifestFormat({
  id: "setup-py",
  title: "setup.py (setuptools), read as text",
  files: ["setup.py"],
  reads:
    "literal `install_requires`, chosen `extras_require` and `python_requires` of the call of `setup`, also by names that are bound once to literals, in sums and in `**` of a literal dictionary",
  edits: "the version clauses of a requirement that is one string",
  infers: "Python from `python_requires`",
  notAssessed: "whatever is computed: function calls, comprehensions, conditions, names that are changed",
  test: "__tests__/core/manifest/setup-py/read-setup-py.test.ts",
  matches: (path) => fileName(path).toLowerCase() === "setup.py",
  read: readSetupPy,
});
