import type { InstallCommand, InstallItem } from "./install-command.ts";
import type { ShellWord } from "./shell-commands.ts";

type Found = Pick<InstallCommand, "tool" | "items" | "options">;

const nameOf = ({ value }: ShellWord): string => value.slice(value.lastIndexOf("/") + 1);

/** Tools that a Dockerfile may bring in by such a command, which say nothing of the model. */
const installers = /^(?:pip|setuptools|wheel|uv|poetry|pipenv|pdm|hatch|virtualenv|ruff|black|pre-commit|nox|tox)\b/i;

/** Options of `add` whose value is a word of its own. */
const withValue = new Set(
  "--group -G --optional --extra --index --default-index --index-url -i --python -p --directory --project --tag --branch --rev --marker -m --bounds --package".split(
    " ",
  ),
);

/** `uv add` and `pdm add`, which take requirements as pip does; their result is that of an install. */
export function addCommand(words: readonly ShellWord[]): Found | null {
  const [tool, verb, ...rest] = words;
  if (tool === undefined || verb?.value !== "add" || !/^(?:uv|pdm)$/.test(nameOf(tool))) return null;
  const items: InstallItem[] = [];
  for (const [index, word] of rest.entries()) {
    const before = rest[index - 1]?.value ?? "";
    if (/^(?:-r|--requirements)$/.test(before)) items.push({ kind: "file", word, role: "requirement" });
    else if (!word.value.startsWith("-") && !withValue.has(before)) items.push({ kind: "requirement", word });
  }
  return { tool: nameOf(tool) === "uv" ? "uv" : "pip", items, options: [] };
}

/** `pip-sync FILE`: of the files that are named, or of `requirements.txt`. */
export function syncCommand(words: readonly ShellWord[]): Found | null {
  const [tool, ...rest] = words;
  if (tool === undefined || nameOf(tool) !== "pip-sync") return null;
  const named = rest.filter(({ value }) => /\.(?:txt|in)$/.test(value));
  const files = named.length > 0 ? named : [{ ...tool, value: "requirements.txt", quote: null }];
  return {
    tool: "pip",
    items: files.map((word) => ({ kind: "file", word, role: "requirement" as const })),
    options: [],
  };
}

/** Commands that install Python packages in a way that is not read, each with the word that says so. */
export function unreadCommand(words: readonly ShellWord[]): Found | null {
  const [tool, verb, third] = words;
  if (tool === undefined) return null;
  const name = nameOf(tool);
  const values = words.map(({ value }) => value);
  const unread = (word: ShellWord): Found => ({ tool: "pip", items: [{ kind: "unread", word }], options: [] });
  if ((name === "poetry" || name === "pixi") && verb?.value === "add") return unread(tool);
  if (name === "easy_install") return unread(tool);
  const isolated =
    (name === "pipx" && verb?.value === "install") ||
    (name === "uv" && verb?.value === "tool" && third?.value === "install");
  if (isolated) {
    const what = words.slice(name === "pipx" ? 2 : 3).find(({ value }) => /^[a-z]/i.test(value));
    return what === undefined || installers.test(what.value) ? null : unread(what);
  }
  // What `xargs` hands to pip comes from another command.
  if (name === "xargs" && values.some((value) => /^pip[0-9.]*$/.test(value)) && values.includes("install"))
    return unread(tool);
  return null;
}

/** Commands that run the rest of their words as a command, in an environment or as somebody. */
const runners: ReadonlySet<string> = new Set(["conda", "mamba", "micromamba", "poetry", "pdm", "uv", "pipenv", "pixi"]);
const users: ReadonlySet<string> = new Set([
  "gosu",
  "runuser",
  "su-exec",
  "setpriv",
  "chroot",
  "timeout",
  "nice",
  "retry",
]);

/** The places at which a command that `conda run`, `gosu` and the like run may begin; none where the command is another one. */
export function innerStarts(words: readonly ShellWord[]): readonly number[] {
  const [tool, verb] = words;
  if (tool === undefined) return [];
  const runs = runners.has(nameOf(tool)) && verb?.value === "run";
  if (!runs && !users.has(nameOf(tool))) return [];
  const from = runs ? 2 : 1;
  // A command begins with a program's name: not with an option.
  return words.flatMap(({ value }, at) => (at >= from && !value.startsWith("-") ? [at] : [])).slice(0, 8);
}
