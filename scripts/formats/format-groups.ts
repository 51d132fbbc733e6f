import type { FormatDescription } from "../../src/core/manifest/format-description.ts";
import { manifestFormats } from "../../src/core/manifest/manifest-format.ts";

/** Formats that are listed together. A new kind of reader adds a group with the descriptions of its formats. */
export interface FormatGroup {
  readonly title: string;
  readonly text: string;
  readonly formats: readonly FormatDescription[];
}

export const formatGroups: readonly FormatGroup[] = [
  {
    title: "Manifests",
    text: "State requirements. A file is taken for one by its name; one that the configuration lists under `manifests:` may be called anything.",
    formats: manifestFormats,
  },
];
