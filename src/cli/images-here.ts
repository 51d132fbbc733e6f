import process from "node:process";
import type { Inputs } from "../check/inputs.ts";
import type { World } from "../check/world.ts";
import { PinwardenError } from "../core/error.ts";
import { openWorkingTree } from "../shell/files/working-tree.ts";
import { type ImageSource, noImages } from "../shell/registry/image-source.ts";

/**
 * The registries as the configuration of the working folder lets them be asked, for a command that names an image and otherwise reads no
 * configuration. It is read before a first question and not at all without one; where it cannot be read, nothing is asked.
 */
export function imagesHere(inputs: Inputs, imagesFor: World["imagesFor"]): ImageSource {
  let source: Promise<ImageSource> | null = null;
  return {
    async ask(question) {
      source ??= open(inputs, imagesFor);
      return await (await source).ask(question);
    },
  };
}

async function open(inputs: Inputs, imagesFor: World["imagesFor"]): Promise<ImageSource> {
  const { effectiveConfig } = await import("../check/configuration.ts");
  try {
    const tree = await inputs.tree("configuration", () => openWorkingTree(process.cwd()));
    const { config } = await effectiveConfig({ base: null, head: tree, policy: tree, config: null });
    return imagesFor(config.images);
  } catch (error) {
    if (!(error instanceof PinwardenError)) throw error;
    return noImages(`the configuration that says how registries are asked cannot be read (\`${error.code}\`)`);
  }
}
