import process from "node:process";
import { PinwardenError } from "../../core/error.ts";
import { cacheDirectory } from "../../shell/cache/cache-directory.ts";
import { createHttp } from "../../shell/http/create-http.ts";
import { createNetworkPolicy } from "../../shell/http/network-policy.ts";
import { dumpPathIn, publicDumpAddress, refreshDump } from "../../shell/osv/refreshed-dump.ts";
import { version } from "../../version.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";

export interface AdvisoriesRefreshOptions {
  readonly from?: string;
  readonly output?: string;
}

/** `pinwarden advisories refresh`: fetches the dump that runs without a network read. Ends with 3 where it could not be had. */
export async function advisoriesRefreshCommand(
  options: AdvisoriesRefreshOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const base = options.from ?? (process.env["PINWARDEN_OSV_DUMP_URL"] || publicDumpAddress);
  if (!/^https?:/i.test(base) || !URL.canParse(base))
    throw new PinwardenError("usage/address", "The address of the dump is no http or https address.", {
      hint: `Name a bucket of OSV's layout, such as \`${publicDumpAddress}\`.`,
    });
  const path = options.output ?? dumpPathIn(cacheDirectory(process.env));
  await using http = createHttp({
    version,
    environment: process.env,
    policy: createNetworkPolicy({ trusted: [base] }),
  });
  const refresh = await terminal.during("refreshing", refreshDump(http, base, path));
  if (refresh.kind === "failed") {
    terminal.note(`\`${refresh.address}\` could not be had: ${refresh.reason}`);
    return exitCodes.incomplete;
  }
  const { dump, kind } = refresh;
  const newest = dump.asOf === null ? "without a date" : `the newest of ${dump.asOf.slice(0, 10)}`;
  const packages = dump.byName.size;
  await terminal.result(`${path}: ${kind}, ${dump.records} records of ${packages} packages, ${newest}.\n`, null);
  return exitCodes.clean;
}
