import type { FormatDescription } from "../../src/core/manifest/format-description.ts";

export type Described = Omit<FormatDescription, "id">;

/** The description of every format of a list. A format without one, and a description without a format, end the run. */
export function describeAll(
  ids: readonly string[],
  descriptions: Readonly<Record<string, Described>>,
): readonly FormatDescription[] {
  const stray = Object.keys(descriptions).filter((id) => !ids.includes(id));
  if (stray.length > 0) throw new Error(`described, and no format: ${stray.join(", ")}`);
  return ids.map((id) => {
    const description = descriptions[id];
    if (description === undefined) throw new Error(`no description of the format \`${id}\``);
    return { id, ...description };
  });
}
