import { bringsNoPython } from "../accelerator/image-toolkit.ts";
import type { Tables } from "../accelerator/tables.ts";
import type { BuiltTarget } from "../target/build-target.ts";
import type { ImageFacts } from "../target/image-facts.ts";
import type { TargetField } from "../target/target.ts";

/**
 * Whether the configuration of the target's image could tell what the tables do not: its Python or its libc where nobody states them, and
 * what it brings of CUDA where it may run on a GPU. An image that the tables know, such as NVIDIA's, Python's and the distributions' own,
 * mostly lacks nothing; one that is taken for such by its name alone lacks what its name tells.
 */
export function lacksFacts(tables: Tables, { target, image }: BuiltTarget): boolean {
  if (target.image === null) return false;
  const withoutGpu = target.sources.gpus !== undefined && target.gpus.length === 0;
  return lacksMachine(tables, { target, image }) || (certain(image) === null && !withoutGpu);
}

/** As `lacksFacts`, for what is only resolved: of an image's CUDA nothing is needed where no driver is said that wheels could be chosen by. */
export function lacksInstallFacts(tables: Tables, built: BuiltTarget): boolean {
  return built.target.driver === null ? lacksMachine(tables, built) : lacksFacts(tables, built);
}

/** Its Python or its libc, where nobody states them and the tables do not know them. */
function lacksMachine(tables: Tables, { target, image: told }: Pick<BuiltTarget, "target" | "image">): boolean {
  if (target.image === null) return false;
  const image = certain(told);
  const isStated = (field: TargetField): boolean => {
    const how = target.sources[field]?.how;
    return how === "declared" || how === "command-line";
  };
  const python =
    !isStated("python") &&
    image?.python == null &&
    (told?.takenFor !== undefined || !bringsNoPython(tables, target.image));
  const libc = target.os === "linux" && !isStated("libc") && image?.glibc == null && image?.musl == null;
  return python || libc;
}

const certain = (image: ImageFacts | null): ImageFacts | null => (image?.takenFor === undefined ? image : null);
