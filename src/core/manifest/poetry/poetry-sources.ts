import { publicIndex, webAddress } from "../index-address.ts";
import { textAt } from "../named-dependency.ts";
import { arrayField, invalidField, originOf, type PyprojectContext } from "../pyproject/pyproject-context.ts";
import { type TomlTable, tomlAt } from "../pyproject/toml-document.ts";
import type { LocatedText } from "../requirement.ts";

/**
 * Reads `[[tool.poetry.source]]` (Poetry's documentation, "Repositories"). The first primary source takes the place of the public
 * index unless that one is declared too; supplemental ones are asked in addition; explicit ones are asked for the packages alone
 * that name them. `default` and `secondary` are how older versions said primary and supplemental.
 */
export function readPoetrySources(context: PyprojectContext, poetry: TomlTable): ReadonlyMap<string, LocatedText> {
  const { options } = context.collector;
  const byName = new Map<string, LocatedText>();
  for (const item of arrayField(context, "tool.poetry.source", tomlAt(poetry, "source"))) {
    if (item.kind !== "table") {
      invalidField(context, item, "tool.poetry.source", "a table with `name` and `url`");
      continue;
    }
    const name = textAt(item, "name") ?? "";
    const isPublic = name.toLowerCase() === "pypi" && textAt(item, "url") === null;
    const url = isPublic ? publicIndex : textAt(item, "url");
    if (url === null) {
      invalidField(context, item, "tool.poetry.source.url", "the address of an index");
      continue;
    }
    const at = tomlAt(item, isPublic ? "name" : "url") ?? item;
    const index = webAddress(context, "tool.poetry.source.url", { text: url, origin: originOf(context, at) });
    if (index === null) continue;
    byName.set(name, index);
    const priority = priorityOf(item);
    if (priority === "explicit") continue;
    if (priority === "primary" && options.indexUrl === null) options.indexUrl = index;
    else options.extraIndexUrls.push(index);
  }
  return byName;
}

function priorityOf(item: TomlTable): "primary" | "supplemental" | "explicit" {
  const priority = textAt(item, "priority");
  if (priority === "explicit") return "explicit";
  if (priority === "supplemental" || priority === "secondary") return "supplemental";
  const secondary = tomlAt(item, "secondary");
  return secondary?.kind === "boolean" && secondary.value ? "supplemental" : "primary";
}
