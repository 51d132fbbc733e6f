import * as z from "zod";
import { groupings, weekdays } from "../pull-request/settings.ts";
import { acceleratorRules, indexStrategyNames } from "../resolution/options.ts";
import { severities } from "../rule/finding.ts";
import { reportFormats } from "./config.ts";
import { failOnExpected } from "./fail-on.ts";

/**
 * The shape of `.github/pinwarden.yml`. It says which keys there are and what type each has; what a text means (a platform, a
 * range, a date in the calendar) is read afterwards. schemas/config.schema.json is generated from it and accepts the same files.
 */

const text = z.string().min(1, { error: "Expected a text, found an empty one" });
const texts = z.array(text);
/** Written with or without quotes: YAML reads `3.10` as a number, and the reader goes back to what was written. */
const version = z.union([z.string().min(1), z.number()], { error: "Expected a version" });
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/, {
  error: "Expected letters, digits, `.`, `_`, `/` and `-`, beginning with a letter or digit, 100 characters at most",
});
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: "Expected a day as `YYYY-MM-DD`" });
const variableName = z.string().regex(/^[A-Z_][A-Z0-9_]{0,99}$/, {
  error: "Expected the name of an environment variable in capitals, such as `PIP_TOKEN`",
});

const model = z.strictObject({
  id: id.optional().describe("Name of the model in reports. Without one it follows from the path."),
  path: text.describe("Folder of the model from the root of the repository, or a glob such as `models/*`."),
  targets: z.array(id).optional().describe("Targets that it is served on, of those declared under `targets`."),
  manifests: texts.optional().describe("Files that state its requirements, as paths or globs from its folder."),
  dockerfile: text.optional().describe("Dockerfile that it is served from, from its folder."),
  lock: z
    .union([text, z.literal(false)], { error: "Expected the path of a lock, or `false`" })
    .optional()
    .describe(
      "Lock that it is installed from, from its folder; `false`: its manifests are resolved whatever locks there are.",
    ),
  extras: texts.optional().describe("Extras of its own project that are installed."),
  groups: texts.optional().describe("Dependency groups (PEP 735) that are installed."),
  constraints: texts.optional().describe("Constraint files that apply to it, from its folder."),
  environment: id
    .optional()
    .describe(
      "Name of the environment that it is installed into with other models, as in one image that serves several.",
    ),
});

const target = z.strictObject({
  python: version.optional().describe("Python version, such as `3.11`, `3.11.4`, `3.13t` or `pypy3.10`."),
  platform: text
    .optional()
    .describe("Platform, as containers (`linux/amd64`) or uv (`x86_64-manylinux_2_28`) name it."),
  glibc: version.optional().describe("Version of glibc, such as `2.31`."),
  musl: version.optional().describe("Version of musl, such as `1.2`."),
  macos: version.optional().describe("Least macOS version, such as `13.0`."),
  driver: version.optional().describe("NVIDIA driver, such as `535.183.01`, or its branch, such as `535`."),
  gpu: z
    .union([z.string().min(1), z.number(), z.array(z.union([z.string().min(1), z.number()]))], {
      error: "Expected a GPU's name, a compute capability, `none`, or a list of names",
    })
    .optional()
    .describe("GPUs by name (`T4`) or compute capability (`sm_75`, `7.5`); `none` for a target without one."),
  image: text.optional().describe("Container image that it is served from; glibc, CUDA and Python follow from it."),
  cpu: z
    .union([text, texts], { error: "Expected a CPU feature such as `avx2` or `x86-64-v3`, or a list of them" })
    .optional()
    .describe("CPU features, such as `avx2` or `x86-64-v3`."),
  provides: texts
    .optional()
    .describe(
      "Packages that the place has before anything is installed, such as `boto3==1.34.42` of a Lambda runtime.",
    ),
  host: id
    .optional()
    .describe("Name of the machine, where several targets are one: what is served on them shares its driver."),
});

const index = z.strictObject({
  name: id.describe("Name of the index in reports."),
  url: text.describe("Address of its simple API (PEP 503, PEP 691)."),
  explicit: z.boolean().optional().describe("Ask it for the listed packages alone."),
  packages: texts.optional().describe("Packages that come from this index and no other."),
});

