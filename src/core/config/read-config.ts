import type { Config, ReportSettings, ScanSettings } from "./config.ts";
import { type ConfigProblem, formatKey } from "./config-problem.ts";
import type { RawConfig } from "./config-schema.ts";
import { configSchema } from "./config-schema.ts";
import { readExtends } from "./extends-section.ts";
import { defaultImages, readImages } from "./images-section.ts";
import { defaultResolve, readIndexes, readResolve } from "./indexes-section.ts";
import { mergeConfigs, type Origins, type PlacedConfig } from "./merge-configs.ts";
import { readModels } from "./models-section.ts";
import { noticesOfNoEffect } from "./no-effect.ts";
import { originsOf } from "./origins.ts";
import { defaultPolicy, readPolicy } from "./policy-section.ts";
import { defaultRemediation, readRemediation } from "./remediation-section.ts";
import { Section } from "./section.ts";
import { shapeProblems } from "./shape-problems.ts";
import { readTargets } from "./targets-section.ts";
import { withoutRefused } from "./without-refused.ts";
import { readYaml, type YamlValue } from "./yaml-value.ts";

export interface ConfigReading {
  /** Null where there is a problem: a check under half a policy would be a false pass. */
  readonly config: Config | null;
  readonly problems: readonly ConfigProblem[];
  /** What is written and has no effect. */
  readonly notices: readonly ConfigProblem[];
  /** Where each value that is written stands. */
  readonly origins: Origins;
}

/** Where the configuration is looked for, in this order. */
export const configPaths = [".github/pinwarden.yml", ".github/pinwarden.yaml"] as const;

const defaultScan: ScanSettings = { driftIssue: true, remediate: true, leadDays: 180 };
const defaultReports: ReportSettings = { comment: null, formats: [] };

/** What holds where there is no configuration: models are discovered, and everything has its default. */
export function defaultConfig(path: string = configPaths[0]): Config {
  return {
    path,
    present: false,
    extends: null,
    models: [],
    targets: new Map(),
    indexes: [],
    resolve: defaultResolve,
    images: defaultImages,
    policy: defaultPolicy,
    remediation: defaultRemediation,
    scan: defaultScan,
    reports: defaultReports,
  };
}

/**
 * What a configuration extends, before it is read: the shared one is needed to tell which targets are declared. Null where it extends
 * nothing, or cannot be read, which reading it will say.
 */
export function extendsOf(text: string, path: string): Config["extends"] {
  const { read } = readYaml(text, path);
  const value =
    typeof read?.value === "object" && read.value !== null && "extends" in read.value ? read.value.extends : null;
  return read === null || typeof value !== "string" ? null : readExtends(value, new Section(path, read.places));
}

/**
 * Reads the text of a configuration file. `path` is where it stands, for the problems and for what is declared in it; `shared` is the
 * configuration that it extends, under which it is read.
 */
export function readConfig(text: string, path: string, shared: PlacedConfig | null = null): ConfigReading {
  const { read, problems } = readYaml(text, path);
  if (read === null) return { config: null, problems: inOrder(problems), notices: [], origins: new Map() };
  // An empty file, or one of comments alone, declares nothing.
  const shape = configSchema.safeParse(read.value ?? {});
  if (!shape.success) {
    const refused = shapeProblems(shape.error.issues, { file: path, value: read.value, places: read.places });
    const more = problemsOfRest(read, path, shape.error.issues, shared);
    return { config: null, problems: inOrder([...problems, ...refused, ...more]), notices: [], origins: new Map() };
  }
  const section = new Section(path, read.places);
  const own = { config: readSections(shape.data, section, shared), origins: originsOf(shape.data, section) };
  const { config, origins } = shared === null ? own : mergeConfigs(shared, own);
  const notices = inOrder(noticesOfNoEffect(shape.data, section));
  const all = [...problems, ...section.problems];
  return { config: all.length > 0 ? null : config, problems: inOrder(all), notices, origins };
}

/**
 * What is wrong besides what the schema refuses, so that everything is told at once. What could follow from a part that the schema refused is
 * left out: with the part mended it may be right.
 */
function problemsOfRest(
  { value, places }: YamlValue,
  path: string,
  issues: Parameters<typeof withoutRefused>[1],
  shared: PlacedConfig | null,
): readonly ConfigProblem[] {
  const rest = withoutRefused(value, issues);
  if (rest === null) return [];
  const section = new Section(path, places, rest.pathInFile);
  readSections(rest.value, section, shared);
  const refused = rest.refused.map(formatKey);
  const targetsRefused = rest.refused.some((at) => at[0] === "targets" && at.length <= 2);
  return section.problems.filter(
    ({ code, key }) =>
      !(code === "config/unknown-target" && targetsRefused) &&
      !refused.some((one) => one === key || one.startsWith(`${key}.`) || one.startsWith(`${key}[`)),
  );
}

function readSections(raw: RawConfig, section: Section, shared: PlacedConfig | null): Config {
  const targets = readTargets(raw.targets ?? {}, section);
  const declared = [...targets.keys(), ...(shared?.config.targets.keys() ?? [])];
  return {
    ...defaultConfig(section.file),
    present: true,
    extends: raw.extends === undefined ? null : readExtends(raw.extends, section),
    models: readModels(raw.models ?? [], declared, section),
    targets,
    indexes: readIndexes(raw.indexes ?? [], section),
    resolve: readResolve(raw.resolve ?? {}, section),
    images: readImages(raw.images ?? {}, section),
    policy: readPolicy(raw.policy ?? {}, section),
    remediation: readRemediation(raw.remediation ?? {}, section),
    scan: {
      driftIssue: raw.scan?.["drift-issue"] ?? defaultScan.driftIssue,
      remediate: raw.scan?.remediate ?? defaultScan.remediate,
      leadDays: raw.scan?.["end-of-life-days"] ?? defaultScan.leadDays,
    },
    reports: {
      comment: raw.reports?.comment ?? defaultReports.comment,
      formats: raw.reports?.formats ?? defaultReports.formats,
    },
  };
}

function inOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  return problems.toSorted(
    (left, right) => left.origin.line - right.origin.line || left.origin.column - right.origin.column,
  );
}
