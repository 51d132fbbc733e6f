import type { Tables } from "../../src/core/accelerator/tables.ts";
import { cell } from "./grid.ts";

/** The page of the rules `abi/<id>` that a row of the table of contradictions makes, a section each. */
export function renderBreaksPage(tables: Tables): string {
  const rows = tables.abiBreaks.filter(({ checks }) => checks !== undefined);
  const sections = rows.map((row) => {
    const [check] = row.checks ?? [];
    const sources = row.source.flatMap((id) => tables.sources.get(id) ?? []);
    return [
      `## abi/${row.id}`,
      "",
      `*Severity: ${row.severity ?? "moderate"}, confidence: ${row.confidence}.*`,
      "",
      `${cell(row.title)}.`,
      "",
      ...(row.checks ?? []).map(
        ({ all, without, python, cuda }) =>
          `- ${code(all)}${without === undefined ? "" : `, without ${code(without)}`}${python === undefined ? "" : `, on Python \`${python}\``}${cuda === undefined ? "" : `, where torch carries CUDA \`${cuda}\``}`,
      ),
      "",
      ...(row.symptom === null ? [] : [`It shows as \`${row.symptom.replaceAll("`", "'")}\`.`, ""]),
      `What helps: ${row.remedy.map((remedy) => (/^[a-z0-9-]+[<>=]/.test(remedy) ? `\`${remedy}\`` : cell(remedy))).join(", or ")}.`,
      ...(check === undefined || check.fixedIn.length === 0
        ? []
        : ["", `Nearest: \`${check.package}==${check.fixedIn[0]}\`.`]),
      "",
      `Sources: ${sources.map(({ title, url }) => `[${cell(title)}](${url})`).join(", ")}.`,
    ].join("\n");
  });
  return `${[
    "# abi/known-breaks",
    "",
    "<!-- Written by `node scripts/tables.ts` from `tables/abi-breaks.json`: change that, then run it. -->",
    "",
    "Releases that fail together although their metadata lets them stand together. Each is a row of the table and a rule of its own,",
    "so that policy can ignore one of them. A finding is about the package that is to be moved, and names the nearest release that is fine.",
    "",
    sections.join("\n\n"),
  ].join("\n")}\n`;
}

const code = (requirements: readonly string[]): string => requirements.map((text) => `\`${text}\``).join(" and ");
