import type { Instruction } from "dockerfile-ast";
import type { Origin } from "../../error.ts";
import { clauseSpan, plainSite } from "../edit/clause-span.ts";
import type { EditSite } from "../edit/edit-site.ts";
import { quoted } from "../quoted.ts";
import type { SourceText } from "../source-text.ts";
import type { CopiedFiles } from "./copied-files.ts";
import type { DockerInstall } from "./docker-install.ts";
import { type InstallCommand, type InstallItem, installCommand } from "./install-command.ts";
import { environmentOption } from "./install-environment.ts";
import { runScript } from "./run-script.ts";
import { type ShellCommand, type ShellWord, shellCommands } from "./shell-commands.ts";
import type { StageVariables } from "./stage-variables.ts";
import { substitute, type VariableValue } from "./variables.ts";

/** What one `RUN` installs, in order. Nothing is run: a word that depends on the build is told as unknown. */
export class RunInstalls {
  readonly #source: SourceText;
  readonly #variables: Map<string, VariableValue | null>;
  readonly #stage: StageVariables;
  readonly #copied: CopiedFiles;
  readonly #start: number;
  readonly #commands: readonly ShellCommand[];
  readonly #found: DockerInstall[] = [];

  constructor(
    source: SourceText,
    instruction: Instruction,
    escapeCharacter: string,
    stage: StageVariables,
    copied: CopiedFiles,
  ) {
    const { start, text, mounts } = runScript(source, instruction, escapeCharacter);
    this.#source = source;
    this.#stage = stage;
    this.#variables = new Map(stage.current);
    this.#copied = copied.during(mounts);
    this.#start = start;
    this.#commands = shellCommands(text);
  }

  read(): readonly DockerInstall[] {
    for (const command of this.#commands.flatMap(innerCommands)) {
      const [name, first] = command.words;
      if (name?.value === "export") this.#assign(command.words.slice(1));
      else if (name?.value === "cd" && first !== undefined) this.#copied.enter(this.#expand(first) ?? "$");
      else this.#command(command);
    }
    return this.#found;
  }

