import { type Parsed, parsed, unparsed } from "./python/parsed.ts";

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** True for a day of the Gregorian calendar as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1970 && day >= 1 && day <= lengthOf(year, month);
}

function lengthOf(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : (lengths[month - 1] ?? 0);
}

/** Day of the week of a `YYYY-MM-DD`, 0 for Sunday, by Sakamoto's method over the Gregorian calendar. */
export function weekdayOf(day: string): number {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  const shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1] ?? 0;
  const since = month < 3 ? year - 1 : year;
  return (since + Math.floor(since / 4) - Math.floor(since / 100) + Math.floor(since / 400) + shift + date) % 7;
}

/**
 * The moment before which a file must have been uploaded, in UTC: a time is itself, a day counts to its end, so its bound is the
 * midnight after it.
 */
export function parseUploadBound(text: string): Parsed<string> {
  if (!isDayOrTime(text))
    return unparsed(
      `expected a day such as 2026-11-01, or a moment such as 2026-11-01T12:00:00Z, found \`${text.slice(0, 40)}\``,
    );
  return parsed(isDay(text) ? `${dayAfter(text)}T00:00:00Z` : text);
}

function dayAfter(text: string): string {
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  if (day < lengthOf(year, month)) return dayText(year, month, day + 1);
  return month < 12 ? dayText(year, month + 1, 1) : dayText(year + 1, 1, 1);
}

const dayText = (year: number, month: number, day: number): string =>
  `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

/** True for a day, or for a time with its zone as RFC 3339 writes it: `2026-01-31T12:00:00Z`. */
export function isDayOrTime(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:[Zz]|[+-](\d{2}):(\d{2})))?$/.exec(
    text,
  );
  if (match === null || !isDay(match[1] ?? "")) return false;
  const within = (index: number, most: number): boolean => match[index] === undefined || Number(match[index]) <= most;
  return within(2, 23) && within(3, 59) && within(4, 60) && within(5, 23) && within(6, 59);
}
