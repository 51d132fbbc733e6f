import type { ScanRecord } from "../../src/core/scan/record.ts";

/** A record that says as little as one may. */
export const plainRecord = (parts: Partial<ScanRecord> = {}): ScanRecord => ({
  format: 1,
  at: "2026-11-01T02:41:00Z",
  previous: null,
  commit: null,
  complete: true,
  version: "0.1.0",
  tables: "2026-11-01",
  advisories: { source: null, asOf: null },
  excludeNewer: null,
  issue: null,
  places: [],
  unseen: [],
  ...parts,
});
