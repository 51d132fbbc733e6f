import { parseImageReference } from "./image-reference.ts";
import { lookupImage, nvidiaCudaOfImage } from "./lookup-image.ts";
import { oncePerText } from "./once.ts";
import type { Tables } from "./tables.ts";

/** How much of CUDA an image brings. */
export interface ImageToolkit {
  /** CUDA of the image, such as `12.4.1`; null where it brings none. */
  readonly cuda: string | null;
  /** Whether cuBLAS and the other libraries are in it; null where it is not known. */
  readonly libraries: boolean | null;
  /** Whether nvcc is in it; null where it is not known. */
  readonly compiler: boolean | null;
  /** cuDNN's version, or its major alone; null where it is not known, `none` where there is none. */
  readonly cudnn: string | null;
}

/**
 * What is known of CUDA in an image. NVIDIA's own come in three flavours: `base` has the run time alone, `runtime` the libraries, `devel` the
 * compiler too. An image of a plain distribution or of Python brings none. Null where nothing is known of the image.
 */
export function imageToolkit(tables: Tables, reference: string): ImageToolkit | null {
  return toolkits(tables, reference, () => readToolkit(tables, reference));
}

const toolkits = oncePerText<Tables, ImageToolkit | null>();

function readToolkit(tables: Tables, reference: string): ImageToolkit | null {
  const image = parseImageReference(reference);
  const facts = lookupImage(tables, reference);
  if (image === null || facts === null) return null;
  if (nvidiaCudaOfImage(reference) !== null) {
    const words = (image.tag ?? "").split("-");
    const devel = words.includes("devel");
    return {
      cuda: facts.cuda,
      libraries: devel || words.includes("runtime") ? true : words.includes("base") ? false : null,
      compiler: devel ? true : words.includes("runtime") || words.includes("base") ? false : null,
      cudnn: words.some((word) => word.startsWith("cudnn")) ? facts.cudnn : "none",
    };
  }
  if (isPlain(tables, image.repository)) return { cuda: null, libraries: false, compiler: false, cudnn: "none" };
  const flavour = (image.tag ?? "").split("-");
  const compiler = flavour.includes("devel") ? true : flavour.includes("runtime") ? false : null;
  return { cuda: facts.cuda, libraries: null, compiler, cudnn: facts.cudnn };
}

/** Whether an image is known to bring no Python: those of distributions, and NVIDIA's CUDA images, which are built on them. */
export function bringsNoPython(tables: Tables, reference: string): boolean {
  const image = parseImageReference(reference);
  if (image === null) return false;
  return (
    nvidiaCudaOfImage(reference) !== null ||
    tables.images.os.some(({ repositories }) => repositories.includes(image.repository))
  );
}

/** The distributions' own images, and Python's and uv's that are built on them. */
function isPlain(tables: Tables, repository: string): boolean {
  return (
    repository === "python" ||
    repository === "astral-sh/uv" ||
    tables.images.os.some(({ repositories }) => repositories.includes(repository))
  );
}
