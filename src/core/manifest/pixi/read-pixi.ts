import { addConda, tellConda } from "../conda/add-conda.ts";
import { lookupCondaName } from "../conda/conda-names.ts";
import type { EditSite } from "../edit/edit-site.ts";
import { fileName, type ManifestOptions, manifestFormat } from "../format.ts";
import { webAddress } from "../index-address.ts";
import { addNamed, addressOf, entrySpan, namedEntries, textAt, textsAt } from "../named-dependency.ts";
import { openToml } from "../open-file.ts";
import type { Chosen } from "../pyproject/chosen-names.ts";
import {
  areaOf,
  arrayField,
  invalidField,
  originOf,
  type PyprojectContext,
  stringField,
  type TomlString,
} from "../pyproject/pyproject-context.ts";
import { type Span, type TomlTable, type TomlValue, tomlAt } from "../pyproject/toml-document.ts";
import type { Reading } from "../reading.ts";
import { ReadingCollector } from "../reading-collector.ts";
import type { ManifestReading } from "../requirement.ts";
import { type PixiFeature, pixiFeatures } from "./pixi-environments.ts";
import { platformMarker } from "./pixi-platform.ts";

/** Reads a pixi.toml (Pixi's documentation, "Pixi manifest"). */
export function* readPixiManifest(path: string, options: ManifestOptions = {}): Reading<ManifestReading> {
  const collector = new ReadingCollector();
  const context = yield* openToml(path, "pixi", collector);
  if (context !== null) readPixi(context, context.root, "", options.groups ?? []);
  return collector.reading();
}

/**
 * Reads Pixi's tables: the packages of conda and of the Python index that the chosen environments have, what they say of CUDA, and
 * the indexes. `prefix` is where the tables stand, such as `tool.pixi.`.
 */
export function readPixi(context: PyprojectContext, pixi: TomlTable, prefix: string, groups: Chosen): void {
  readOptions(context, pixi, prefix);
  const teller = { told: false };
  // The environment has the Python that it installs, whatever else the project allows.
  const project = context.collector.requiresPython;
  context.collector.requiresPython = null;
  for (const feature of pixiFeatures(context, pixi, prefix, groups)) readFeature(context, feature, teller);
  context.collector.requiresPython ??= project;
}

function readFeature(context: PyprojectContext, { field, table }: PixiFeature, teller: { told: boolean }): void {
  const at = field === "" || field.endsWith(".") ? field : `${field}.`;
  readPackages(context, table, at, null, teller);
  const targets = tomlAt(table, "target");
  for (const [name, { key, value }] of targets?.kind === "table" ? targets.entries : []) {
    const marker = platformMarker(name);
    if (marker === null) {
      const message = `\`${at}target.${name.slice(0, 60)}\` is not a platform that is known, so what it asks for is not assessed.`;
      context.collector.notAssessed(originOf(context, key), `${areaOf(context)}/unknown-platform`, message, null);
    } else if (value.kind === "table") readPackages(context, value, `${at}target.${name}.`, marker, teller);
  }
  readSystem(context, table);
}

function readPackages(
  context: PyprojectContext,
  table: TomlTable,
  at: string,
  marker: string | null,
  teller: { told: boolean },
): void {
  const entries = tomlAt(table, "dependencies");
  for (const [name, { key, value }] of entries?.kind === "table" ? entries.entries : []) {
    if (!teller.told && lookupCondaName(name)?.kind === "python") {
      tellConda(context.collector, areaOf(context), originOf(context, key));
      teller.told = true;
    }
    addCondaEntry(context, `${at}dependencies.${name}`, name, key, value, marker);
  }
  for (const entry of namedEntries(context, `${at}pypi-dependencies`, tomlAt(table, "pypi-dependencies"))) {
    addPypiEntry(context, `${at}pypi-dependencies`, entry, marker);
  }
}

function addCondaEntry(
  context: PyprojectContext,
  field: string,
  name: string,
  key: Span,
  value: TomlValue,
  marker: string | null,
): void {
  const table = value.kind === "table" ? value : null;
  const version = stringField(context, field, table === null ? value : tomlAt(table, "version"));
  if (version === null && table === null) return;
  const span = entrySpan(key, value);
  addConda(context.collector, areaOf(context), {
    name: name.toLowerCase(),
    version: version?.value.trim() ?? "",
    build: table === null ? null : textAt(table, "build"),
    text: context.source.text.slice(span.start, span.end).split(/[\r\n]/, 1)[0] ?? name,
    origin: originOf(context, span),
    site: siteOf(version),
    marker,
  });
}

