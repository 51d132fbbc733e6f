/**
 * The day of a moment as ISO 8601 writes it, or the month or year where a source is dated no closer; a text from outside that is none of
 * these is not shown.
 */
export const dayOf = (moment: string): string => /^\d{4}(?:-\d{2}(?:-\d{2})?)?(?![\d-])/.exec(moment)?.[0] ?? "?";
