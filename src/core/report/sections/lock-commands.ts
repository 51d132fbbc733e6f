import type { LockCommand } from "../../remediation/lock-command.ts";
import { lockState, shellLine } from "../lock-commands.ts";
import { type Block, bullets, code, type Inline, preformatted, prose, words } from "../markdown.ts";

/** Locks of other tools that a plan leaves as they are, each with why, and then the commands as one block that can be copied. */
export function locksToWrite(commands: readonly LockCommand[], most: number): Block[] {
  const needed = commands.filter(({ state }) => state === "needed").slice(0, most);
  if (needed.length === 0) return [];
  return [
    bullets(
      needed.map((one): Inline[] => [code(one.file, 200), words(": "), ...prose(lockState(one), 400), words(".")]),
    ),
    preformatted(needed.map(shellLine).join("\n")),
  ];
}

/** Locks that their own tool wrote. */
export function locksWritten(commands: readonly LockCommand[], most: number): Inline[][] {
  return commands
    .filter(({ state }) => state === "ran")
    .slice(0, most)
    .map(({ file, command }) => [
      code(file, 200),
      words(" was written by "),
      code(command.join(" "), 300),
      words(", read back, resolved and checked."),
    ]);
}
