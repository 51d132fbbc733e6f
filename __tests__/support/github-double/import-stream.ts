import { Buffer } from "node:buffer";

/** What a commit does to a path: new text or bytes, a symlink, a submodule, or `null` to delete it. */
export type FileState = string | Uint8Array | { readonly symlink: string } | { readonly submodule: string } | null;

export interface ImportedCommit {
  /** Ref that is moved to the new commit, `refs/heads/main`. */
  readonly ref: string;
  readonly files: Readonly<Record<string, FileState>>;
  readonly message?: string;
  readonly parents: readonly string[];
  /** Seconds since 1970; the same moment for every commit where it is left out. */
  readonly at?: number;
}

/** Who makes every commit of the double, and when (the start of 2026): the same files give the same ids. */
export const committer = { name: "Test", email: "test@example.invalid", at: 1_767_225_600 } as const;

/** A commit as `git fast-import` reads it (git-fast-import(1), "Input Format"): one process does what seven would, and prints the id. */
export function importStream({ ref, files, message = "A change", parents, at }: ImportedCommit): Uint8Array {
  const who = `${committer.name} <${committer.email}>`;
  const parts: (string | Uint8Array)[] = [`commit ${ref}\nmark :1\n`];
  parts.push(`author ${who} ${committer.at} +0000\ncommitter ${who} ${at ?? committer.at} +0000\n`);
  parts.push(...data(message.endsWith("\n") ? message : `${message}\n`));
  for (const [place, parent] of parents.entries()) parts.push(`${place === 0 ? "from" : "merge"} ${parent}\n`);
  for (const [path, state] of Object.entries(files)) parts.push(...change(quoted(path), state));
  parts.push("\nget-mark :1\n");
  return Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
}

function change(path: string, state: FileState): readonly (string | Uint8Array)[] {
  if (state === null) return [`D ${path}\n`];
  if (typeof state === "string" || state instanceof Uint8Array) return [`M 100644 inline ${path}\n`, ...data(state)];
  if ("symlink" in state) return [`M 120000 inline ${path}\n`, ...data(state.symlink)];
  return [`M 160000 ${state.submodule} ${path}\n`];
}

const data = (content: string | Uint8Array): readonly (string | Uint8Array)[] => [
  `data ${Buffer.byteLength(content)}\n`,
  content,
  "\n",
];

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n" };
const quoted = (path: string): string => `"${path.replace(/[\\"\n]/g, (sign) => escapes[sign] ?? sign)}"`;
