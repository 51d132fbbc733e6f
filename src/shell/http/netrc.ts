import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

export interface NetrcEntry {
  /** Null for the `default` entry. */
  readonly machine: string | null;
  readonly login: string;
  readonly password: string;
}

/** Bytes; a netrc file holds a few lines. */
const longest = 1024 * 1024;

/** Reads `NETRC`, or `~/.netrc` (`_netrc` on Windows). A missing or unreadable file is an empty one. */
export async function readNetrc(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly NetrcEntry[]> {
  const named = environment["NETRC"];
  const paths = named !== undefined && named !== "" ? [named] : [join(homedir(), ".netrc"), join(homedir(), "_netrc")];
  for (const path of paths) {
    const text = await readFile(path, "utf8").catch(() => null);
    if (text !== null) return text.length > longest ? [] : parseNetrc(text);
  }
  return [];
}

/** The first entry for the host, else the `default` one, as curl and ftp read the file. */
export function netrcFor(entries: readonly NetrcEntry[], hostname: string): NetrcEntry | null {
  return entries.find((entry) => entry.machine === hostname) ?? entries.find((entry) => entry.machine === null) ?? null;
}

/** `machine`, `default`, `login`, `password`, `account` and `macdef`, as GNU inetutils documents them. Quotes and `\` as in Python's netrc. */
export function parseNetrc(text: string): readonly NetrcEntry[] {
  const entries: NetrcEntry[] = [];
  let open: { machine: string | null; login: string; password: string } | null = null;
  const close = (): void => {
    if (open !== null && (open.login !== "" || open.password !== "")) entries.push(open);
    open = null;
  };
  const words = createWords(text);
  for (let word = words.next(); word !== null; word = words.next()) {
    if (word === "machine") {
      close();
      open = { machine: (words.next() ?? "").toLowerCase(), login: "", password: "" };
    } else if (word === "default") {
      close();
      open = { machine: null, login: "", password: "" };
    } else if (word === "macdef") words.skipMacro();
    else if (word === "login" || word === "user") assign("login", words.next());
    else if (word === "password") assign("password", words.next());
    else if (word === "account") words.next();
  }
  close();
  return entries;

  function assign(field: "login" | "password", value: string | null): void {
    if (open !== null) open[field] = value ?? "";
  }
}

function createWords(text: string): { next(): string | null; skipMacro(): void } {
  let at = 0;
  const isSpace = (index: number): boolean => text.charCodeAt(index) <= 32;
  return {
    next() {
      for (;;) {
        while (at < text.length && isSpace(at)) at += 1;
        if (at >= text.length) return null;
        // A comment starts a word; within one, as in a password, the sign is itself.
        if (text[at] !== "#") break;
        const end = text.indexOf("\n", at);
        at = end < 0 ? text.length : end;
      }
      const quoted = text[at] === '"';
      if (quoted) at += 1;
      let word = "";
      for (; at < text.length && (quoted ? text[at] !== '"' : !isSpace(at)); at += 1) {
        if (text[at] === "\\" && at + 1 < text.length) at += 1;
        word += text[at];
      }
      if (quoted) at += 1;
      return word;
    },
    /** A macro lasts until the first empty line. */
    skipMacro() {
      const end = text.slice(at).search(/\r?\n[ \t]*\r?\n/);
      at = end < 0 ? text.length : at + end;
    },
  };
}
