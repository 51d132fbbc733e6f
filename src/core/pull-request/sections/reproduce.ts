import { isObjectId } from "../../object-id.ts";
import { lockCommandsOf, shellLine } from "../../report/lock-commands.ts";
import { type Block, details, paragraph, preformatted, words } from "../../report/markdown.ts";
import { shellWord } from "../../report/shell-word.ts";
import type { PullBody } from "../body.ts";
import { modelOf } from "../selections.ts";

/** The command that comes to the same plan, on the same commit and with the index as it was. */
export function howToReproduce({ proposal, commit, report }: PullBody, most: number): Block[] {
  const { plans, key } = proposal;
  const models = [...new Set(plans.flatMap(({ places }) => places.map(modelOf)))].sort();
  const ids = new Set(plans.flatMap(({ clears }) => clears.map(({ finding }) => finding.advisory?.id ?? finding.rule)));
  const only = key.kind === "model" ? [] : [...ids].sort();
  const commands = lockCommandsOf(plans);
  const words_ = [
    "pinwarden fix --patch",
    ...(commands.some(({ state }) => state === "ran") ? ["--run-tools"] : []),
    ...models.slice(0, most).map((model) => `--model ${shellWord(model)}`),
    ...only.slice(0, most).map((id) => `--only ${shellWord(id)}`),
    `--exclude-newer ${report.snapshot.excludeNewer ?? report.snapshot.at}`,
  ];
  const cut = models.length > most || only.length > most ? " The list of models or findings is cut here." : "";
  return details(
    "How to reproduce",
    preformatted(
      [
        `git checkout ${isObjectId(commit) ? commit : "HEAD"}`,
        `${words_.join(" ")} | git apply`,
        ...commands.filter(({ state }) => state === "needed").map(shellLine),
      ].join("\n"),
    ),
    paragraph(words(`Models that share files with these are planned with them.${cut}`)),
  );
}
