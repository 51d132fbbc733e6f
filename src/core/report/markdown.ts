import type {
  Html,
  InlineCode,
  Link,
  List,
  ListItem,
  Paragraph,
  PhrasingContent,
  RootContent,
  Strong,
  Table,
  TableCell,
  Text,
} from "mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";
import { defuse, fileLine, plainLine, withoutReferences } from "./defuse.ts";

/**
 * Markdown is built as a syntax tree and serialised by a library, so that no text can turn into markup. The builders
 * below are the only way from untrusted text into the tree; raw HTML is this module's own constants alone.
 */
export type Block = RootContent;
export type Inline = PhrasingContent;

/** Untrusted or not: shown as text. */
export const text = (value: string, longest?: number): Text => ({ type: "text", value: defuse(value, longest) });

/** Our own words, which need no defusing. */
export const words = (value: string): Text => ({ type: "text", value });

export const code = (value: string, longest?: number): InlineCode => ({
  type: "inlineCode",
  value: plainLine(value, longest) || "?",
});

/**
 * A sentence of ours, in which backticks quote what is not: the quoted parts are shown as code. Nothing is trusted for it: what
 * stands outside of a pair of backticks is text like any other, and what stands inside is code, which the serialiser fences.
 */
export function prose(value: string, longest = 300): Inline[] {
  const parts = plainLine(value, longest).split("`");
  // A backtick without a partner quotes nothing.
  const unpaired = parts.length % 2 === 0 ? `\`${parts.pop() ?? ""}` : "";
  const inline = parts.map(
    (part, index): Inline =>
      index % 2 === 1 && part.trim() !== "" ? { type: "inlineCode", value: part } : plainText(part),
  );
  return [...inline, plainText(unpaired)].filter(
    (part) => part.type === "inlineCode" || (part.type === "text" && part.value !== ""),
  );
}

const plainText = (line: string): Text => ({ type: "text", value: withoutReferences(line) });

export const strong = (...children: Inline[]): Strong => ({ type: "strong", children });

/** Hosts that a report may link to: a link is only ever made to an address that was built here or by an advisory database. */
const linkable = new Set([
  "github.com",
  "osv.dev",
  "nvd.nist.gov",
  "docs.nvidia.com",
  "developer.nvidia.com",
  "pypi.org",
]);

/** A link where the address is on a known host, else its text alone. */
export function link(address: string | null, ...children: Inline[]): Inline[] {
  if (address === null || !URL.canParse(address)) return children;
  const url = new URL(address);
  const fine = url.protocol === "https:" && linkable.has(url.hostname) && url.username === "" && url.password === "";
  if (!fine) return children;
  const made: Link = { type: "link", url: url.href, children: children as Link["children"] };
  return [made];
}

/** A link to our own documentation: its address was built here, from where the program itself was taken. */
export const ownLink = (address: string, ...children: Inline[]): Link => ({
  type: "link",
  url: address,
  children: children as Link["children"],
});

export const paragraph = (...children: Inline[]): Paragraph => ({ type: "paragraph", children });

export const heading = (depth: 2 | 3 | 4, ...children: Inline[]): Block => ({ type: "heading", depth, children });

export function bullets(items: readonly (readonly Inline[])[]): List {
  const children = items.map((item): ListItem => ({ type: "listItem", spread: false, children: [paragraph(...item)] }));
  return { type: "list", ordered: false, spread: false, children };
}

export function table(head: readonly string[], rows: readonly (readonly Inline[])[][]): Table {
  const cell = (children: readonly Inline[]): TableCell => ({ type: "tableCell", children: [...children] });
  return {
    type: "table",
    children: [
      { type: "tableRow", children: head.map((title) => cell([words(title)])) },
      ...rows.map((row) => ({ type: "tableRow" as const, children: row.map(cell) })),
    ],
  };
}

/** A code block: nothing in it is rendered. */
export const preformatted = (lines: string): Block => ({
  type: "code",
  value: lines
    .split("\n")
    .map((line) => plainLine(`|${line}`, 1000).slice(1))
    .join("\n"),
});

/** A patch, coloured where it is shown. To be read: what a runner would take for a command is broken in it. */
export const patchBlock = (patch: string): Block => ({
  type: "code",
  lang: "diff",
  value: patch
    .trimEnd()
    .split("\n")
    .map((line) => fileLine(line))
    .join("\n"),
});

/** Folded detail. `summary` is our own words. */
export function details(summary: string, ...children: readonly Block[]): Block[] {
  return [html(`<details><summary>${summary.replace(/[<>&]/g, "")}</summary>`), ...children, html("</details>")];
}

const html = (value: string): Html => ({ type: "html", value });

/** A marker that is not seen: `name` is our own constant. */
export const marker = (name: string): Block => html(`<!-- ${name} -->`);

export const small = (line: string): Block => html(`<sub>${line.replace(/[<>&]/g, "")}</sub>`);

/** The blocks as Markdown for GitHub. */
export function render(blocks: readonly Block[]): string {
  return toMarkdown(
    { type: "root", children: [...blocks] },
    { bullet: "-", extensions: [gfmToMarkdown({ tablePipeAlign: false })] },
  );
}