const resolve = z.strictObject({
  "exclude-newer": text.optional().describe("Leave out files uploaded after this day or RFC 3339 time."),
  "index-strategy": z
    .enum(indexStrategyNames)
    .optional()
    .describe(
      "`first-index`: the first index that has a package answers for it, as with uv. `best-match`, or uv's `unsafe-best-match`: all do and the best version is taken, as with pip. `unsafe-first-match`: all do, and those of an earlier index are tried first.",
    ),
  prerelease: z
    .enum(["disallow", "allow", "if-necessary", "explicit", "if-necessary-or-explicit"])
    .optional()
    .describe("When pre-releases are taken."),
  resolution: z.enum(["highest", "lowest", "lowest-direct"]).optional().describe("Which version is preferred."),
  "prefer-base": z
    .boolean()
    .optional()
    .describe("The head keeps the versions that the base resolves to, where they still fit."),
  "only-binary": texts.optional().describe("Packages that come as wheels alone; `:all:` for every one."),
  "no-binary": texts.optional().describe("Packages that come as source distributions alone; `:all:` for every one."),
  "torch-backend": text
    .optional()
    .describe(
      "Which builds of torch and its family are taken: `auto` for the newest variant that the target runs, or a variant such as `cu126` or `cpu`.",
    ),
  "torch-index": text
    .optional()
    .describe("Address with a folder for each of torch's variants, instead of `https://download.pytorch.org/whl`."),
  accelerator: z
    .enum(acceleratorRules)
    .optional()
    .describe(
      "`constrain`: what the target's driver, GPUs or glibc cannot run is not chosen. `check`: it is chosen as an installer would, and is a finding.",
    ),
});

const severityExpected = { error: `Expected ${failOnExpected}` };
const sourceDistributions = z.enum(["assume", "not-assessed"]);

const policy = z.strictObject({
  "fail-on-severity": z
    .union([z.enum(severities), z.number().min(0, severityExpected).max(10, severityExpected)], severityExpected)
    .optional()
    .describe("Findings of this severity or CVSS score and above fail the check."),
  "warn-only": z.boolean().optional().describe("Report findings and never fail the check."),
  "unknown-severity": z
    .enum(["fail", "warn", "ignore"])
    .optional()
    .describe("What a finding of unknown severity does."),
  packages: z
    .array(
      z.strictObject({
        name: text.describe("Name of the package."),
        range: text.optional().describe("Acceptable versions, as PEP 440 specifiers."),
        frozen: z.boolean().optional().describe("Mandated as it is pinned: never moved."),
        sdists: sourceDistributions.optional().describe("As `policy.sdists`, for this package."),
        reason: text.optional(),
      }),
    )
    .optional()
    .describe("What is acceptable of single packages."),
  ignore: z
    .array(
      z.strictObject({
        id: text.describe("Advisory id or alias, or rule id."),
        package: text.optional().describe("Only for this package."),
        until: day.optional().describe("Last day on which it is ignored."),
        reason: text.optional(),
        owner: text.optional(),
      }),
    )
    .optional()
    .describe("Findings that are accepted."),
  "allow-ghsas": texts.optional().describe("Advisories that are accepted for every package."),
  sdists: sourceDistributions
    .optional()
    .describe("Whether the recorded requirements of a source distribution are assumed to hold, or it is not assessed."),
  "environment-variables": z
    .array(variableName)
    .optional()
    .describe("Environment variables that requirements files may expand."),
  "allow-licenses": texts.optional().describe("Licences that are acceptable, by SPDX's ids; any other is a finding."),
  "deny-licenses": texts.optional().describe("Licences that are not acceptable, by SPDX's ids."),
  "allow-dependencies-licenses": texts
    .optional()
    .describe("Packages whose licence is not looked at, as package URLs such as `pkg:pypi/nvidia-*`."),
  "unknown-licenses": z
    .enum(["fail", "warn", "not-assessed"])
    .optional()
    .describe("What a licence does that the metadata does not tell. Default: it is listed as not assessed."),
  "deny-packages": z
    .array(
      z.union([text, z.strictObject({ purl: text.describe("Package URL."), reason: text.optional() })], {
        error: "Expected a package URL such as `pkg:pypi/torch@2.6.0`, or a mapping with `purl` and `reason`",
      }),
    )
    .optional()
    .describe("Packages that may not be installed, whoever asks for them, as package URLs."),
  cooldown: z
    .strictObject({
      days: z
        .number()
        .min(0, { error: "Expected a number of days, 0 or more" })
        .max(3650, { error: "Expected a number of days, 3650 at most" })
        .describe("Days since the upload that a release must have; security fixes pass it by."),
      exclude: texts.optional().describe("Packages that need not wait, as package URLs such as `pkg:pypi/acme-*`."),
    })
    .optional()
    .describe("How old a release must be before a change may bring it in."),
  rules: z
    .record(
      z
        .string()
        .regex(/^[a-z0-9]+(?:[/.-][a-z0-9]+)*$/, { error: "Expected the id of a rule, such as `release/yanked`" }),
      z.enum(["fail", "warn", "ignore"]),
    )
    .optional()
    .describe("What introduced findings of single rules do, whatever their severity, by the rule's id."),
});

const swap = z.strictObject({
  from: text.describe("Package that is taken out."),
  to: text.describe("Package that takes its place."),
  range: text.optional().describe("Versions that may take its place, such as `>=3.20,<4`."),
  reason: text.optional().describe("Why, as the plan shows it."),
});

