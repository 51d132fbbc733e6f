/**
 * How an answer source deals with several indexes. `first-index`: the first that knows a project answers for it, as in
 * uv; `best-match`: all that know it do, as in pip.
 */
export type IndexStrategy = "first-index" | "best-match";
