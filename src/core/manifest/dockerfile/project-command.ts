import type { InstallCommand } from "./install-command.ts";
import type { ShellWord } from "./shell-commands.ts";

type Found = Pick<InstallCommand, "tool" | "items" | "options">;

interface Tool {
  /** The verbs that install what the manifest says. */
  readonly verbs: ReadonlySet<string>;
  readonly file: string;
  /** Options that leave the groups out which the tool installs without being asked. */
  readonly without: readonly string[];
  readonly extra: readonly string[];
  readonly allExtras: readonly string[];
  readonly group: readonly string[];
}

const tools: ReadonlyMap<string, Tool> = new Map([
  [
    "uv",
    {
      verbs: new Set(["sync"]),
      file: "pyproject.toml",
      without: ["--no-dev", "--no-default-groups", "--only-group"],
      extra: ["--extra"],
      allExtras: ["--all-extras"],
      group: ["--group", "--only-group"],
    },
  ],
  [
    "poetry",
    {
      verbs: new Set(["install", "sync"]),
      file: "pyproject.toml",
      without: ["--no-dev", "--only", "--without"],
      extra: ["--extras", "-E"],
      allExtras: ["--all-extras"],
      group: ["--with", "--only"],
    },
  ],
  [
    "pdm",
    {
      verbs: new Set(["install", "sync"]),
      file: "pyproject.toml",
      without: ["--prod", "--production", "--no-default"],
      extra: [],
      allExtras: [],
      group: ["-G", "--group", "--with"],
    },
  ],
  [
    "pipenv",
    {
      verbs: new Set(["install", "sync"]),
      file: "Pipfile",
      without: [],
      extra: [],
      allExtras: [],
      group: ["--categories"],
    },
  ],
  [
    "pixi",
    {
      verbs: new Set(["install"]),
      file: "pixi.toml",
      without: [],
      extra: [],
      allExtras: [],
      group: ["-e", "--environment"],
    },
  ],
]);

/** Commands that install what a manifest of the folder says: `uv sync`, `poetry install`, `pdm sync`, `pipenv install`, `pixi install`. */
export function projectCommand(words: readonly ShellWord[]): Found | null {
  const from = /^python[0-9.]*$/.test(words[0]?.value ?? "") && words[1]?.value === "-m" ? 2 : 0;
  const name = words[from]?.value.split("/").at(-1) ?? "";
  const tool = tools.get(name);
  if (tool === undefined) return null;
  const at = words.findIndex(({ value }, index) => index > from && !value.startsWith("-"));
  const verb = words[at];
  if (verb === undefined || !tool.verbs.has(verb.value)) return null;
  const given = argumentsOf(words.slice(at + 1));
  if (name === "pipenv" && given.some(({ option }) => option === null)) return null;
  const listed = (options: readonly string[]): readonly string[] =>
    given
      .flatMap(({ option, value }) => (option !== null && options.includes(option) ? value.split(/[\s,]+/) : []))
      .filter(Boolean);
  const has = (options: readonly string[]): boolean =>
    given.some(({ option }) => option !== null && options.includes(option));
  const dev = name === "pipenv" && has(["--dev", "-d"]);
  return {
    tool: "project",
    items: [
      {
        kind: "project",
        file: tool.file,
        word: verb,
        extras: has(tool.allExtras) ? "all" : listed(tool.extra),
        groups: has(["--all-groups"])
          ? "all"
          : [...listed(tool.group).filter((group) => group !== "main"), ...(dev ? ["dev"] : [])],
        defaultGroups: name !== "pipenv" && name !== "pixi" && !has(tool.without),
        groupsAlone:
          has(["--only-group"]) || (name === "poetry" && has(["--only"]) && !listed(["--only"]).includes("main")),
      },
    ],
    options: [],
  };
}

/** Options with the value that is attached or that follows; a word that belongs to no option has none. */
function argumentsOf(
  words: readonly ShellWord[],
): readonly { readonly option: string | null; readonly value: string }[] {
  const found: { option: string | null; value: string }[] = [];
  let open: string | null = null;
  for (const { value } of words) {
    const equals = value.indexOf("=");
    if (value.startsWith("--") && equals !== -1) {
      found.push({ option: value.slice(0, equals), value: value.slice(equals + 1) });
      open = null;
    } else if (value.startsWith("-")) {
      found.push({ option: value, value: "" });
      open = takesValue.has(value) ? value : null;
    } else {
      found.push({ option: open, value });
      open = null;
    }
  }
  return found;
}

const takesValue = new Set(
  "--extra --group --only-group --no-group --extras -E --with --only --without -G --categories -e --environment --package --directory --project --python -p --index --default-index --index-url --manifest-path --no-install-package --link-mode --cache-dir -C".split(
    " ",
  ),
);
