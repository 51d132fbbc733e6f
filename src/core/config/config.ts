import type { Origin } from "../error.ts";
import type { PullRequestSettings } from "../pull-request/settings.ts";
import type { PackageName } from "../python/name.ts";
import type { IndexStrategy } from "../resolution/options.ts";
import type { ResolveOptions } from "../resolution/request.ts";
import type { Severity } from "../rule/finding.ts";
import type { StatedTarget } from "../target/stated-target.ts";
import type { PackagePattern } from "./package-url.ts";

/** What `.github/pinwarden.yml` says, checked and typed. What it leaves out has the default that docs/configuration.md states. */
export interface Config {
  /** The file that it was read from; the file to edit where none was read. */
  readonly path: string;
  /** False where there is no such file, and everything is a default. */
  readonly present: boolean;
  readonly extends: Extends | null;
  readonly models: readonly ModelEntry[];
  /** By id, in the order of the file. */
  readonly targets: ReadonlyMap<string, StatedTarget>;
  /** By priority, the first one asked first. Empty: the public index, or what a manifest names. */
  readonly indexes: readonly IndexEntry[];
  readonly resolve: ResolveSettings;
  readonly images: ImageSettings;
  readonly policy: Policy;
  readonly remediation: RemediationSettings;
  readonly scan: ScanSettings;
  readonly reports: ReportSettings;
}

/** Where a shared configuration stands. */
export type Extends =
  | { readonly kind: "local"; readonly path: string }
  | {
      readonly kind: "repository";
      readonly owner: string;
      readonly repository: string;
      readonly path: string;
      readonly ref: string;
    };

/** One entry of `models:`. With a glob as its path it stands for every folder that matches. */
export interface ModelEntry {
  /** Null where the id follows from the path. */
  readonly id: string | null;
  /** Folder from the root of the tree, `.` for the root; may hold `*`, `**` and `?`. */
  readonly path: string;
  /** Target ids. Null: the target `default`, or all that are declared. */
  readonly targets: readonly string[] | null;
  /** Paths or globs from the model's folder. Null: they are found. */
  readonly manifests: readonly string[] | null;
  /** Null: it is found. */
  readonly dockerfile: string | null;
  /** Lock that it is installed from; `false`: none, whatever lies there. Absent: it is found. */
  readonly lock?: string | false;
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  /** Constraint files, from the model's folder. */
  readonly constraints: readonly string[];
  /** Name of the environment that it is installed into with other models. Absent: it has one of its own. */
  readonly environment?: string;
  readonly origin: Origin;
}

export interface IndexEntry {
  readonly name: string;
  readonly url: string;
  /** Asked for `packages` alone, as uv's `explicit`. */
  readonly explicit: boolean;
  /** Packages that come from this index and no other. */
  readonly packages: readonly PackageName[];
  readonly origin: Origin;
}

export interface ResolveSettings {
  /** A date or RFC 3339 time, as written: files uploaded later are left out. Null: everything is taken. */
  readonly excludeNewer: string | null;
  /** Null: as the tool does that the manifests are for. */
  readonly indexStrategy: IndexStrategy | null;
  readonly prereleases: "disallow" | "allow" | "if-necessary" | "explicit" | "if-necessary-or-explicit" | null;
  readonly strategy: "highest" | "lowest" | "lowest-direct";
  /** The head keeps the versions that the base resolves to, where they still fit. */
  readonly preferBase: boolean;
  /** Normalised names, or `:all:`. */
  readonly onlyBinary: readonly string[];
  readonly noBinary: readonly string[];
  /** Null: `check`, and `constrain` where a plan is to clear a finding of an accelerator. */
  readonly accelerator: ResolveOptions["accelerator"] | null;
  /** Which builds of torch are taken, and where the folders of its variants stand; null where its index is like any other. */
  readonly torch: { readonly backend: string; readonly index: string | null } | null;
}

/** How the registries of images are asked. */
export interface ImageSettings {
  /** `auto`: where the tables lack a fact that is needed, and where a change moves the image. */
  readonly registry: "auto" | "never";
  /** Hosts that may be in a private network and are sent the login that Docker keeps for them, as `registry.example:5000`; `http://` before it: they are asked by plain http. */
  readonly hosts: readonly string[];
  /** Base address that is asked in place of every registry; null for none. */
  readonly mirror: string | null;
  /** Hosts whose images are those of the publishers that they are named after, as `docker.example`. */
  readonly mirrors: readonly string[];
}

