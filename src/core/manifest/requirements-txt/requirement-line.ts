import { type DependencySpecifier, parseDependencySpecifier } from "../../python/dependency-specifier.ts";
import { isValidName } from "../../python/name.ts";
import { quoted, stripCredentials } from "../quoted.ts";
import { hintFor } from "../requirement-hint.ts";

/** What stands on a line before its options. */
export type RequirementText =
  | { readonly kind: "specifier"; readonly specifier: DependencySpecifier }
  /** A path, a URL or a version-control address that does not say which package it is. */
  | { readonly kind: "unnamed"; readonly what: "path" | "url" | "vcs" }
  | { readonly kind: "invalid"; readonly message: string; readonly hint: string | null; readonly offset: number };

/**
 * Reads a requirement as pip does: PEP 508, or a path or an address, which says its name by `#egg=` or by the name of
 * its wheel, or not at all. What is found by an address keeps it in `specifier.url`, without credentials.
 */
export function parseRequirementText(text: string): RequirementText {
  const what = addressKind(text);
  if (what !== null) return addressed(text, what);
  const result = parseDependencySpecifier(text);
  if (!result.ok)
    return { kind: "invalid", message: result.problem.message, hint: hintFor(text), offset: result.problem.offset };
  const { url } = result.value;
  return {
    kind: "specifier",
    specifier: url === null ? result.value : { ...result.value, url: stripCredentials(url) },
  };
}

const vcs = /^(?:git|hg|svn|bzr)\+/i;
const scheme = /^(?:https?|ftp|file|git|ssh):/i;
const archive = /\.(?:whl|zip|tar|tar\.gz|tgz|tar\.bz2|tbz|tar\.xz|txz|tlz|tar\.lz|tar\.lzma)$/i;

/** A path has a separator or begins with a dot (pip), unless what stands before an `@` is a name (PEP 508). */
function addressKind(text: string): "path" | "url" | "vcs" | null {
  if (vcs.test(text)) return "vcs";
  if (scheme.test(text)) return "url";
  const at = text.indexOf("@");
  const head = (at === -1 ? text : text.slice(0, at)).split(";", 1)[0] ?? "";
  const bracket = head.indexOf("[");
  const path = (bracket === -1 ? head : head.slice(0, bracket)).trim();
  if (path.startsWith(".") || path.includes("/") || /\\./.test(path)) return "path";
  if (archive.test(withoutLastExtras(head.trim()))) return "path";
  return null;
}

/** Extras belong to a file name only where they end the text (pip): `a.tar[x]` is a file, `a.tar[x]>=1` a requirement. */
function withoutLastExtras(text: string): string {
  const bracket = text.indexOf("[");
  return text.endsWith("]") && bracket > 0 ? text.slice(0, bracket) : text;
}

function addressed(text: string, what: "path" | "url" | "vcs"): RequirementText {
  const name = nameOf(text);
  if (name === null) return { kind: "unnamed", what };
  const address = what === "path" ? `file:${text}` : text;
  const result = parseDependencySpecifier(`${name} @ ${stripCredentials(address)}`);
  return result.ok ? { kind: "specifier", specifier: result.value } : { kind: "unnamed", what };
}

/** The name that `#egg=` gives, or the file name of a wheel. */
function nameOf(text: string): string | null {
  const address = text.split(/\s/, 1)[0] ?? "";
  const egg = /[#&]egg=([^&[]*)/.exec(address)?.[1];
  if (egg !== undefined && isValidName(egg)) return egg;
  const file = address.split(/[?#]/, 1)[0]?.split(/[\\/]/).at(-1) ?? "";
  if (!file.toLowerCase().endsWith(".whl")) return null;
  const name = file.split("-", 1)[0] ?? "";
  return isValidName(name) ? name : null;
}

/** Why a requirement without a name is not assessed, as a message about the line. */
export function unnamedMessage(text: string, what: "path" | "url" | "vcs"): { message: string; hint: string } {
  const kinds = { path: "a local path", url: "an address", vcs: "a version-control address" };
  return {
    message: `${quoted(text)} is ${kinds[what]} that names no package, so what it installs is not assessed.`,
    hint: "Write `NAME @ ADDRESS`, so that at least its name is known, or take it from an index.",
  };
}
