/** A word as a POSIX shell reads it back, for a command that is to be copied. */
export const shellWord = (word: string): string =>
  /^[\w./:@=+-]+$/.test(word) && !word.startsWith("-") ? word : `'${word.replaceAll("'", `'\\''`)}'`;
