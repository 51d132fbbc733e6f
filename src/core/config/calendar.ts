const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** True for a day of the Gregorian calendar as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = month === 2 && leap ? 29 : (lengths[month - 1] ?? 0);
  return year >= 1970 && day >= 1 && day <= length;
}

/** True for a day, or for a time with its zone as RFC 3339 writes it: `2026-01-31T12:00:00Z`. */
export function isDayOrTime(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:[Zz]|[+-](\d{2}):(\d{2})))?$/.exec(
    text,
  );
  if (match === null || !isDay(match[1] ?? "")) return false;
  const within = (index: number, most: number): boolean => match[index] === undefined || Number(match[index]) <= most;
  return within(2, 23) && within(3, 59) && within(4, 60) && within(5, 23) && within(6, 59);
}
