import type { LockCommand } from "../remediation/lock-command.ts";
import type { Plan } from "../remediation/plan.ts";
import { shellWord } from "./shell-word.ts";

/** The commands of some plans that write locks, each once. */
export function lockCommandsOf(plans: readonly Pick<Plan, "commands">[]): readonly LockCommand[] {
  const all = plans.flatMap(({ commands = [] }) => commands);
  return [...new Map(all.map((one) => [`${one.file}\n${one.command.join("\n")}`, one])).values()];
}

/** The command as a shell runs it from the root of the repository. */
export function shellLine({ file, command }: Pick<LockCommand, "file" | "command">): string {
  const [program = "", ...words] = command;
  const line = [program, ...words.map(argument)].join(" ");
  const end = file.lastIndexOf("/");
  return end < 0 ? line : `(cd ${shellWord(file.slice(0, end))} && ${line})`;
}

/** Options are ours; what they are given may be a name from outside. */
const argument = (word: string): string => (/^--?[a-z][a-z-]*$/.test(word) ? word : shellWord(word));

/** What became of a lock, or what is still to be done with it, as a sentence without its end. */
export function lockState({ state, installed, why }: LockCommand): string {
  if (state === "ran") return "written, read back, resolved and checked";
  if (!installed) return "not written, since no model is installed from it";
  return why === null ? "still to be written" : `still to be written (${why.replace(/\.$/, "")})`;
}