/** From which severity on a finding fails the check. */
export type FailOn =
  | { readonly kind: "severity"; readonly severity: Exclude<Severity, "info" | "unknown"> }
  /** A CVSS base score, 0 to 10. */
  | { readonly kind: "score"; readonly score: number };

export interface Policy {
  readonly failOn: FailOn;
  /** Findings are reported and never fail the check. */
  readonly warnOnly: boolean;
  /** What a finding of unknown severity does. */
  readonly unknownSeverity: "fail" | "warn" | "ignore";
  readonly packages: readonly PackageRule[];
  readonly ignore: readonly IgnoreRule[];
  /** Advisory ids that are accepted everywhere, as dependency-review-action's key of this name. */
  readonly allowGhsas: readonly string[];
  /** What the recorded requirements of a source distribution count as. */
  readonly sourceDistributions: SourceDistributions;
  /** Environment variables that a requirements file may refer to as `${NAME}`. */
  readonly environmentVariables: readonly string[];
  readonly licences: LicencePolicy;
  /** Packages that may not be installed, whoever asks for them. */
  readonly denied: readonly DeniedPackage[];
  /** How old a release has to be; null for any age. */
  readonly cooldown: Cooldown | null;
  /** What findings of single rules do, by the rule's id. */
  readonly effects: ReadonlyMap<string, RuleEffect>;
}

/** Which licences are acceptable, by SPDX's ids. */
export interface LicencePolicy {
  /** Null: whatever is not denied. */
  readonly allowed: readonly string[] | null;
  readonly denied: readonly string[];
  /** Packages whose licence is not looked at. */
  readonly exempt: readonly PackagePattern[];
  /** What a licence does that cannot be told. */
  readonly unknown: "fail" | "warn" | "not-assessed";
}

export interface DeniedPackage {
  readonly pattern: PackagePattern;
  readonly reason: string | null;
  readonly origin: Origin;
}

/** A minimum age of releases, which security fixes pass by. */
export interface Cooldown {
  readonly days: number;
  readonly exempt: readonly PackagePattern[];
  readonly origin: Origin;
}

/** `warn`: never more than a warning. `ignore`: it is shown and does not count. */
export type RuleEffect = "fail" | "warn" | "ignore";

export type SourceDistributions = "assume" | "not-assessed";

/** What policy says of one package. */
export interface PackageRule {
  readonly name: PackageName;
  /** The acceptable versions, as PEP 440 specifiers; null for any. */
  readonly range: string | null;
  /** Mandated as it is pinned: never moved. */
  readonly frozen: boolean;
  readonly sourceDistributions: SourceDistributions | null;
  readonly reason: string | null;
  readonly origin: Origin;
}

/** A finding that is accepted, until a day. */
export interface IgnoreRule {
  /** An advisory's id or alias, or a rule's id. */
  readonly id: string;
  /** Null for every package. */
  readonly package: PackageName | null;
  /** Last day on which it holds, `YYYY-MM-DD`; null for ever. */
  readonly until: string | null;
  readonly reason: string | null;
  readonly owner: string | null;
  readonly origin: Origin;
}

export interface RemediationSettings {
  readonly allowOverrides: boolean;
  readonly allowPrereleases: boolean;
  /** A plan may change a declared range, and not only a pinned version. */
  readonly allowWidening: boolean;
  /** The tool of a lock writes it anew, where it is there and the job is trusted. */
  readonly runTools: boolean;
  /**
   * `lowest-fixed`: fewest lines, then the nearest version. `newest-safe`: what is mended goes to the newest. `backport`: what is mended stays on its
   * minor line, else on its major line, though more lines have to move for it.
   */
  readonly strategy: "lowest-fixed" | "newest-safe" | "backport";
  /** Packages that take the place of others for which no version will do. */
  readonly swaps: readonly Swap[];
  readonly pullRequests: PullRequestSettings;
}

export interface Swap {
  readonly from: PackageName;
  readonly to: PackageName;
  /** Versions that may take its place, as PEP 440 specifiers; null for any. */
  readonly range: string | null;
  readonly reason: string | null;
  readonly origin: Origin;
}

export interface ScanSettings {
  /** Keep one issue about what changed without a commit. */
  readonly driftIssue: boolean;
  /** Open remediation pull requests for what the scan finds. */
  readonly remediate: boolean;
  /** How many days before the end of its support a Python, a distribution or a driver branch is told. */
  readonly leadDays: number;
}

export const reportFormats = ["markdown", "json", "sarif", "cyclonedx", "html"] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface ReportSettings {
  /** When a pull request is commented on; null where there is something to say. */
  readonly comment: "always" | "on-failure" | "never" | null;
  readonly formats: readonly ReportFormat[];
}
