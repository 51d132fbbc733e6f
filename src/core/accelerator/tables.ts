/** The compatibility tables, indexed. Built by `loadTables`; every fact in them has a source, a date and a confidence. */
export interface Tables {
  /** Day on which the newest fact was read, `YYYY-MM-DD`. */
  readonly date: string;
}
