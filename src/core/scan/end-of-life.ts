import { imageFactsOf } from "../accelerator/image-of-target.ts";
import type { Tables } from "../accelerator/tables.ts";
import type { Finding } from "../rule/finding.ts";
import { isOver } from "../rule/platform/lifecycle.ts";
import { parseDriver } from "../target/driver.ts";
import type { Target } from "../target/target.ts";

/**
 * What the target stands on and loses its security fixes within `leadDays`: its Python, the distribution in its image, its driver
 * branch. What is over already has rules of its own (`platform/python-eol` and its kin). The month is told and not the days that are
 * left, so that the same state gives the same sentence every night.
 */
export function endingSoon(target: Target, tables: Tables, today: string, leadDays: number): readonly Finding[] {
  const then = daysLater(today, leadDays);
  const ends = (month: string | null | undefined): month is string =>
    month != null && !isOver(month, today) && isOver(month, then);
  const found: Finding[] = [];
  const python = `${target.python.major}.${target.python.minor}`;
  const release = tables.pythonReleases.get(python);
  const stated = target.sources.python !== undefined && target.sources.python.how !== "assumed";
  if (stated && target.python.implementation === "cpython" && ends(release?.endOfLife))
    found.push(ending("python", `Python ${python}`, release.endOfLife));
  const image = imageFactsOf(tables, target);
  const os = tables.images.os.find(
    ({ id, suffixes }) => image?.os != null && (suffixes[0] === image.os || id === image.os),
  );
  const lifecycle = os === undefined ? undefined : tables.osLifecycle.get(os.id);
  if (os !== undefined && ends(lifecycle?.endOfLife))
    found.push(ending("os", `${os.os} in ${target.image}`, lifecycle.endOfLife));
  const driver = target.driver === null ? null : parseDriver(target.driver);
  // NVIDIA's dates are for its Linux drivers of data centres.
  const branch =
    driver?.ok === true && target.os === "linux"
      ? tables.driverBranches.find((row) => row.branch === driver.value.branch)
      : undefined;
  if (branch !== undefined && ends(branch.endOfLife))
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
