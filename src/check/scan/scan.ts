import type { Config } from "../../core/config/config.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { nextRecord } from "../../core/scan/next-record.ts";
import type { StoredRecord } from "../../core/scan/record.ts";
import { reportScan } from "../../core/scan/report-scan.ts";
import type { ScanReport } from "../../core/scan/scan-report.ts";
import { appendRecord, type RecordStore } from "../../shell/records/record-store.ts";
import { observe, type ScanRequest } from "./observe.ts";

export interface StoredScanRequest extends Omit<ScanRequest, "previous"> {
  /** Where what was seen is kept. Null: nothing is kept, and every scan is the first. */
  readonly store: RecordStore | null;
  /** The number of the drift issue, as far as it is known once the record before is. */
  readonly issue?: (previous: StoredRecord | null, config: Config) => Promise<number | null>;
}

export interface ScanOutcome {
  readonly report: ScanReport;
  readonly config: Config;
  /** What judged. */
  readonly policy: Policy;
}

/**
 * One scan: reads what was seen last, looks, appends what is seen now, and tells the difference. Where another scan appended meanwhile,
 * the difference is told to that one's record, so that nothing is news twice.
 *
 * @throws PinwardenError as `observe`, `record/…` and those of the store. Nothing is appended then.
 */
export async function scan(request: StoredScanRequest): Promise<ScanOutcome> {
  const { store, world } = request;
  const latest = (await store?.latest()) ?? null;
  const { observation, config } = await observe({ ...request, previous: latest?.record ?? null });
  const issue = (await request.issue?.(latest, config)) ?? null;
  const build = (previous: StoredRecord | null) => nextRecord(previous, observation, issue);
  const { previous, record } =
    store === null ? { previous: null, record: build(null) } : await appendRecord(store, latest, build);
  return {
    config,
    policy: observation.policy,
    report: reportScan({ previous, record, seen: observation, tables: world.tables }),
  };
}
