import { condaInstall, environmentCreate } from "./conda-command.ts";
import { addCommand, innerStarts, syncCommand, unreadCommand } from "./other-commands.ts";
import { pipCommand } from "./pip-command.ts";
import { projectCommand } from "./project-command.ts";
import type { ShellCommand, ShellWord } from "./shell-commands.ts";

/** What a command that installs names, before anything in it is expanded. */
export type InstallItem =
  /** A requirement, an address or a path, as pip takes it. */
  | { readonly kind: "requirement"; readonly word: ShellWord }
  | { readonly kind: "file"; readonly word: ShellWord; readonly role: "requirement" | "constraint" | "override" }
  /** A package of conda. */
  | { readonly kind: "conda"; readonly word: ShellWord }
  /** An environment file of conda. */
  | { readonly kind: "environment"; readonly word: ShellWord | null }
  /** The manifest of a tool in the folder where the command runs. */
  | {
      readonly kind: "project";
      readonly file: string;
      readonly word: ShellWord;
      readonly extras: readonly string[] | "all";
      readonly groups: readonly string[] | "all";
      /** Whether the groups that the tool installs without being asked come too. */
      readonly defaultGroups: boolean;
      /** The groups alone are installed, without what the project itself requires. */
      readonly groupsAlone: boolean;
    }
  /** Something is installed in a way that is not read; the word says it. */
  | { readonly kind: "unread"; readonly word: ShellWord }
  /** A package of the operating system that is a Python. */
  | { readonly kind: "python"; readonly word: ShellWord; readonly version: string };

/** An option of pip or uv that says where and how packages are found; `name` is pip's long form without dashes. */
export interface InstallOption {
  readonly name: string;
  readonly word: ShellWord;
}

export interface InstallCommand {
  readonly tool: "pip" | "uv" | "conda" | "project" | "apt";
  readonly items: readonly InstallItem[];
  readonly options: readonly InstallOption[];
  /** Assignments in front of the command. */
  readonly assignments: readonly ShellWord[];
  readonly conditional: boolean;
}

/** Words in front of a command that run it as it is. */
const leads = new Set(["sudo", "exec", "env", "command", "nohup", "yes", "time", "-E", "-H"]);

/** What a simple command installs; null where it is another one, or installs nothing that is known here. */
export function installCommand({ words, conditional }: ShellCommand): InstallCommand | null {
  const assignments: ShellWord[] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] as ShellWord;
    if (/^[A-Za-z_]\w*=/.test(word.value)) assignments.push(word);
    else if (!leads.has(word.value)) break;
  }
  const rest = words.slice(at);
  const found = [rest, ...innerStarts(rest).map((start) => rest.slice(start))]
    .map((candidate) => readCommand(candidate))
    .find((one) => one !== null);
  return found === undefined ? null : { ...found, assignments, conditional };
}

const readCommand = (words: readonly ShellWord[]): Pick<InstallCommand, "tool" | "items" | "options"> | null =>
  pipCommand(words) ??
  addCommand(words) ??
  syncCommand(words) ??
  unreadCommand(words) ??
  projectCommand(words) ??
  condaInstall(words) ??
  environmentCreate(words) ??
  aptInstall(words);

/** `apt-get install python3.11`: which Python there will be. `python3` alone is the distribution's, which its image tells. */
function aptInstall(words: readonly ShellWord[]): Pick<InstallCommand, "tool" | "items" | "options"> | null {
  if (!/^(?:apt|apt-get|apk|dnf|yum|microdnf)$/.test(words[0]?.value ?? "")) return null;
  if (!words.some(({ value }) => value === "install" || value === "add")) return null;
  const items = words.flatMap((word): readonly InstallItem[] => {
    const version = /^python(?:3\.([0-9]+)|3([0-9]{2}))(?:-(?:dev|venv|full|minimal|distutils))?(?:=.*)?$/.exec(
      word.value,
    );
    const minor = version?.[1] ?? version?.[2];
    return minor === undefined ? [] : [{ kind: "python", word, version: `3.${minor}` }];
  });
  return items.length === 0 ? null : { tool: "apt", items, options: [] };
}