const hour = z
  .string()
  .regex(/^(?:[01]?\d|2[0-3])-(?:[01]?\d|2[0-4])$/, { error: "Expected whole hours in UTC such as `6-18`" });

const reviewer = z.string().regex(/^@?[A-Za-z0-9][\w-]{0,99}(?:\/[\w.-]{1,100})?$/, {
  error: "Expected a login such as `octocat`, or a team such as `org/team`",
});

const pullRequests = z.strictObject({
  grouping: z
    .enum(groupings)
    .optional()
    .describe(
      "What one pull request holds: all of a model, one advisory, one family of packages, or every advisory of the repository.",
    ),
  limit: z
    .number()
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe("Pull requests that may be open at once, not counting those that clear an advisory."),
  schedule: z
    .strictObject({
      days: z.array(z.enum(weekdays)).optional().describe("Days of the week in UTC; every day without them."),
      hours: hour.optional().describe("Whole hours in UTC, the last one exclusive, such as `6-18`."),
    })
    .optional()
    .describe("When pull requests are opened that clear no advisory."),
  labels: texts.optional().describe("Labels of every pull request."),
  "security-labels": texts.optional().describe("Further labels of those that clear an advisory."),
  codeowners: z.boolean().optional().describe("Ask the owners of the edited files for a review."),
  reviewers: z.array(reviewer).optional().describe("Logins and teams that are asked for every review."),
});

const remediation = z.strictObject({
  "allow-overrides": z.boolean().optional().describe("A plan may override what a package requires."),
  "allow-prereleases": z.boolean().optional().describe("A plan may move to a pre-release."),
  "allow-widening": z.boolean().optional().describe("A plan may widen a range that a manifest declares."),
  "run-tools": z
    .boolean()
    .optional()
    .describe("uv, Poetry and PDM write their locks anew, where they are there and the job is trusted."),
  strategy: z
    .enum(["lowest-fixed", "oldest-fixed", "newest-safe", "backport"])
    .optional()
    .describe("Which of the versions that clear a finding is taken."),
  swaps: z.array(swap).optional().describe("Packages that take the place of others for which no version will do."),
  "pull-requests": pullRequests.optional().describe("How fixes are proposed as pull requests."),
});

const scan = z.strictObject({
  "drift-issue": z.boolean().optional().describe("Keep one issue about what changed without a commit."),
  remediate: z.boolean().optional().describe("Open remediation pull requests for what the scan finds."),
  "end-of-life-days": z
    .int()
    .min(0)
    .max(3650)
    .optional()
    .describe("Days before the end of its support on which a Python, a distribution or a driver branch is told."),
});

const images = z.strictObject({
  registry: z
    .enum(["auto", "never"])
    .optional()
    .describe(
      "Whether registries are asked for images: where a fact is missing or a change moves the image, or never.",
    ),
  hosts: texts
    .optional()
    .describe("Registries that may be in a private network and are sent the login that Docker keeps for them."),
  mirror: text.optional().describe("Address that is asked in place of every registry."),
  mirrors: texts
    .optional()
    .describe(
      "Hosts that serve the images of others under their names, such as NVIDIA's as `docker.example/nvidia/cuda`.",
    ),
});

const reports = z.strictObject({
  comment: z
    .enum(["always", "on-failure", "never"])
    .optional()
    .describe("When the pull request is commented on. Without it, where there is something to say."),
  formats: z.array(z.enum(reportFormats)).optional().describe("Reports that are written besides the comment."),
});

export const configSchema = z.strictObject({
  extends: text.optional().describe("Shared configuration: a path in this repository, or `owner/repo/path@ref`."),
  models: z.array(model).optional().describe("Models of the repository. Without any they are discovered."),
  targets: z.record(id, target).optional().describe("Places where models are served, by id."),
  indexes: z.array(index).optional().describe("Package indexes by priority, the first one asked first."),
  resolve: resolve.optional().describe("How requirements are resolved."),
  images: images.optional().describe("How the registries of container images are asked."),
  policy: policy.optional().describe("What is acceptable, and what fails the check."),
  remediation: remediation.optional().describe("What a proposed fix may do."),
  scan: scan.optional().describe("What the nightly scan does."),
  reports: reports.optional().describe("What is reported where."),
});

export type RawConfig = z.infer<typeof configSchema>;
export type RawModel = z.infer<typeof model>;
export type RawTarget = z.infer<typeof target>;
export type RawPolicy = z.infer<typeof policy>;
export type RawPullRequests = z.infer<typeof pullRequests>;

/** Name of the published schema. A name and no address: it stands in the repository, at schemas/config.schema.json. */
export const configSchemaId = "urn:pinwarden:schema:config:1";

/** The JSON Schema (2020-12) of the configuration file. */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: "input" });
  return {
    $schema,
    $id: configSchemaId,
    title: "Pinwarden configuration",
    description: "`.github/pinwarden.yml`, as docs/configuration.md describes it.",
    ...rest,
  };
}
