import type { Tables } from "../accelerator/tables.ts";
import type { Finding } from "../rule/finding.ts";
import { driverLifecycle, isOver, osLifecycle, pythonLifecycle } from "../rule/platform/lifecycle.ts";
import type { Target } from "../target/target.ts";

/**
 * What the target stands on and loses its security fixes within `leadDays`: its Python, the distribution in its image, its driver
 * branch. What is over already has rules of its own (`platform/python-eol` and its kin). The month is told and not the days that are
 * left, so that the same state gives the same sentence every night.
 */
export function endingSoon(target: Target, tables: Tables, today: string, leadDays: number): readonly Finding[] {
  const then = daysLater(today, leadDays);
  const ends = ({ endOfLife }: { readonly endOfLife: string }): boolean =>
    !isOver(endOfLife, today) && isOver(endOfLife, then);
  const found: Finding[] = [];
  const python = pythonLifecycle(target, tables);
  if (python !== null && ends(python)) found.push(ending("python", `Python ${python.python}`, python.endOfLife));
  const os = osLifecycle(target, tables);
  if (os !== null && ends(os.row)) found.push(ending("os", `${os.os} in ${target.image}`, os.row.endOfLife));
  const branch = driverLifecycle(target, tables);
  if (branch !== null && ends(branch))
    found.push(ending("driver", `Driver branch R${branch.branch}`, branch.endOfLife));
  return found;
}

function ending(subject: string, what: string, month: string): Finding {
  return {
    rule: "scan/ends-soon",
    severity: "info",
    package: null,
    version: null,
    message: `${what} gets its last security fixes in ${month}.`,
    advisory: null,
    fixedIn: [],
    location: null,
    evidence: [],
    via: [],
    key: `scan/ends-soon ${subject}`,
  };
}

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The day that is some days after another, `YYYY-MM-DD`. */
export function daysLater(day: string, days: number): string {
  let [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  let left = Math.max(0, Math.min(days, 36_600));
  for (;;) {
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    const length = month === 2 && leap ? 29 : (lengths[month - 1] ?? 30);
    if (date + left <= length) return `${year}-${two(month)}-${two(date + left)}`;
    left -= length - date + 1;
    date = 1;
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
  }
}

const two = (value: number): string => String(value).padStart(2, "0");
