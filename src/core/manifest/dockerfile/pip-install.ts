import { pipCommand } from "./pip-command.ts";
import { type ShellWord, shellCommands } from "./shell-commands.ts";

/** What one `pip install` command of a script names. Offsets count in the script. */
export interface PipInstall {
  readonly files: readonly {
    readonly path: string;
    readonly kind: "requirement" | "constraint";
    readonly start: number;
    readonly end: number;
  }[];
  /** Requirements that stand on the command itself. */
  readonly inline: readonly ShellWord[];
}

/**
 * Finds the `pip install` and `uv pip install` commands of a shell script that is no Dockerfile's. The script is never run, and what
 * is not understood is passed over. Line continuations have to be replaced by spaces of the same length before.
 */
export function pipInstalls(text: string): readonly PipInstall[] {
  return shellCommands(text).flatMap(({ words }) => {
    const from = words.findIndex(({ value }) => value !== "sudo" && !/^\w+=/.test(value));
    const found = from === -1 ? null : pipCommand(words.slice(from));
    if (found === null) return [];
    const files = found.items.flatMap((item) =>
      item.kind === "file" && item.role !== "override"
        ? [{ path: item.word.value, kind: item.role, start: item.word.start, end: item.word.end }]
        : [],
    );
    return [{ files, inline: found.items.flatMap((item) => (item.kind === "requirement" ? [item.word] : [])) }];
  });
}
