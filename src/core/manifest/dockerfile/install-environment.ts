/** What a variable of the environment says to pip or uv. */
export interface EnvironmentOption {
  /** pip's long option without dashes. */
  readonly name: string;
  /** Whether its value is a list, divided by blanks. */
  readonly several: boolean;
  /** It names files of requirements. */
  readonly role?: "requirement" | "constraint" | "override";
}

/** pip reads `PIP_` and an option's long name (pip's documentation, "Environment variables"). */
const pip: ReadonlyMap<string, EnvironmentOption> = new Map([
  ["PIP_INDEX_URL", { name: "index-url", several: false }],
  ["PIP_EXTRA_INDEX_URL", { name: "extra-index-url", several: true }],
  ["PIP_FIND_LINKS", { name: "find-links", several: true }],
  ["PIP_NO_INDEX", { name: "no-index", several: false }],
  ["PIP_PRE", { name: "pre", several: false }],
  ["PIP_NO_BINARY", { name: "no-binary", several: false }],
  ["PIP_ONLY_BINARY", { name: "only-binary", several: false }],
  ["PIP_REQUIRE_HASHES", { name: "require-hashes", several: false }],
  ["PIP_CONSTRAINT", { name: "constraint", several: true, role: "constraint" }],
  ["PIP_REQUIREMENT", { name: "requirement", several: true, role: "requirement" }],
]);

/** uv's documentation, "Environment variables". */
const uv: ReadonlyMap<string, EnvironmentOption> = new Map([
  ["UV_DEFAULT_INDEX", { name: "index-url", several: false }],
  ["UV_INDEX_URL", { name: "index-url", several: false }],
  ["UV_INDEX", { name: "index", several: true }],
  ["UV_EXTRA_INDEX_URL", { name: "extra-index-url", several: true }],
  ["UV_FIND_LINKS", { name: "find-links", several: true }],
  ["UV_INDEX_STRATEGY", { name: "index-strategy", several: false }],
  ["UV_TORCH_BACKEND", { name: "torch-backend", several: false }],
  ["UV_CONSTRAINT", { name: "constraint", several: true, role: "constraint" }],
  ["UV_OVERRIDE", { name: "override", several: true, role: "override" }],
]);

/** What the variable says to the tool; null where it says nothing that is read. */
export function environmentOption(name: string, byUv: boolean): EnvironmentOption | null {
  return (byUv ? uv : pip).get(name) ?? null;
}
