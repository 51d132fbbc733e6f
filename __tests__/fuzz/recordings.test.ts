import { parseRecording, serializeRecording } from "../../src/core/recording/recording-json.ts";
import { decodeEntry, encodeEntry, peekNotes } from "../../src/shell/cache/entry-format.ts";
import { fuzz } from "../support/fuzz.ts";

const digest = "ab".repeat(32);
const recording = {
  recording: 1,
  at: "2026-01-02T03:04:05Z",
  version: "0.1.0",
  tables: "2026-01-01",
  command: ["check"],
  advisories: { source: null, asOf: null, failure: null, notes: [{ name: "a", text: "x" }], answers: { "a 1.0": [] } },
  indexes: [
    {
      key: "k",
      universe: {
        universe: 1,
        projects: {
          a: {
            pages: [
              {
                index: "https://h.example/simple/",
                status: null,
                files: [{ filename: "a-1.0.zip", url: "https://h.example/a-1.0.zip", hashes: { sha256: digest } }],
              },
            ],
          },
          b: { absent: ["https://h.example/simple/"] },
          c: { failed: "no" },
        },
        metadata: { "https://h.example/a-1.0.zip": { unreadable: "x" } },
      },
    },
  ],
};

fuzz({
  name: "a recording",
  read(bytes) {
    const read = parseRecording(new TextDecoder().decode(bytes));
    if (read.ok) serializeRecording(read.value);
  },
  seeds: [JSON.stringify(recording)],
  pieces: [
    '{"recording":1,',
    '"at":"2026-01-02T03:04:05Z",',
    '"indexes":[',
    '{"key":"k","universe":',
    "{",
    "}",
    "[",
    "]",
    ",",
    '"projects":{',
    '"a":',
    "null",
    '"__proto__":',
    '"x"',
  ],
  around: [[`${JSON.stringify(recording).slice(0, -4)}`, "}}]}"]],
});

fuzz({
  name: "an entry of the cache",
  read(bytes) {
    const file = Buffer.from(bytes);
    peekNotes(file);
    decodeEntry("k", file);
  },
  seeds: [Buffer.concat(encodeEntry("k", { notes: { etag: "x" }, body: Buffer.from("body") }))],
  pieces: ["PWC1", "\u0000", "\u0000\u0000\u0000\u0001", "k", '{"a":1}', "\u007f\u007f\u007f\u007f"],
});
