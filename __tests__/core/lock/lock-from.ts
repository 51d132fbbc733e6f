import { applyLock } from "../../../src/core/lock/apply/apply-lock.ts";
import type { LockQuestion, LockSelection } from "../../../src/core/lock/apply/selection.ts";
import { lockFormatOf } from "../../../src/core/lock/lock-format.ts";
import type { LockedPackage, LockReading } from "../../../src/core/lock/lock-reading.ts";
import { requirementsOf } from "../../support/universe-text.ts";
import { readingFrom } from "../manifest/reading-from.ts";
import { targetWith } from "../python/targets.ts";

/** Reads a lock by the format that its name says. */
export function lockFrom(path: string, text: string | Uint8Array): LockReading {
  const format = lockFormatOf(path);
  if (format === null) throw new Error(`${path} is no lock`);
  return readingFrom({ [path]: text }, format.read(path));
}

export function entryOf(reading: LockReading, name: string, version?: string): LockedPackage {
  const found = reading.packages.find(
    (one) => one.name === name && (version ?? one.version?.text) === one.version?.text,
  );
  if (found === undefined) throw new Error(`${name} is not locked`);
  return found;
}

type Asked = Omit<Partial<LockQuestion>, "requirements"> & { readonly requirements?: string };

export function questionOf({ requirements = "", ...asked }: Asked = {}): LockQuestion {
  return {
    target: targetWith(),
    extras: [],
    groups: [],
    project: ".",
    ...asked,
    requirements: requirementsOf(requirements, "pyproject.toml"),
  };
}

export const selected = (reading: LockReading, asked: Asked = {}): LockSelection =>
  applyLock(reading, questionOf(asked));

/** `name[extras] version -> what it requires`, a line for each package. */
export function lines({ packages }: LockSelection): string {
  return packages
    .map(({ entry, extras, requires }) => {
      const asked = extras.length === 0 ? "" : `[${extras.join(",")}]`;
      const needs = requires.map(({ to }) => to).sort();
      return `${entry.name}${asked} ${entry.version?.text ?? "?"}${needs.length === 0 ? "" : ` -> ${needs.join(", ")}`}`;
    })
    .join("\n");
}

/** `line severity code` of every problem. */
export const problems = (reading: LockReading): readonly string[] =>
  reading.problems.map(({ origin, severity, code }) => `${origin.line} ${severity} ${code}`);
