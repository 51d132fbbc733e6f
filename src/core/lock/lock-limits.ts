/** What a lock may cost. What is over a limit is reported with the limit. */
export const lockLimits = {
  /** Bytes of one lock. The largest known ones have some 10 MB. */
  bytes: 32 * 1024 * 1024,
  /** Bytes of a TOML lock that no tool wrote as it stands, and that the slower parser has to read. */
  slowTomlBytes: 2 * 1024 * 1024,
  /** Bytes of a YAML lock: a parser that knows places needs a second for two of these megabytes. */
  yamlBytes: 8 * 1024 * 1024,
  /** Values of a YAML lock, with aliases counted by what they stand for. */
  yamlNodes: 1_000_000,
  aliases: 1000,
  /** How deep arrays, tables and mappings may nest. */
  depth: 64,
  packages: 100_000,
  /** Packages that one target gets of a lock, each of which is asked for once. The largest known environments have some 1,500. */
  selected: 5000,
  /** Files, dependencies and memberships of one package together; the largest project has under a thousand files a version. */
  itemsOfPackage: 10_000,
  /** Edges that one walk over a lock follows. */
  edges: 500_000,
} as const;

/** The usual edit: locks are written by a tool. */
export const regenerate = "Write the lock again with the tool that made it.";
