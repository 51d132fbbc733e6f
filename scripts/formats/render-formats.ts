import type { FormatDescription } from "../../src/core/manifest/format-description.ts";
import type { FormatGroup } from "./format-groups.ts";

/** The page of all formats, a table for each group and the rest of what is said of each format below it. */
export function renderFormats(groups: readonly FormatGroup[]): string {
  const sections = groups.map(({ title, text, formats }) =>
    [`## ${title}`, text, table(formats), ...formats.map(details)].join("\n\n"),
  );
  return `${[head, ...sections].join("\n\n")}\n`;
}

const head = `# Formats

<!-- Written by \`node scripts/formats.ts\` from the readers: change what they say of themselves, then run it. -->

What is read from each format, what of it is edited, and what it tells of the target. Nothing of a repository is run: what only a build
or an installation would know is reported as *not assessed*, in its file and line. An edit changes the text of a version and nothing else;
its result is read again, and one that would not say exactly what was asked for is refused. That an edit touches only its span, with line
breaks, byte order mark, comments, quoting and indentation kept, is held for every format by
[every-format.test.ts](../__tests__/core/manifest/edit/every-format.test.ts), and what hostile files do by
[hostile.test.ts](../__tests__/core/manifest/hostile.test.ts).`;

function table(formats: readonly FormatDescription[]): string {
  const rows = formats.map(({ id, title, files, edits, infers, test }) => {
    const names = files.length === 0 ? "by its content" : files.map((file) => `\`${file}\``).join(", ");
    const cells = [title, names, "yes", edits === null ? "no" : "yes", infers ?? "–", `[\`${id}\`](../${test})`];
    return `| ${cells.map(cell).join(" | ")} |`;
  });
  return [
    "| format | files | read | edited | inferred | id and test |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function details({ title, reads, edits, notAssessed }: FormatDescription): string {
  return [
    `### ${title}`,
    "",
    `- Read: ${reads}.`,
    `- Edited: ${edits ?? "nothing"}.`,
    ...(notAssessed === null ? [] : [`- Not assessed: ${notAssessed}.`]),
  ].join("\n");
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
