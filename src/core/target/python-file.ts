import type { PythonVersion } from "./python-version.ts";
import { parsePythonVersion } from "./python-version.ts";
import type { Stated } from "./stated-target.ts";

/**
 * The Python that a `.python-version` (pyenv, uv, asdf) or a `runtime.txt` (Heroku's form, `python-3.11.4`) names: the first line that
 * is no comment. Null where it names an environment, a range, or no Python 3.
 */
export function readPythonFile(path: string, text: string): Stated<PythonVersion> | null {
  for (const [index, raw] of text
    .slice(0, 4096)
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = raw.replace(/^\uFEFF/, "").trim();
    if (line === "" || line.startsWith("#")) continue;
    const python = parsePythonVersion(line.split("/")[0] ?? "");
    if (!python.ok) return null;
    return { value: python.value, source: { how: "inferred", from: `${path}:${index + 1}`, confidence: "medium" } };
  }
  return null;
}
