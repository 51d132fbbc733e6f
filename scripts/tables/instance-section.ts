import type { Tables } from "../../src/core/accelerator/tables.ts";
import { grid } from "./grid.ts";

const providers = { aws: "AWS", gcp: "Google Cloud", azure: "Azure", huggingface: "Hugging Face" } as const;

/** The GPU of each machine type that a target may name. */
export function instanceSection(tables: Tables): string {
  return [
    "## Machine types",
    "",
    "A target may name one in place of its GPU. `*` stands for any text; a family such as `g4dn` is enough.",
    "",
    grid(
      ["cloud", "type", "GPU", "processor", "confidence", "sources"],
      tables.instanceTypes.map(({ provider, pattern, gpu, arch, confidence, source }) => [
        providers[provider],
        pattern,
        gpu,
        arch,
        confidence,
        source.join(", "),
      ]),
    ),
  ].join("\n");
}
