import { createWorld } from "../../src/check/create-world.ts";
import type { CheckSettings } from "../../src/check/request.ts";
import { type ScanOutcome, scan } from "../../src/check/scan/scan.ts";
import type { World } from "../../src/check/world.ts";
import { nothingStated } from "../../src/core/target/stated-target.ts";
import { memoryTree } from "../../src/shell/files/memory-tree.ts";
import type { Tree } from "../../src/shell/files/tree.ts";
import type { RecordStore } from "../../src/shell/records/record-store.ts";
import { type LoopbackIndex, type LoopbackPackage, startLoopbackIndex } from "./loopback-index.ts";
import { memoryRecordStore } from "./memory-record-store.ts";
import { type OsvFault, type OsvService, type ServedRecord, startOsvService } from "./osv-service.ts";

/** The world over several nights: an index and an advisory service that a test changes between two scans. */
export interface Nights extends AsyncDisposable {
  readonly index: LoopbackIndex;
  readonly store: RecordStore;
  /** Files of the repository; changing them is a commit. */
  readonly files: Map<string, string>;
  /** From now on the service has these besides. */
  publish(...records: readonly ServedRecord[]): void;
  /** How the advisory service fails; null where it works. */
  fail(fault: OsvFault | null): void;
  /** Scans on a day, `YYYY-MM-DD`. */
  scan(day: string, options?: NightOptions): Promise<ScanOutcome>;
}

export interface NightOptions {
  readonly excludeNewer?: string;
  readonly models?: readonly string[];
  readonly store?: RecordStore;
  readonly tree?: Tree;
}

export interface NightsOptions {
  readonly packages: readonly LoopbackPackage[];
  readonly files: Readonly<Record<string, string>>;
}

export async function openNights({ packages, files }: NightsOptions): Promise<Nights> {
  const index = await startLoopbackIndex({ packages });
  let failing: OsvFault | null = null;
  const osv: OsvService = await startOsvService({ records: [], fault: () => failing });
  const store = memoryRecordStore();
  const current = new Map(Object.entries(files));
  return {
    index,
    store,
    files: current,
    publish: (...more) => void osv.records.push(...more),
    fail: (fault) => {
      failing = fault;
    },
    async scan(day, options = {}) {
      await using world = worldOn(day, index, osv);
      const encoder = new TextEncoder();
      const tree = memoryTree(new Map([...current].map(([path, text]) => [path, encoder.encode(text)])));
      return await scan({
        head: options.tree ?? tree,
        config: null,
        settings: settingsOf(options),
        world,
        store: options.store ?? store,
      });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([index.close(), osv[Symbol.asyncDispose]()]);
    },
  };
}

/** The world as it is asked on a day, `YYYY-MM-DD`. */
export function worldOn(day: string, index: LoopbackIndex, osv: OsvService): World {
  const world = createWorld({
    indexOverrides: { indexUrl: index.url, extraIndexUrls: [], findLinks: [], strategy: null },
    offline: false,
    cache: false,
    environment: { PINWARDEN_OSV_URL: osv.address, PINWARDEN_REGISTRY: "never", NO_PROXY: "*" },
    onWarning: () => {},
  });
  return { ...world, now: `${day}T02:41:00Z` };
}

const settingsOf = ({ excludeNewer, models = [] }: NightOptions): CheckSettings => ({
  models,
  target: nothingStated,
  failOn: null,
  allowGhsas: [],
  warnOnly: false,
  resolve: excludeNewer === undefined ? {} : { excludeNewer },
});

/** The configuration of one model that is served on Linux. */
export const linuxConfig = (fields = ""): string =>
  `targets:\n  prod: { python: "3.13", platform: linux/amd64, glibc: "2.31"${fields} }\n`;
