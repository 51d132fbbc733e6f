import * as z from "zod";
import type { FileAnswer } from "../manifest/reading.ts";

/** What was read of one state of a repository, or of the file that a word of the command line names. */
export interface RecordedTree {
  /** `working tree`, or the commit's id. */
  readonly id: string;
  /** Where the tree was opened for one file: its path in the tree. Null where it was opened for the tree. */
  readonly path: string | null;
  /** Paths of files, as the tree lists them; null where the run did not ask. */
  readonly entries: readonly RecordedEntry[] | null;
  readonly files: ReadonlyMap<string, FileAnswer>;
}

export interface RecordedEntry {
  readonly path: string;
  readonly kind: "file" | "symlink" | "submodule";
  readonly size: number | null;
}

const entry = z.object({
  path: z.string(),
  kind: z.enum(["file", "symlink", "submodule"]),
  size: z.number().nullable(),
}) satisfies z.ZodType<RecordedEntry>;

const file = z.union([
  z.object({ text: z.string(), id: z.string() }),
  /** Of a file that is no UTF-8. */
  z.object({ hex: z.string().regex(/^(?:[0-9a-f]{2})*$/), id: z.string() }),
  z.object({ refused: z.string() }),
  z.object({ missing: z.literal(true) }),
]);

/** The shape of a recorded tree in JSON. */
export const treeShape = z.object({
  id: z.string(),
  path: z.string().nullable(),
  entries: z.array(entry).nullable(),
  files: z.record(z.string(), file),
});

export function treeFrom({ files, ...rest }: z.infer<typeof treeShape>): RecordedTree {
  return { ...rest, files: new Map(Object.entries(files).map(([path, one]) => [path, answerFrom(one)])) };
}

function answerFrom(one: z.infer<typeof file>): FileAnswer {
  if ("missing" in one) return { kind: "missing" };
  if ("refused" in one) return { kind: "refused", reason: one.refused };
  const bytes = "text" in one ? new TextEncoder().encode(one.text) : fromHex(one.hex);
  return { kind: "file", bytes, id: one.id };
}

/** One line for each file, sorted by path. */
export function treeJson({ id, path, entries, files }: RecordedTree): string {
  const listed = entries === null ? "null" : `[\n${entries.map((one) => JSON.stringify(one)).join(",\n")}\n]`;
  const read = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, answer]) => `${JSON.stringify(name)}:${JSON.stringify(answerJson(answer))}`);
  return `{"id":${JSON.stringify(id)},"path":${JSON.stringify(path)},"entries":${listed},"files":{\n${read.join(",\n")}\n}}`;
}

function answerJson(answer: FileAnswer): z.infer<typeof file> {
  if (answer.kind === "missing") return { missing: true };
  if (answer.kind === "refused") return { refused: answer.reason };
  const { bytes, id } = answer;
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), id };
  } catch {
    return { hex: Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""), id };
  }
}

function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Number.parseInt(text.slice(at * 2, at * 2 + 2), 16);
  return bytes;
}
