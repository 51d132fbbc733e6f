import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { formatConfigProblem } from "../../../src/core/config/config-problem.ts";
import { configSchema } from "../../../src/core/config/config-schema.ts";
import { readConfig } from "../../../src/core/config/read-config.ts";
import { sectionsOfKeys } from "../../../src/core/config/schema-keys.ts";

const text = await readFile(new URL("../../../docs/configuration.md", import.meta.url), "utf8");

/** The text between the heading of a section and the next heading of its level. */
function section(name: string): string {
  const start = text.indexOf(`\n## \`${name}\`\n`);
  const end = text.indexOf("\n## ", start + 1);
  return start < 0 ? "" : text.slice(start, end < 0 ? undefined : end);
}

describe("docs/configuration.md", () => {
  it("has a section for each section of the schema", () => {
    for (const name of Object.keys(configSchema.shape)) expect([name, section(name) !== ""]).toEqual([name, true]);
  });

  it.each([...sectionsOfKeys(configSchema)])("describes `%s` in %s", (key, place) => {
    const name = place.split(/[.[]/)[0] ?? "";
    expect(section(name)).toMatch(new RegExp(`^\\|[^|]*\`${key}\``, "m"));
  });

  it("has examples that are read without a problem", () => {
    const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
    expect(examples.length).toBeGreaterThan(2);
    for (const example of examples) {
      const { problems, notices } = readConfig(example, "docs.yml");
      expect([...problems, ...notices].map(formatConfigProblem)).toEqual([]);
    }
  });

  it("shows an error as it is", () => {
    const lines = `${"\n".repeat(10)}targets:\n  prod: { python: "3.11", gpus: [T4] }`;
    const wanted = readConfig(lines, ".github/pinwarden.yml").problems.map(({ message }) => message);
    for (const message of wanted) expect(text).toContain(message);
  });
});
