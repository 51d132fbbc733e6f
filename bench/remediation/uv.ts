import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where a set is served, and as of when: wheels of the public index alone. */
export interface Serving {
  readonly python: string;
  readonly cutOff: string;
}

export const glibc = "2.28";

/** What uv would install of a requirements file, by name; null where it finds no resolution. */
export async function uvPins(
  uv: string,
  file: string,
  { python, cutOff }: Serving,
): Promise<ReadonlyMap<string, string> | null> {
  const args = ["pip", "compile", file, "--python-version", python, "--python-platform", "x86_64-manylinux_2_28"];
  const more = [
    "--only-binary",
    ":all:",
    "--exclude-newer",
    cutOff,
    "--no-header",
    "--no-annotate",
    "-q",
    "--no-python-downloads",
  ];
  try {
    const { stdout } = await run(uv, [...args, ...more], { timeout: 120_000, maxBuffer: 1 << 26 });
    const pins = [...stdout.matchAll(/^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)/gm)];
    return new Map(pins.map(([, name = "", version = ""]) => [name.toLowerCase().replace(/[-_.]+/g, "-"), version]));
  } catch {
    return null;
  }
}

/** Ids of every record by which a service finds the pins affected (OSV's `/v1/querybatch`), by package. */
export async function affectedBy(
  service: string,
  pins: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = [...pins.keys()];
  const queries = names.map((name) => ({
    package: { ecosystem: "PyPI", name },
    version: (pins.get(name) ?? "").replace(/\+.*$/, ""),
  }));
  const answer = await fetch(`${service}/v1/querybatch`, { method: "POST", body: JSON.stringify({ queries }) });
  const { results } = (await answer.json()) as { results: readonly { readonly vulns?: readonly { id: string }[] }[] };
  return new Map(names.map((name, at) => [name, (results[at]?.vulns ?? []).map(({ id }) => id)]));
}
