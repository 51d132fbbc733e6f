import type { Origin } from "../../error.ts";
import { addConda, tellConda } from "../conda/add-conda.ts";
import { lookupCondaName } from "../conda/conda-names.ts";
import { parseMatchSpec } from "../conda/match-spec.ts";
import { condaEnvironment } from "../conda/read-environment.ts";
import type { ManifestFormat, ManifestOptions } from "../format.ts";
import { mergeReadings } from "../merge-readings.ts";
import { pipfile } from "../pipfile/read-pipfile.ts";
import { pixiManifest } from "../pixi/read-pixi.ts";
import { pyproject } from "../pyproject/read-pyproject.ts";
import { quoted } from "../quoted.ts";
import type { Reading } from "../reading.ts";
import { ReadingCollector } from "../reading-collector.ts";
import { type IndexAddress, type ManifestReading, noIndexOptions } from "../requirement.ts";
import { localProjectReader } from "../requirements-txt/local-project.ts";
import { readRequirementsFile } from "../requirements-txt/read-requirements-file.ts";
import { parseRequirementText, unnamedMessage } from "../requirements-txt/requirement-line.ts";
import { setupCfg } from "../setup-cfg/read-setup-cfg.ts";
import { setupPy } from "../setup-py/read-setup-py.ts";
import { resolveTreePath } from "../tree-path.ts";
import type { DockerInstall } from "./docker-install.ts";
import { applyInstallOption } from "./install-options.ts";
import type { DockerfileOptions } from "./read-dockerfile.ts";
import { replaced } from "./replaced-installs.ts";

/** What the caller knows of the model whose image it is. */
export interface InstallOptions extends ManifestOptions {
  /** Manifests that are read without this: what the image installs of them is not read twice. */
  readonly known?: readonly string[];
  /** Whether other manifests that the image installs are read too; they are unless it is said that they are not. */
  readonly follow?: boolean;
  /** How the image is built. */
  readonly image?: DockerfileOptions;
}

type Install<Kind extends DockerInstall["kind"]> = Extract<DockerInstall, { kind: Kind }>;

/**
 * Reads what the commands of an image install: their own requirements, and the manifests of the tree that they name. Of a package that
 * is installed twice by exact versions the last one stays, as it does in the image. `file` is the Dockerfile's path.
 */
export function* readInstalls(
  file: string,
  installs: readonly DockerInstall[],
  options: InstallOptions = {},
): Reading<ManifestReading> {
  const readings: ManifestReading[] = [];
  const reader = new InstallReader(file, options);
  let collector = new ReadingCollector();
  const flush = (): void => {
    readings.push(collector.reading());
    collector = new ReadingCollector();
  };
  for (const install of installs) {
    const reading = reader.readOne(collector, install);
    if (reading === null) continue;
    flush();
    readings.push(yield* reading);
  }
  flush();
  const merged = mergeReadings(readings);
  const { requirements, problems } = replaced(merged.requirements);
  return { ...merged, requirements, problems: [...merged.problems, ...problems] };
}

class InstallReader {
  readonly #file: string;
  readonly #options: InstallOptions;
  readonly #done = new Set<string>();
  #toldConda = false;
  /** The index that the command at hand names: it answers for what the command names, and for no other command. */
  #index: IndexAddress | null = null;

  constructor(file: string, options: InstallOptions) {
    this.#file = file;
    this.#options = options;
  }

  /** Adds what the step says itself; answers a reading where it names a manifest. */
  readOne(collector: ReadingCollector, install: DockerInstall): Reading<ManifestReading> | null {
    if (install.kind === "requirement") this.#requirement(collector, install);
    else if (install.kind === "conda") this.#conda(collector, install);
    else if (install.kind === "command") this.#index = null;
    else if (install.kind === "option") this.#option(collector, install);
    else if (install.kind === "unknown") collector.report(install);
    else if (install.kind === "python") {
      collector.requiresPython = { text: `==${install.version}.*`, origin: install.origin };
    } else return this.#manifest(install);
    return null;
  }

