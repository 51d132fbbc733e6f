/** What a test says of an OSV record; the rest is filled in. */
export interface RecordParts {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly package?: string;
  readonly ecosystem?: string;
  /** `introduced 0, fixed 1.2` */
  readonly range?: string;
  readonly versions?: readonly string[];
  readonly [field: string]: unknown;
}

/** An OSV record as JSON, with one PyPI package and one ECOSYSTEM range. Fields of the schema that are given are taken as they are. */
export function osvJson({ id, package: name = "demo", ecosystem = "PyPI", range, versions, ...fields }: RecordParts) {
  return {
    schema_version: "1.7.5",
    id,
    modified: "2026-01-01T00:00:00Z",
    affected: [
      {
        package: { ecosystem, name },
        ...(range === undefined ? {} : { ranges: [{ type: "ECOSYSTEM", events: eventsOf(range) }] }),
        ...(versions === undefined ? {} : { versions }),
      },
    ],
    ...fields,
  };
}

/** `introduced 0, fixed 1.2` as events. */
export function eventsOf(text: string): readonly Record<string, string>[] {
  return text.split(", ").map((event) => {
    const [kind = "", version = ""] = event.split(" ");
    return { [kind]: version };
  });
}
