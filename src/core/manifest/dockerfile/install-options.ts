import { isValidName, normalizeName } from "../../python/name.ts";
import { indexStrategyNames, indexStrategyOf } from "../../resolution/options.ts";
import { quoted, stripCredentials } from "../quoted.ts";
import type { ReadingCollector } from "../reading-collector.ts";
import type { IndexAddress } from "../requirement.ts";
import type { DockerInstall } from "./docker-install.ts";

type Option = Extract<DockerInstall, { kind: "option" }>;

/** Takes an option or a variable of pip or uv that says where and how packages are found. */
export function applyInstallOption(collector: ReadingCollector, option: Option): void {
  const { options } = collector;
  const { name, value, uv } = option;
  options.indexStrategy ??= uv ? "first-index" : "best-match";
  if (name === "no-index") options.noIndex = !/^(?:0|false|no|off)$/i.test(value);
  else if (name === "pre") options.prereleases = !/^(?:0|false|no|off)$/i.test(value);
  else if (name === "require-hashes") options.requireHashes = !/^(?:0|false|no|off)$/i.test(value);
  else if (name === "no-binary") options.noBinary.push(...names(value));
  else if (name === "only-binary") options.onlyBinary.push(...names(value));
  else if (name === "index-strategy") {
    const known = indexStrategyNames.find((strategy) => strategy === value);
    if (known !== undefined) options.indexStrategy = indexStrategyOf(known);
  } else if (name === "torch-backend") reportBackend(collector, option);
  else applyAddress(collector, option);
}

function applyAddress(collector: ReadingCollector, option: Option): void {
  const { options } = collector;
  const { name, value, origin } = option;
  // uv names an index by `name=url`.
  const named = /^([\w-]+)=(https?:\/\/.*)$/i.exec(value);
  const text = named?.[2] ?? value;
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    const message = `${quoted(stripCredentials(text))} is a local folder or no web address, so what \`${name}\` would find there is not assessed.`;
    const hint = "Packages found there alone are not known; publish them to an index.";
    collector.notAssessed(origin, "dockerfile/local-index", message, hint);
    return;
  }
  const index: IndexAddress = named?.[1] === undefined ? { text, origin } : { text, origin, name: named[1] };
  if (name === "index-url") options.indexUrl = index;
  else if (name === "find-links") options.findLinks.push(index);
  else if (!options.extraIndexUrls.some((known) => known.text === text)) options.extraIndexUrls.push(index);
}

function reportBackend(collector: ReadingCollector, { value, origin }: Option): void {
  const message = `uv's torch backend ${quoted(value)} changes which index torch comes from, which is not applied.`;
  const hint = "Name PyTorch's index by `--index-url`, or in `tool.uv.sources`.";
  collector.notAssessed(origin, "dockerfile/torch-backend", message, hint);
}

function names(value: string): readonly string[] {
  return value.split(",").flatMap((part) => {
    const text = part.trim();
    if (text === ":all:" || text === ":none:") return [text];
    return isValidName(text) ? [normalizeName(text)] : [];
  });
}
