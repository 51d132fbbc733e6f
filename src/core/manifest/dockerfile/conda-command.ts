import type { InstallCommand, InstallItem } from "./install-command.ts";
import type { ShellWord } from "./shell-commands.ts";

type Found = Pick<InstallCommand, "tool" | "items" | "options">;

/** Options of `conda install` whose value is a word of its own. */
const withValue = new Set([
  "-c",
  "--channel",
  "-n",
  "--name",
  "-p",
  "--prefix",
  "--solver",
  "--repodata-fn",
  "-r",
  "--root-prefix",
  "--platform",
]);

const isConda = (word: ShellWord | undefined): boolean => /(?:^|\/)(?:conda|mamba|micromamba)$/.test(word?.value ?? "");

/** `conda install`, `conda create` and the same of mamba and micromamba. */
export function condaInstall(words: readonly ShellWord[]): Found | null {
  if (!isConda(words[0])) return null;
  const at = words.findIndex(({ value }, index) => index > 0 && !value.startsWith("-"));
  if (!/^(?:install|create|update)$/.test(words[at]?.value ?? "")) return null;
  const items: InstallItem[] = [];
  for (let index = at + 1; index < words.length; index++) {
    const word = words[index] as ShellWord;
    if (word.value === "-f" || word.value === "--file") {
      const file = words[++index];
      if (file !== undefined) items.push(fileItem(file));
    } else if (withValue.has(word.value)) index++;
    else if (word.value.startsWith("--file="))
      items.push(fileItem({ ...word, value: word.value.slice("--file=".length), quote: null }));
    else if (!word.value.startsWith("-")) items.push({ kind: "conda", word });
  }
  return { tool: "conda", items, options: [] };
}

/** micromamba takes environment files here, conda lists of specs: the name tells. */
function fileItem(word: ShellWord): InstallItem {
  return /\.ya?ml$/i.test(word.value)
    ? { kind: "environment", word }
    : { kind: "conda", word: { ...word, computed: true } };
}

/** `conda env create` and `conda env update`: of the file that is named, or of `environment.yml`. */
export function environmentCreate(words: readonly ShellWord[]): Found | null {
  if (!isConda(words[0]) || words[1]?.value !== "env" || !/^(?:create|update)$/.test(words[2]?.value ?? ""))
    return null;
  let file: ShellWord | null = null;
  for (let index = 3; index < words.length; index++) {
    const word = words[index] as ShellWord;
    if (word.value === "-f" || word.value === "--file") file = words[++index] ?? null;
    else if (word.value.startsWith("--file="))
      file = { ...word, value: word.value.slice("--file=".length), quote: null };
    else if (/\.ya?ml$/i.test(word.value) && !words[index - 1]?.value.startsWith("-")) file = word;
  }
  return { tool: "conda", items: [{ kind: "environment", word: file }], options: [] };
}
