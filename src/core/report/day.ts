/** The day of a moment as ISO 8601 writes it; a text from outside that is none is not shown. */
export const dayOf = (moment: string): string => /^\d{4}-\d{2}-\d{2}/.exec(moment)?.[0] ?? "?";