  #command(command: ShellCommand): void {
    if (command.words.every(({ value }) => /^[A-Za-z_]\w*=/.test(value))) this.#assign(command.words);
    const install = installCommand(command);
    if (install === null) {
      this.#script(command.words);
      return;
    }
    if (install.conditional) {
      this.#conditional(install);
      return;
    }
    this.#add({ kind: "command", origin: this.#source.origin(this.#start, this.#start + "RUN".length) });
    if (install.tool === "pip" || install.tool === "uv") this.#environment(install);
    for (const { name, word } of install.options) {
      const value = this.#expand(word);
      if (value === null) this.#unknown(word, `where packages are found (\`${name}\`)`);
      else
        this.#found.push({
          kind: "option",
          name,
          value,
          uv: install.tool === "uv",
          own: true,
          origin: this.#origin(word),
        });
    }
    for (const item of install.items) this.#item(item);
  }

  #assign(words: readonly ShellWord[]): void {
    for (const word of words) {
      const equals = word.value.indexOf("=");
      if (equals < 1) continue;
      const text = this.#expand({ ...word, value: word.value.slice(equals + 1) });
      this.#variables.set(word.value.slice(0, equals), text === null ? null : { text, assumed: [] });
    }
  }

  /** `sh install.sh`, `./install.sh` and `… | bash`: what a script installs is not looked for. */
  #script(words: readonly ShellWord[]): void {
    const [name, first] = words;
    if (name === undefined) return;
    const shell = isShell(name);
    const script = shell ? first : name;
    if (!(shell && words.length === 1) && !(script !== undefined && /\.(?:sh|bash)$/.test(script.value))) return;
    const message = `${quoted((script ?? name).value)} is a script that the image runs, so what it installs is not assessed.`;
    this.#tell(
      script ?? name,
      "dockerfile/script",
      message,
      "Install what is served by commands of the Dockerfile itself.",
    );
  }

  #conditional({ items }: InstallCommand): void {
    const [first] = items;
    if (first === undefined || first.kind === "python") return;
    const word = first.kind === "environment" ? first.word : first.word;
    if (word === null) return;
    const others = items.length === 1 ? "" : ` and ${items.length - 1} more`;
    const message = `${quoted(word.value)}${others} is installed under a condition of the shell, so it is not assessed.`;
    const hint = "Install it without a condition, or list what is served as a manifest of the model.";
    this.#tell(word, "dockerfile/conditional-install", message, hint);
  }

  /** Variables of pip and uv that hold while the command runs, those in front of it included. */
  #environment({ tool, assignments }: InstallCommand): void {
    const inFront = new Map(assignments.map((word) => [word.value.split("=", 1)[0] ?? "", word]));
    for (const [name, value] of this.#variables) {
      if (!inFront.has(name)) this.#variable(name, value, this.#stage.environment.get(name)?.origin ?? null, tool);
    }
    for (const [name, word] of inFront) {
      const text = this.#expand({ ...word, value: word.value.slice(name.length + 1) });
      this.#variable(name, text === null ? null : { text, assumed: [] }, this.#origin(word), tool);
    }
  }

  #variable(name: string, value: VariableValue | null, origin: Origin | null, tool: InstallCommand["tool"]): void {
    const option = environmentOption(name, tool === "uv");
    if (option === null || value?.text === "") return;
    const at = origin ?? this.#source.origin(this.#start, this.#start + "RUN".length);
    if (value === null || value.text === null) {
      const message = `The value of \`${name}\` is not known before the build, so where packages are found may differ.`;
      this.#add({
        kind: "unknown",
        code: "dockerfile/unknown-variable",
        message,
        hint: "Write the value itself.",
        severity: "not-assessed",
        origin: at,
      });
      return;
    }
    for (const text of option.several ? value.text.split(/\s+/) : [value.text]) {
      if (option.role !== undefined) {
        this.#add({
          kind: "file",
          written: text,
          contextPath: this.#copied.contextPath(text),
          role: option.role,
          origin: at,
        });
      } else this.#add({ kind: "option", name: option.name, value: text, uv: tool === "uv", own: false, origin: at });
    }
  }

  #item(item: InstallItem): void {
    if (item.kind === "python") {
      this.#add({ kind: "python", version: item.version, origin: this.#origin(item.word) });
      return;
    }
    const word = item.word;
    if (word === null) {
      this.#manifest("environment.yml", this.#source.origin(this.#start, this.#start + 3), nothingChosen);
      return;
    }
    if (item.kind === "unread") {
      const message = `${quoted(word.value)} installs Python packages in a way that is not read, so they are not assessed.`;
      const hint = "Install what is served by `pip install`, or list it as a manifest of the model.";
      this.#tell(word, "dockerfile/unread-install", message, hint);
      return;
    }
    if (item.kind === "project") {
      this.#manifest(item.file, this.#origin(word), item);
      return;
    }
    const text = this.#expand(word);
    if (text === null) this.#unknown(word, "what it installs");
    else if (item.kind === "file") {
      this.#add({
        kind: "file",
        written: text,
        contextPath: this.#copied.contextPath(text),
        role: item.role,
        origin: this.#origin(word),
      });
    } else if (item.kind === "environment") this.#manifest(text, this.#origin(word), nothingChosen);
    else this.#requirement(item.kind, word, text);
  }

  #manifest(written: string, origin: Origin, { extras, groups, defaultGroups, groupsAlone }: Choice): void {
    this.#add({
      kind: "manifest",
      written,
      contextPath: this.#copied.contextPath(written),
      extras,
      groups,
      defaultGroups,
      groupsAlone,
      origin,
    });
  }

  #requirement(kind: "requirement" | "conda", word: ShellWord, text: string): void {
    const origin = this.#origin(word);
    const folder = /^(\.{0,2}\/?[\w./-]*|\.)(?:\[([\w\s,.-]*)\])?$/.exec(text);
    if (
      kind === "requirement" &&
      folder !== null &&
      /^\.|\//.test(folder[1] ?? "") &&
      !/\.(?:whl|zip|gz)$/.test(text)
    ) {
      const extras = (folder[2] ?? "")
        .split(",")
        .map((extra) => extra.trim())
        .filter(Boolean);
      const written = folder[1] ?? ".";
      const contextPaths = projectFiles.map((name) => this.#copied.contextPath(`${written}/${name}`));
      this.#add({ kind: "folder", written, contextPaths, extras, origin });
      return;
    }
    if (word.cut) {
      const message = `The shell takes the \`<\` or \`>\` behind ${quoted(text)} for a redirection into a file: any version is installed.`;
      this.#tell(
        word,
        "dockerfile/unquoted-version",
        message,
        `Put the requirement in quotation marks, as in \`"${text}>=1.2"\`.`,
        "error",
      );
    }
    this.#add({ kind, text, origin, site: this.#site(word, text) });
  }

  #site(word: ShellWord, text: string): EditSite {
    const changed = text !== word.value;
    if (changed) return fixed("Its text comes from a variable.", "Change the variable's value.");
    if (word.cut) return fixed("The shell cuts its version off.", "Put it in quotation marks first.");
    const start = this.#start + word.start + (word.quote === null ? 0 : 1);
    if (word.quote !== null) return plainSite(text, start);
    if (word.end - word.start !== text.length)
      return fixed("It is quoted in part.", "Put the whole of it in quotation marks.");
    const site = plainSite(text, start);
    if (site.kind === "fixed" || clauseSpan(text) === null) return site;
    return { ...site, shellWord: { start, end: this.#start + word.end } };
  }

  #expand(word: ShellWord): string | null {
    if (word.computed) return null;
    if (!word.expands || !word.value.includes("$")) return word.value;
    // Backslashes are gone from a word's value.
    const result = substitute(word.value, this.#variables, "\0");
    return result.kind === "known" ? result.text : null;
  }

  #unknown(word: ShellWord, what: string): void {
    const message = `${quoted(word.value)} depends on what only the build knows, so ${what} is not assessed.`;
    this.#tell(word, "dockerfile/unknown-install", message, "Write it out, or give the `ARG` a default value.");
  }

  #tell(
    word: ShellWord,
    code: string,
    message: string,
    hint: string,
    severity: "error" | "not-assessed" = "not-assessed",
  ): void {
    this.#add({ kind: "unknown", code, message, hint, severity, origin: this.#origin(word) });
  }

  #add(install: DockerInstall): void {
    this.#found.push(install);
  }

  /** Of a quoted word what stands between the marks. */
  #origin({ start, end, quote }: ShellWord): Origin {
    const inside = quote === null ? 0 : 1;
    return this.#source.origin(this.#start + start + inside, this.#start + end - inside);
  }
}