function siteOf(version: TomlString | null): EditSite {
  if (version === null) {
    return { kind: "fixed", why: "It states no version that could be changed.", hint: 'Write `version = "…"` first.' };
  }
  const { start, end, plain } = version;
  const mark = plain ? "" : '"';
  return { kind: "span", start, end, before: mark, after: mark, any: "*", hashes: null };
}

interface PypiEntry {
  readonly name: string;
  readonly key: Span;
  readonly value: TomlValue;
}

/** `"*"`, clauses of PEP 440, or a table with `version`, `extras`, an address and an index. */
function addPypiEntry(
  context: PyprojectContext,
  field: string,
  { name, key, value }: PypiEntry,
  marker: string | null,
): void {
  const table = value.kind === "table" ? value : null;
  if (table === null && value.kind !== "string") {
    invalidField(context, value, `${field}.${name}`, 'a version such as `">=1.2"`, or a table');
    return;
  }
  const version =
    value.kind === "string"
      ? value
      : stringField(context, `${field}.${name}.version`, tomlAt(value as TomlTable, "version"));
  const text = version?.value.trim() ?? "*";
  const address = table === null ? null : addressOf(table);
  const markers = [...(table === null ? [] : textsAt(table, "env-markers")), ...(marker === null ? [] : [marker])];
  const added = addNamed(context, {
    name,
    span: entrySpan(key, value),
    extras: table === null ? [] : textsAt(table, "extras"),
    clauses: address !== null || text === "*" || text === "" ? "" : /^[0-9]/.test(text) ? `==${text}` : text,
    version,
    address,
    markers,
    kind: "direct",
  });
  const index = table === null ? null : tomlAt(table, "index");
  if (added === null || index?.kind !== "string") return;
  const from = webAddress(context, `${field}.${name}.index`, {
    text: index.value,
    origin: originOf(context, index),
  });
  const joined = markers.length === 0 ? null : markers.map((part) => `(${part})`).join(" and ");
  if (from !== null) context.collector.options.packageIndexes.push({ name: added.name, index: from, marker: joined });
}

/** `[system-requirements]`: the CUDA that the driver must offer. Its libc is what conda's packages need, not what is served on. */
function readSystem(context: PyprojectContext, table: TomlTable): void {
  const cuda = tomlAt(table, "system-requirements", "cuda");
  const version = cuda?.kind === "table" ? tomlAt(cuda, "driver") : cuda;
  if (version?.kind !== "string") return;
  const origin = originOf(context, version);
  context.collector.cuda.push({ version: version.value, statedBy: "system-requirements.cuda", role: "driver", origin });
}

/** `[pypi-options]`, in the manifest and in its workspace: where packages of the Python index are looked for, with uv's words. */
function readOptions(context: PyprojectContext, pixi: TomlTable, prefix: string): void {
  const { options } = context.collector;
  for (const path of [["pypi-options"], ["workspace", "pypi-options"], ["project", "pypi-options"]]) {
    const table = tomlAt(pixi, ...path);
    if (table?.kind !== "table") continue;
    const field = `${prefix}${path.join(".")}`;
    const url = stringField(context, `${field}.index-url`, tomlAt(table, "index-url"));
    if (url !== null) {
      options.indexUrl = webAddress(context, `${field}.index-url`, { text: url.value, origin: originOf(context, url) });
    }
    for (const item of arrayField(context, `${field}.extra-index-urls`, tomlAt(table, "extra-index-urls"))) {
      if (item.kind !== "string") continue;
      const index = webAddress(context, `${field}.extra-index-urls`, {
        text: item.value,
        origin: originOf(context, item),
      });
      if (index !== null) options.extraIndexUrls.push(index);
    }
    const links = arrayField(context, `${field}.find-links`, tomlAt(table, "find-links"));
    for (const item of links) {
      const link = item.kind === "table" ? tomlAt(item, "url") : null;
      if (link?.kind === "string") options.findLinks.push({ text: link.value, origin: originOf(context, link) });
    }
  }
  const hasPackages = tomlAt(pixi, "pypi-dependencies") !== null;
  // Pixi resolves packages of the Python index with uv.
  if (hasPackages) options.indexStrategy ??= "first-index";
}

export const pixiManifest = manifestFormat({
  id: "pixi",
  title: "pixi.toml",
  files: ["pixi.toml"],
  reads:
    "`dependencies` whose name on the Python index is certain, `pypi-dependencies`, both also under `target` and `feature`; the features of the default environment and of the chosen ones; `pypi-options`",
  edits: "the version of a dependency, in a string or under `version`",
  infers: "Python from `python`; CUDA from `system-requirements` and from conda's CUDA packages",
  notAssessed: "packages without a certain name; conda's own builds; platforms that are not known",
  test: "__tests__/core/manifest/pixi/read-pixi.test.ts",
  matches: (path) => fileName(path).toLowerCase() === "pixi.toml",
  read: readPixiManifest,
});
