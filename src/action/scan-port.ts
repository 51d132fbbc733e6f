import { type ScanOutcome, type StoredScanRequest, scan } from "../check/scan/scan.ts";
import type { World } from "../check/world.ts";
import type { Config } from "../core/config/config.ts";
import { isFailing } from "../core/scan/drift.ts";
import { type DriftIssue, renderIssue, renderNews, renderScanSummary } from "../core/scan/drift-markdown.ts";
import type { StoredRecord } from "../core/scan/record.ts";
import type { ReportedItem, ScanReport } from "../core/scan/scan-report.ts";
import type { Tree } from "../shell/files/tree.ts";
import type { RecordStore } from "../shell/records/record-store.ts";
import type { CheckInputs } from "./inputs.ts";

export interface ScanPortRequest {
  readonly tree: Tree;
  readonly inputs: CheckInputs;
  readonly store: RecordStore;
  /** The number of the drift issue, asked once the configuration is known. */
  readonly issue: (previous: StoredRecord | null, config: Config) => Promise<number | null>;
  readonly progress: (message: string) => void;
}

export interface ScanPortOutcome {
  readonly report: ScanReport;
  readonly issue: DriftIssue;
  /** Markdown for the job summary. */
  readonly summary: string;
  /** Markdown for a comment on the open issue; null where nothing that fails the policy is new. */
  readonly comment: string | null;
  readonly settings: Config["scan"];
}

/** Scans and renders, in a world that the caller opens and closes. */
export async function scanWith(
  request: ScanPortRequest,
  rest: Pick<StoredScanRequest, "config" | "settings"> & { readonly world: World },
): Promise<ScanPortOutcome> {
  const { tree, store, issue } = request;
  const outcome: ScanOutcome = await scan({ head: tree, store, issue, ...rest });
  const { report, policy, config } = outcome;
  const today = report.at.slice(0, 10);
  const fails = (item: ReportedItem): boolean => isFailing(item, policy, today);
  return {
    report,
    issue: renderIssue(report),
    summary: renderScanSummary(report),
    comment: renderNews(report, fails),
    settings: config.scan,
  };
}