type Choice = Pick<Extract<InstallItem, { kind: "project" }>, "extras" | "groups" | "defaultGroups" | "groupsAlone">;
const nothingChosen: Choice = { extras: [], groups: [], defaultGroups: false, groupsAlone: false };

/** Files that state what a project requires, in the order in which they are taken. */
const projectFiles = ["pyproject.toml", "setup.cfg", "setup.py"];

const isShell = ({ value }: ShellWord): boolean => /^(?:\/(?:usr\/)?bin\/)?(?:(?:ba|da|z)?sh|su)$/.test(value);

/** The commands of `bash -c "…"` in the place of that command, once. */
function innerCommands(command: ShellCommand): readonly ShellCommand[] {
  const [name] = command.words;
  const at = command.words.findIndex(({ value }) => /^-[a-z]*c$/.test(value));
  const text = command.words[at + 1];
  if (name === undefined || !isShell(name) || at === -1 || text === undefined || text.quote === null) return [command];
  const shift = text.start + 1;
  return shellCommands(text.value).map(({ words, conditional }) => ({
    words: words.map((word) => ({ ...word, start: word.start + shift, end: word.end + shift })),
    conditional: conditional || command.conditional,
  }));
}

function fixed(why: string, hint: string): EditSite {
  return { kind: "fixed", why, hint };
}
