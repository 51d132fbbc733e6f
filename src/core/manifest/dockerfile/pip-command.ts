import type { InstallCommand, InstallItem, InstallOption } from "./install-command.ts";
import type { ShellWord } from "./shell-commands.ts";

type Found = Pick<InstallCommand, "tool" | "items" | "options">;

/** Options of `pip install` and `uv pip install` that are read, by what they are written as. */
const read: ReadonlyMap<string, string> = new Map([
  ["-i", "index-url"],
  ["--index-url", "index-url"],
  ["--default-index", "index-url"],
  ["--pypi-url", "index-url"],
  ["--extra-index-url", "extra-index-url"],
  ["--index", "index"],
  ["-f", "find-links"],
  ["--find-links", "find-links"],
  ["--no-binary", "no-binary"],
  ["--only-binary", "only-binary"],
  ["--index-strategy", "index-strategy"],
  ["--torch-backend", "torch-backend"],
]);

const files: ReadonlyMap<string, "requirement" | "constraint" | "override"> = new Map([
  ["-r", "requirement"],
  ["--requirement", "requirement"],
  ["--requirements", "requirement"],
  ["-c", "constraint"],
  ["--constraint", "constraint"],
  ["--constraints", "constraint"],
  ["--override", "override"],
  ["--overrides", "override"],
]);

/** Options without effect here whose value is a word of its own. */
const withValue = new Set(
  "-t --target --prefix --root --platform --python-version --implementation --abi --trusted-host --cache-dir --timeout --retries --src --progress-bar --python -p --log --proxy --upgrade-strategy --exclude-newer --refresh-package --report --cert --client-cert --config-settings -C --global-option --root-user-action --allow-insecure-host --keyring-provider --link-mode --resolution --prerelease --no-build-isolation-package --reinstall-package --upgrade-package -P --exists-action --use-feature --use-deprecated --build-constraint --directory --project --config-file".split(
    " ",
  ),
);

/** Options that are words of their own and are read. */
const flags: ReadonlyMap<string, string> = new Map([
  ["--no-index", "no-index"],
  ["--pre", "pre"],
  ["--require-hashes", "require-hashes"],
]);

/** `pip install`, `python -m pip install`, `uv pip install` and `uv pip sync`. */
export function pipCommand(words: readonly ShellWord[]): Found | null {
  const names = words.map(({ value }) => value.slice(value.lastIndexOf("/") + 1));
  let at = 0;
  const uv = names[0] === "uv";
  if (uv) at = skipOptions(names, 1);
  else if (/^python[0-9.]*$/.test(names[0] ?? "")) {
    at = 1;
    while (/^-[A-Za-ln-z]$/.test(names[at] ?? "")) at++;
    if (names[at] === "-m") at++;
    else if (names[at] !== "-mpip") return null;
    if (names[at] === "uv") return pipCommand(words.slice(at));
  }
  if (!/^(?:-m)?pip(?:[0-9](?:\.[0-9]+)?)?$/.test(names[at] ?? "")) return null;
  at = skipOptions(names, at + 1);
  const verb = names[at];
  if (verb !== "install" && !(uv && verb === "sync")) return null;
  return { tool: uv ? "uv" : "pip", ...pipArguments(words.slice(at + 1), verb === "sync") };
}

function skipOptions(names: readonly string[], from: number): number {
  let at = from;
  while (names[at]?.startsWith("-")) at += withValue.has(names[at] as string) ? 2 : 1;
  return at;
}

function pipArguments(words: readonly ShellWord[], sync: boolean): Pick<Found, "items" | "options"> {
  const items: InstallItem[] = [];
  const options: InstallOption[] = [];
  const extras: string[] = [];
  const groups: ShellWord[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as ShellWord;
    const { value } = word;
    if (!value.startsWith("-")) {
      items.push(sync ? { kind: "file", word, role: "requirement" } : { kind: "requirement", word });
      continue;
    }
    const [name, attached] = split(word);
    const takesValue =
      files.has(name) || read.has(name) || withValue.has(name) || /^(?:-e|--editable|--extra|--group)$/.test(name);
    const argument = !takesValue ? null : (attached ?? words[++index] ?? null);
    const role = files.get(name);
    const option = read.get(name);
    const flag = flags.get(name);
    if (flag !== undefined) options.push({ name: flag, word });
    else if (argument === null) continue;
    else if (name === "--extra") extras.push(argument.value);
    else if (name === "--group") groups.push(argument);
    else if (role !== undefined) items.push({ kind: "file", word: argument, role });
    else if (option !== undefined) options.push({ name: option, word: argument });
    else if (name === "-e" || name === "--editable") items.push({ kind: "requirement", word: argument });
  }
  const all = words.some(({ value }) => value === "--all-extras");
  return {
    items: [...items.map((item) => ofProject(item, all ? "all" : extras)), ...groups.map(ofGroup)],
    options,
  };
}

/** uv takes the requirements of a project for a file of requirements: `-r pyproject.toml --extra gpu`. */
function ofProject(item: InstallItem, extras: readonly string[] | "all"): InstallItem {
  if (item.kind !== "file" || item.role !== "requirement") return item;
  const { word } = item;
  if (!/(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg)|pylock(?:\.[^./]+)?\.toml)$/.test(word.value)) return item;
  return { kind: "project", file: word.value, word, extras, groups: [], defaultGroups: false, groupsAlone: false };
}

/** `--group NAME` and `--group FOLDER/pyproject.toml:NAME` of pip and uv: what the group lists, without the project. */
function ofGroup(word: ShellWord): InstallItem {
  const colon = word.value.lastIndexOf(":");
  const file = colon === -1 ? "pyproject.toml" : word.value.slice(0, colon);
  const groups = [word.value.slice(colon + 1)];
  return { kind: "project", file, word, extras: [], groups, defaultGroups: false, groupsAlone: true };
}

/** `--name=value` and `-rvalue` as the name and its value, which keeps its place. */
function split(word: ShellWord): readonly [string, ShellWord | null] {
  const { value, start, end } = word;
  const equals = value.indexOf("=");
  const long = value.startsWith("--");
  const cut = long ? equals : value.length > 2 && /^-[rcief]/.test(value) ? 2 : -1;
  if (cut === -1) return [value, null];
  const rest = value.slice(long ? cut + 1 : cut);
  // Without quotation marks the value stands at the word's end, letter for letter.
  const plain = end - start === value.length;
  return [value.slice(0, cut), { ...word, value: rest, start: plain ? end - rest.length : start, quote: null }];
}
