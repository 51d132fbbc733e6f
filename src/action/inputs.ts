import { parseUploadBound } from "../core/calendar.ts";
import type { FailOn } from "../core/config/config.ts";
import { failOnExpected, parseFailOn } from "../core/config/fail-on.ts";
import type { PlacedConfig } from "../core/config/merge-configs.ts";
import { readStatedPolicy, type StatedPolicy } from "../core/config/policy-overlay.ts";
import { PinwardenError } from "../core/error.ts";
import type { CommentWhen } from "./ports.ts";

/** Inputs that reach the check. Null and empty mean that the configuration decides. */
export interface CheckInputs {
  /** Path in the policy tree. */
  readonly configFile: string | null;
  readonly failOn: FailOn | null;
  readonly warnOnly: boolean | null;
  readonly allowGhsas: readonly string[];
  /** What is stated of `policy`; null where nothing is. */
  readonly policy: PlacedConfig | null;
  readonly offline: boolean;
  /** Moment from which on files are left out, RFC 3339. */
  readonly excludeNewer: string | null;
  readonly indexUrl: string | null;
  readonly extraIndexUrls: readonly string[];
}

export const actionModes = ["auto", "check", "scan", "fix"] as const;
export type ActionMode = (typeof actionModes)[number];

export interface ActionInputs {
  readonly token: string;
  readonly mode: ActionMode;
  readonly baseRef: string | null;
  readonly headRef: string | null;
  /** Null: the configuration decides, and where it does not, a comment is written where there is something to say. */
  readonly comment: CommentWhen | null;
  readonly check: CheckInputs;
  /** Inputs of dependency-review-action that were given and do nothing here. */
  readonly withoutEffect: readonly string[];
}

const knownElsewhere = [
  "fail-on-scopes",
  "external-repo-token",
  "license-check",
  "vulnerability-check",
  "deny-groups",
  "retry-on-snapshot-warnings",
  "retry-on-snapshot-warnings-timeout",
  "show-openssf-scorecard",
  "warn-on-openssf-scorecard-level",
  "show-patched-versions",
] as const;

/** Reads every input once. Throws `input/invalid` for a value that is none of those allowed. */
export function loadInputs(getInput: (name: string) => string): ActionInputs {
  const read = (name: string) => getInput(name) || null;
  return {
    token: read("repo-token") ?? "",
    mode: oneOf("mode", read("mode"), actionModes) ?? "auto",
    baseRef: read("base-ref"),
    headRef: read("head-ref"),
    comment: commentWhen(read("comment-summary-in-pr")),
    check: {
      configFile: configPath(read("config-file")),
      failOn: failOn(read("fail-on-severity")),
      warnOnly: boolean("warn-only", read("warn-only")),
      allowGhsas: advisoryIds(read("allow-ghsas")),
      policy: statedPolicy(read),
      offline: boolean("offline", read("offline")) ?? false,
      excludeNewer: moment(read("exclude-newer")),
      indexUrl: read("index-url"),
      extraIndexUrls: words(read("extra-index-url")),
    },
    withoutEffect: knownElsewhere.filter((name) => read(name) !== null && !coversRuntime(name, read(name))),
  };
}

/** Everything that is checked is what is served, which dependency-review-action calls `runtime`: a list with it asks for what is done. */
const coversRuntime = (name: string, value: string | null): boolean =>
  name === "fail-on-scopes" && words(value).includes("runtime");

function oneOf<T extends string>(name: string, value: string | null, allowed: readonly T[]): T | null {
  if (value === null) return null;
  const found = allowed.find((each) => each === value.toLowerCase());
  if (found !== undefined) return found;
  throw invalid(name, value, `one of ${allowed.map((each) => `\`${each}\``).join(", ")}`);
}

/** As YAML 1.2's core schema has them, which is what the runner's own toolkit takes. */
function boolean(name: string, value: string | null): boolean | null {
  if (value === null) return null;
  if (value.toLowerCase() === "true") return true;
  if (value.toLowerCase() === "false") return false;
  throw invalid(name, value, "`true` or `false`");
}

/** `true` and `false` are its older spelling in dependency-review-action. */
function commentWhen(value: string | null): CommentWhen | null {
  if (value?.toLowerCase() === "true") return "always";
  if (value?.toLowerCase() === "false") return "never";
  return oneOf("comment-summary-in-pr", value, ["always", "on-failure", "never"]);
}

function failOn(value: string | null): FailOn | null {
  if (value === null) return null;
  const read = parseFailOn(value);
  if (read.ok) return read.value;
  throw invalid("fail-on-severity", value, failOnExpected);
}

function moment(value: string | null): string | null {
  if (value === null) return null;
  const bound = parseUploadBound(value);
  if (bound.ok) return bound.value;
  throw invalid("exclude-newer", value, "a day such as `2026-11-01`, or a moment such as `2026-11-01T12:00:00Z`");
}

function configPath(value: string | null): string | null {
  if (value === null) return null;
  const path = value.replace(/^(?:\.\/)+/, "");
  const outside =
    path.startsWith("/") || path.includes("\\") || path.split("/").some((part) => part === ".." || part === "");
  if (outside) throw invalid("config-file", value, "a path inside the repository, such as `.github/pinwarden.yml`");
  return path;
}

function advisoryIds(value: string | null): readonly string[] {
  const ids = words(value);
  const odd = ids.find((id) => !/^[A-Za-z0-9][A-Za-z0-9._:-]{2,99}$/.test(id));
  if (odd !== undefined) throw invalid("allow-ghsas", odd, "advisory ids such as `GHSA-abcd-1234-5678`");
  return ids;
}

/** dependency-review-action's names and forms: lists separated by commas or lines; of a package URL, what is read here. */
function statedPolicy(read: (name: string) => string | null): PlacedConfig | null {
  const names = ["allow-licenses", "deny-licenses", "allow-dependencies-licenses", "deny-packages"] as const;
  const stated: StatedPolicy = Object.fromEntries(
    names.flatMap((name) => {
      const value = read(name);
      return value === null ? [] : [[name, listed(value)]];
    }),
  );
  if (Object.keys(stated).length === 0) return null;
  const { overlay, problems } = readStatedPolicy(stated, "the workflow's inputs");
  const [problem] = problems;
  if (problem === undefined) return overlay;
  const name = names.find((one) => problem.key.includes(one)) ?? "deny-packages";
  throw new PinwardenError("input/invalid", `Input \`${name}\`: ${problem.message}`, {
    hint: problem.hint ?? `Correct \`${name}\` under \`with:\` in the workflow.`,
  });
}

const listed = (value: string): string[] =>
  value
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");

/** Separated by commas, spaces or lines. */
function words(value: string | null): readonly string[] {
  return (value ?? "").split(/[\s,]+/).filter((word) => word !== "");
}

function invalid(name: string, value: string, expected: string): PinwardenError {
  return new PinwardenError("input/invalid", `Input \`${name}\` is \`${value.slice(0, 100)}\`: expected ${expected}.`, {
    hint: `Correct \`${name}\` under \`with:\` in the workflow.`,
  });
}
