import process from "node:process";
import type { Inputs } from "../check/inputs.ts";
import { type AskedImages, askedImages } from "../check/place-targets.ts";
import type { World } from "../check/world.ts";
import { defaultImages } from "../core/config/images-section.ts";
import { PinwardenError } from "../core/error.ts";
import { noImages } from "../shell/registry/image-source.ts";

/**
 * The registries as the configuration of the working folder lets them be asked, for a command that names an image and otherwise reads no
 * configuration. It is read before a first question and not at all without one; where it cannot be read, nothing is asked.
 */
export function imagesHere(inputs: Inputs, imagesFor: World["imagesFor"]): AskedImages {
  let opened: Promise<AskedImages> | null = null;
  const images = (): Promise<AskedImages> => {
    opened ??= open(inputs, imagesFor);
    return opened;
  };
  return {
    ask: async (question) => await (await images()).ask(question),
    mirrors: async () => await (await images()).mirrors(),
  };
}

async function open(inputs: Inputs, imagesFor: World["imagesFor"]): Promise<AskedImages> {
  const { effectiveConfig } = await import("../check/configuration.ts");
  const { openWorkingTree } = await import("../shell/files/working-tree.ts");
  try {
    const tree = await inputs.tree("configuration", () => openWorkingTree(process.cwd()));
    const { config } = await effectiveConfig({ base: null, head: tree, policy: tree, config: null });
    return askedImages(imagesFor(config.images), config.images);
  } catch (error) {
    if (!(error instanceof PinwardenError)) throw error;
    const why = `the configuration that says how registries are asked cannot be read (\`${error.code}\`)`;
    return askedImages(noImages(why), defaultImages);
  }
}
