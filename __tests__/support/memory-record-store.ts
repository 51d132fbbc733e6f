import type { NewRecord, RecordStore } from "../../src/shell/records/record-store.ts";

/** Records in memory. `texts` are their canonical lines, the newest last. */
export interface MemoryRecordStore extends RecordStore {
  readonly texts: readonly string[];
}

export function memoryRecordStore(): MemoryRecordStore {
  const records: NewRecord[] = [];
  return {
    get texts() {
      return records.map(({ text }) => text);
    },
    latest: async () => records.at(-1) ?? null,
    append: async (record, expected) => {
      if ((records.at(-1)?.id ?? null) !== expected) return "moved";
      records.push(record);
      return "appended";
    },
  };
}
