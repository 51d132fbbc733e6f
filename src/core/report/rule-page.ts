/** The pages of docs/rules, by name. A test holds the list against the folder. */
const pages: ReadonlySet<string> = new Set([
  "abi-built-for-another-torch",
  "abi-cudnn-major",
  "abi-duplicate-import",
  "abi-known-breaks",
  "abi-lockstep",
  "abi-numpy2-abi",
  "accelerator-container-gate",
  "accelerator-cpu-build-on-gpu-target",
  "accelerator-driver-too-old",
  "accelerator-gpu-dropped-by-driver",
  "accelerator-library-from-image-mismatch",
  "accelerator-minor-version-limited",
  "accelerator-mixed-cuda-majors",
  "accelerator-needs-forward-compat",
  "accelerator-no-kernel-image",
  "accelerator-ptx-jit",
  "accelerator-toolkit-needed-to-build",
  "accelerator-torch-backend",
  "accelerator-unknown",
  "advisory",
  "licence",
  "lock-hash-mismatch",
  "lock-incomplete",
  "lock-inconsistent",
  "manifest",
  "platform-cpu-features",
  "platform-driver-branch-eol",
  "platform-glibc-too-old",
  "platform-no-wheel-for-target",
  "platform-os-eol",
  "platform-python-eol",
  "platform-silent-fallback",
  "policy-cooldown",
  "policy-denied-package",
  "policy-index-not-allowed",
  "policy-packages",
  "project-status",
  "provenance",
  "release-yanked",
  "resolution-requirement-not-met",
  "resolution-unsatisfiable",
  "scan",
  "target-contradiction",
  "target-provided-broken",
  "target-shared-environment",
  "target-shared-host",
]);

/** Pages for the rules of an area that have none of their own: each entry of a table is a rule, and the table has one page. */
const areaPages: Readonly<Record<string, string>> = {
  abi: "abi-known-breaks",
  licence: "licence",
  manifest: "manifest",
  policy: "policy-packages",
  project: "project-status",
  provenance: "provenance",
  scan: "scan",
};

/** The page that explains a rule, as a file of docs/rules; null where there is none. */
export function rulePage(rule: string): string | null {
  const own = rule.replaceAll("/", "-");
  const area = rule.split("/")[0] ?? "";
  const name = pages.has(own) ? own : Object.hasOwn(areaPages, area) ? areaPages[area] : undefined;
  return name === undefined ? null : `${name}.md`;
}

/**
 * Where the pages can be read: in the repository that the action is taken from, at the ref that it is taken at. Null for anything that is no
 * repository, as where the action is run from a checkout.
 */
export function documentationAddress(server: string, repository: string, ref: string): string | null {
  const isRepository = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/.test(repository);
  const isRef = /^[A-Za-z0-9._][A-Za-z0-9._/-]{0,199}$/.test(ref) && !ref.includes("..");
  if (!isRepository || !isRef || !/^https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?$/.test(server)) return null;
  return `${server}/${repository}/blob/${ref}/docs/rules`;
}
