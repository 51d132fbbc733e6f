import process from "node:process";
import { embeddedTables } from "../../core/accelerator/embedded-tables.ts";
import { PinwardenError } from "../../core/error.ts";
import type { DistributionFile } from "../../core/index/distribution-file.ts";
import { ListedPage } from "../../core/index/listed-page.ts";
import { parseSimpleHtml } from "../../core/index/simple-html.ts";
import { probeText } from "../../core/probe/probe-text.ts";
import { compareWithTables, rowOf } from "../../core/probe/table-row.ts";
import { isValidName, normalizeName } from "../../core/python/name.ts";
import { compareVersions, parseVersion } from "../../core/python/version.ts";
import { parseWheelFilename } from "../../core/python/wheel-filename.ts";
import { jsonText } from "../../core/report/json-text.ts";
import { createHttp } from "../../shell/http/create-http.ts";
import type { Http } from "../../shell/http/http.ts";
import { createNetworkPolicy } from "../../shell/http/network-policy.ts";
import { BytesUnavailable } from "../../shell/index/zip-bytes.ts";
import { probeWheel } from "../../shell/probe/probe-wheel.ts";
import { version } from "../../version.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";

export interface TablesProbeOptions {
  readonly indexUrl?: string;
  readonly platform: string;
  readonly python?: string;
  readonly format: "text" | "json";
  readonly output?: string;
}

/**
 * `pinwarden tables probe`: reads a published wheel by ranges and prints what the tables would say of it. Ends with 1 where the tables say something
 * else.
 */
export async function tablesProbeCommand(
  pin: string,
  options: TablesProbeOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const index =
    options.indexUrl ?? process.env["UV_INDEX_URL"] ?? process.env["PIP_INDEX_URL"] ?? "https://pypi.org/simple/";
  await using http = createHttp({
    version,
    environment: process.env,
    policy: createNetworkPolicy({ trusted: [index] }),
  });
  const file = await terminal.during(`looking for ${pin}`, findWheel(http, index, pin, options));
  const probe = await terminal.during(`reading ${file.filename}`, probeWheel(http, file)).catch((error: unknown) => {
    if (!(error instanceof BytesUnavailable)) throw error;
    throw new PinwardenError("index/ranges", `\`${file.filename}\` could not be read by ranges: ${error.message}.`, {
      hint: "Try an index whose server knows range requests.",
    });
  });
  const row = rowOf(probe);
  const comparison = compareWithTables(embeddedTables(), row);
  const text = options.format === "json" ? jsonText({ row, comparison, probe }) : probeText(probe, row, comparison);
  await terminal.result(text, options.output ?? null);
  return comparison.some(({ verdict }) => verdict === "disagrees") ? exitCodes.findings : exitCodes.clean;
}

async function findWheel(
  http: Http,
  index: string,
  pin: string,
  options: TablesProbeOptions,
): Promise<DistributionFile> {
  const [name = "", text = ""] = pin.split("==");
  const wanted = parseVersion(text);
  if (!isValidName(name) || wanted === null)
    throw new PinwardenError("usage/pin", `Expected a package with its version, found \`${pin}\`.`, {
      hint: "Write it as `torch==2.11.0`.",
    });
  const url = `${index.replace(/\/?$/, "/")}${normalizeName(name)}/`;
  const answer = await http.get(url, { accept: "text/html" });
  if (answer.kind !== "ok")
    throw new PinwardenError(
      "index/page",
      `\`${url}\` gave no page: ${answer.kind === "notModified" ? "nothing was sent" : answer.reason}.`,
      {},
    );
  const page = parseSimpleHtml(Buffer.from(answer.body).toString("utf8"), { index, url });
  const files = page.kind === "page" ? new ListedPage(index, page.rows, page).files : [];
  const wheels = files.filter(({ filename }) => {
    const wheel = parseWheelFilename(filename);
    return wheel.ok && compareVersions(wheel.value.version, wanted) === 0 && fits(filename, options);
  });
  const [first] = wheels.toSorted((left, right) => preference(right.filename) - preference(left.filename));
  if (first !== undefined) return first;
  throw new PinwardenError("index/no-wheel", `\`${url}\` lists no wheel of ${pin} for ${options.platform}.`, {
    hint: "Name another platform with `--platform`, such as `manylinux_aarch64` or `win_amd64`, or another Python with `--python`.",
  });
}

/** `--platform manylinux_x86_64` is any of its wheels that says manylinux and x86_64. */
function fits(filename: string, { platform, python }: TablesProbeOptions): boolean {
  const words = platform.split("_").filter((word) => !/^\d+$/.test(word) && word !== "x86" && word !== "64");
  const machine = platform.includes("x86_64") ? "x86_64" : "";
  const tags = filename.slice(0, -".whl".length).split("-").slice(-3);
  const [interpreter = "", , system = ""] = tags;
  if (python !== undefined && !interpreter.includes(`cp${python.replace(".", "")}`)) return false;
  return words.every((word) => system.includes(word)) && system.includes(machine);
}

/** A wheel for many Pythons stands for all; of the others one in the middle of what is in use. */
function preference(filename: string): number {
  if (/-py3-|-abi3-/.test(filename)) return 100;
  const minor = Number(/-cp3(\d{1,2})-/.exec(filename)?.[1] ?? 0);
  return /-cp3\d{1,2}t-/.test(filename) || /-cp3\d{1,2}-cp3\d{1,2}t-/.test(filename)
    ? 0
    : minor <= 12
      ? minor
      : 24 - minor;
}
