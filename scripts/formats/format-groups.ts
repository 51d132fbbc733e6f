import type { FormatDescription } from "../../src/core/manifest/format-description.ts";
import { manifestFormats } from "../../src/core/manifest/manifest-format.ts";
import { lockDescriptions } from "./lock-descriptions.ts";
import { packagingDescriptions, servingDescriptions } from "./packaging-descriptions.ts";

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
  {
    title: "Locks",
    text: "Are the resolution: [locks.md](locks.md) says which lock is a model's and how it is checked. A requirements file with hashes is one too, and is edited.",
    formats: lockDescriptions,
  },
  {
    title: "Packaging",
    text: "Say how a tool packages a model: what is installed, and where it is served ([targets.md](targets.md)). Names that many tools use are told apart by the content.",
    formats: packagingDescriptions,
  },
  {
    title: "Serving places",
    text: "Say where something runs, and not what is installed.",
    formats: servingDescriptions,
  },
];
