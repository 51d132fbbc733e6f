import type { Parsed } from "../python/parsed.ts";
import { parsed, unparsed } from "../python/parsed.ts";
import type { Target } from "./target.ts";

/** The interpreter that a target runs, as `Target.python` holds it. */
export type PythonVersion = Target["python"];

const expected = "Expected a Python version such as `3.11`, `3.11.4`, `3.13t` or `pypy3.10`";

/** What may stand before the version: `python3.11`, `cpython-3.11`, `pypy3.10`, and Cog's and Truss's `py311`. */
const prefixes = ["cpython", "python", "pypy", "cp", "pp", "py"] as const;

/**
 * Reads a Python version as people and tools write it. Where no patch is given, `full` ends in `.0` and `patchAssumed` is true:
 * markers compare `python_full_version`, and there is no better guess (PEP 508).
 */
export function parsePythonVersion(text: string): Parsed<PythonVersion> {
  const trimmed = text.trim().toLowerCase();
  if (trimmed.length > 40) return unparsed(`${expected}, found a text of ${trimmed.length} characters.`);
  const refused = unparsed(`${expected}, found \`${trimmed}\`.`);
  const prefix = prefixes.find((candidate) => trimmed.startsWith(candidate));
  const rest = prefix === undefined ? trimmed : trimmed.slice(prefix.length).replace(/^-/, "");
  const implementation = prefix === "pypy" || prefix === "pp" ? "pypy" : "cpython";
  const dotted = prefix === undefined ? rest : withDot(rest);
  const match = /^(\d)\.(\d{1,2})(?:\.(\d{1,2}(?:(?:a|b|rc)\d{1,2})?))?(t?)$/.exec(dotted);
  if (match === null) return refused;
  const major = Number(match[1]);
  const minor = Number(match[2]);
  if (major !== 3)
    return unparsed(`Python ${major} is not checked: every supported release is a Python 3. ${expected}.`);
  const freeThreaded = match[4] === "t";
  if (freeThreaded && (implementation === "pypy" || minor < 13)) {
    return unparsed(`Free-threaded builds (\`t\`) exist for CPython 3.13 and later (PEP 703), found \`${trimmed}\`.`);
  }
  const patch = match[3];
  const full = `${major}.${minor}.${patch ?? "0"}`;
  return parsed({ full, major, minor, implementation, freeThreaded, patchAssumed: patch === undefined });
}

/** `311` as `3.11`: the form of wheel tags and of `python_version: py311`. */
function withDot(digits: string): string {
  return /^3\d{1,2}t?$/.test(digits) ? `3.${digits.slice(1)}` : digits;
}

/** As people write it, with the patch only where it was said: `3.11`, `3.11.4`, `3.13t`, `pypy3.10`. */
export function formatPythonVersion(python: PythonVersion): string {
  const number = python.patchAssumed ? `${python.major}.${python.minor}` : python.full;
  return `${python.implementation === "pypy" ? "pypy" : ""}${number}${python.freeThreaded ? "t" : ""}`;
}