  #option(collector: ReadingCollector, install: Install<"option">): void {
    if (!install.own || install.name !== "index-url") {
      applyInstallOption(collector, install);
      return;
    }
    const own = new ReadingCollector();
    applyInstallOption(own, install);
    for (const problem of own.problems) collector.report(problem);
    this.#index = own.options.indexUrl;
  }

  #requirement(collector: ReadingCollector, { text, origin, site }: Install<"requirement">): void {
    // A Dockerfile that updates its installer says nothing of the model.
    if (/^(?:pip|setuptools|wheel|uv|poetry|pipenv|pdm|hatch|virtualenv)(?:[=<>!~[ ].*)?$/i.test(text)) return;
    const result = parseRequirementText(text);
    if (result.kind === "specifier") {
      collector.add({ specifier: result.specifier, text, kind: "direct", origin, hashes: [], site });
      const { name } = result.specifier;
      if (this.#index !== null) collector.options.packageIndexes.push({ name, index: this.#index, marker: null });
    } else if (result.kind === "unnamed") {
      const { message, hint } = unnamedMessage(text, result.what);
      collector.notAssessed(origin, "dockerfile/unnamed", message, hint);
    } else {
      const message = `${quoted(text)} is not a requirement: ${result.message}`;
      collector.error(origin, "dockerfile/invalid-requirement", message, result.hint);
    }
  }

  #conda(collector: ReadingCollector, { text, origin, site }: Install<"conda">): void {
    const spec = parseMatchSpec(text);
    if (spec === null) {
      const message = `${quoted(text)} is not a package as conda names it.`;
      collector.error(origin, "dockerfile/invalid-requirement", message, null);
      return;
    }
    const name = spec.name.toLowerCase();
    if (!this.#toldConda && lookupCondaName(name)?.kind === "python") tellConda(collector, "dockerfile", origin);
    this.#toldConda ||= lookupCondaName(name)?.kind === "python";
    const { version, build } = spec;
    const start = version?.start ?? spec.nameEnd;
    const end = version?.end ?? spec.nameEnd;
    // The site of a word is that of a PEP 508 text: of a spec only its offset is right.
    const offset = site.kind === "span" ? (site.shellWord?.start ?? null) : null;
    const word = site.kind === "span" ? site.shellWord : undefined;
    addConda(collector, "dockerfile", {
      name,
      version: version?.text ?? "",
      build,
      text,
      origin,
      site:
        offset === null || word === undefined
          ? { kind: "fixed", why: "It is quoted or comes from a variable.", hint: "Change it by hand." }
          : {
              kind: "span",
              start: offset + start,
              end: offset + end,
              before: "",
              after: "",
              any: "",
              hashes: null,
              shellWord: word,
            },
      marker: null,
    });
  }

  *#manifest(install: Install<"file" | "folder" | "manifest">): Reading<ManifestReading> {
    const collector = new ReadingCollector();
    const { written, origin } = install;
    const names = install.kind === "folder" ? install.contextPaths : [install.contextPath];
    const contextPath = names[0] ?? null;
    for (const name of names) {
      const path = name === null ? null : yield* this.#find(name);
      if (path === null) continue;
      const key = `${path} ${install.kind === "file" ? install.role : ""}`;
      if (/(?:^|\/)pylock(?:\.[^./]+)?\.toml$/.test(path)) return this.#lock(collector, path, origin);
      if (this.#done.has(key) || (this.#options.known ?? []).includes(path)) {
        // What is chosen of a manifest that is read already comes to what is read of it.
        return (yield* this.#chosen(path, install)) ?? collector.reading();
      }
      this.#done.add(key);
      if (this.#options.follow ?? true) return this.#fromIndex(yield* this.#read(path, install));
      const message = `${quoted(path)} is installed too, and is none of the model's manifests, so it is not read.`;
      const hint = "List what is installed under `manifests:` of the model in the configuration.";
      collector.notAssessed(origin, "dockerfile/other-manifest", message, hint);
      return collector.reading();
    }
    // What `pip install .` installs with no manifest beside it is the model's own code.
    const message =
      contextPath === null
        ? `Which file of the repository ${quoted(written)} is cannot be told from the Dockerfile, so it is not read.`
        : `${quoted(written)} is installed from ${quoted(contextPath)}, which is not in the repository where it was looked for, so it is not read.`;
    const hint = "List it under `manifests:` of the model in the configuration.";
    collector.notAssessed(origin, "dockerfile/manifest-unknown", message, hint);
    return collector.reading();
  }

  #lock(collector: ReadingCollector, path: string, origin: Origin): ManifestReading {
    const message = `${quoted(path)} is a lock that the image installs, and is not read here.`;
    collector.notAssessed(
      origin,
      "dockerfile/lock",
      message,
      "Name it under `lock:` of the model in the configuration.",
    );
    return collector.reading();
  }

  /** What extras and groups add to a manifest; null where the command names none of them. */
  *#chosen(path: string, install: Install<"file" | "folder" | "manifest">): Reading<ManifestReading | null> {
    if (install.kind === "file") return null;
    const { extras } = install;
    const groups = install.kind === "manifest" ? install.groups : [];
    if (extras.length === 0 && groups.length === 0) return null;
    const format = projectFormat(path);
    const { environment = new Map() } = this.#options;
    const plain = yield* format.read(path, { environment });
    const all = yield* format.read(path, { environment, extras, groups });
    const without = <T extends { readonly origin: Origin }>(of: readonly T[], known: readonly T[]): readonly T[] => {
      const places = new Set(known.map(placeOf));
      return of.filter((one) => !places.has(placeOf(one)));
    };
    return {
      ...all,
      requirements: without(all.requirements, plain.requirements),
      problems: without(all.problems, plain.problems),
      options: noIndexOptions,
    };
  }

  /** A file that names an index itself keeps it. */
  #fromIndex(reading: ManifestReading): ManifestReading {
    const index = this.#index;
    if (index === null || reading.options.indexUrl !== null) return reading;
    const names = new Set(reading.requirements.map(({ specifier }) => specifier.name));
    const packageIndexes = [...names].map((name) => ({ name, index, marker: null }));
    return {
      ...reading,
      options: { ...reading.options, packageIndexes: [...reading.options.packageIndexes, ...packageIndexes] },
    };
  }

  *#read(path: string, install: Install<"file" | "folder" | "manifest">): Reading<ManifestReading> {
    const { dialect = "pip", environment = new Map() } = this.#options;
    if (install.kind === "file") {
      const kind = install.role === "requirement" ? "direct" : install.role;
      return yield* readRequirementsFile(path, { dialect, environment, kind, readLocal: localProjectReader() });
    }
    const format = projectFormat(path);
    if (install.kind === "folder") return yield* format.read(path, { environment, extras: install.extras });
    const { extras, groups, defaultGroups, groupsAlone } = install;
    if (groupsAlone) return (yield* this.#chosen(path, install)) ?? new ReadingCollector().reading();
    return yield* format.read(path, { environment, extras, groups, defaultGroups });
  }

  /** The build context is the Dockerfile's folder, one above it, or the root of the repository: the nearest that has the file. */
  *#find(contextPath: string): Reading<string | null> {
    const folder = this.#file.split("/").slice(0, -1);
    const folders = [folder.join("/"), folder.slice(0, -1).join("/"), ""];
    for (const candidate of new Set(folders)) {
      const resolved = resolveTreePath(candidate === "" ? "Dockerfile" : `${candidate}/Dockerfile`, contextPath);
      if (resolved.kind !== "inside") continue;
      const answer = yield resolved.path;
      if (answer.kind !== "missing") return resolved.path;
    }
    return null;
  }
}

const placeOf = ({ origin: { file, line, column } }: { readonly origin: Origin }): string =>
  `${file}:${line}:${column}`;

function projectFormat(path: string): ManifestFormat {
  const formats = [pyproject, setupCfg, setupPy, pipfile, pixiManifest];
  return formats.find((format) => format.matches(path)) ?? condaEnvironment;
}
