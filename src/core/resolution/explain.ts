import type { Incompatibility } from "../solver/incompatibility.ts";
import type { VersionRange } from "../python/version-range.ts";
import type { Catalog } from "./catalog.ts";
import type { Conflict } from "./conflict.ts";
import type { Fact } from "./fact.ts";
import type { PackageKey } from "./package-key.ts";
import type { Answers, Asking } from "./question.ts";

// eslint-disable-next-line
export function* explain(_catalog: Catalog, _proof: Incompatibility<PackageKey, VersionRange, Fact>, _answers: Answers): Asking<Conflict> {
  return { text: "no", tree: { kind: "fact", statement: "no", origin: null }, hints: [], origins: [] };
}
