import { parseTomlDocument, tomlAt } from "../manifest/pyproject/toml-document.ts";
import { SourceText } from "../manifest/source-text.ts";

/** Keys of `[project]` for which a tool has the project's own build backend called, whatever it is told of packages. */
const built: Readonly<Record<string, (field: string) => boolean>> = {
  // uv holds `--no-build` against members of a workspace only where they are no packages of their own.
  uv: () => true,
  pdm: (field) => field === "dependencies" || field === "optional-dependencies",
};

/**
 * What a pyproject.toml would have the tool of a lock run that no option of the tool forbids: a build backend for what `[project]` calls dynamic
 * (PEP 621), or plugins that Poetry installs for a project. A sentence; null where there is nothing.
 */
export function codeThatRuns(program: string, path: string, content: string): string | null {
  const document = parseTomlDocument(new SourceText(path, content.replace(/^\uFEFF/, "")));
  const name = `\`${path.replaceAll("`", "'")}\``;
  if (!document.ok) return `${name} is not valid TOML.`;
  if (program === "poetry" && tomlAt(document.root, "tool", "poetry", "requires-plugins") !== null)
    return `${name} has \`tool.poetry.requires-plugins\`, and \`${program}\` would install and run them.`;
  const dynamic = tomlAt(document.root, "project", "dynamic");
  const counts = built[program];
  if (counts === undefined || dynamic?.kind !== "array") return null;
  const fields = dynamic.items.flatMap((item) => (item.kind === "string" && counts(item.value) ? [item.value] : []));
  if (fields.length === 0) return null;
  return `${name} calls \`${fields[0]?.replaceAll("`", "'")}\` dynamic, and \`${program}\` would run a build to learn it.`;
}
