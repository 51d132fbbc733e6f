import { parseImageReference } from "../core/accelerator/image-reference.ts";
import { lookupImage } from "../core/accelerator/lookup-image.ts";
import type { Tables } from "../core/accelerator/tables.ts";
import type { ImageSettings } from "../core/config/config.ts";
import { mirrorHosts } from "../core/config/images-section.ts";
import { lacksFacts } from "../core/image/lacks-facts.ts";
import { observeImage, tablesAgainst } from "../core/image/observe-image.ts";
import type { ImageAnswer } from "../core/image/registry-image.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import type { BuiltTarget } from "../core/target/build-target.ts";
import type { ObservedImage } from "../core/target/observed-image.ts";
import type { ImageSource } from "../shell/registry/image-source.ts";

/** A target as it is put together with what the configuration of its image says, or without. */
export type Aim = (observed: ObservedImage | null) => BuiltTarget;

/** The registries as policy lets them be asked, and the hosts that it names as mirrors of others. */
export interface AskedImages extends ImageSource {
  mirrors(): Promise<readonly string[]>;
}

export function askedImages(source: ImageSource, settings: ImageSettings): AskedImages {
  return { ask: (question) => source.ask(question), mirrors: async () => mirrorHosts(settings) };
}

/** What was asked of a target's image. */
export interface PlacedImage {
  readonly reference: string;
  /** Null where nothing made a trip to its registry worth it. */
  readonly answer: ImageAnswer | null;
  readonly notAssessed: readonly NotAssessed[];
}

export interface PlacedTarget {
  readonly built: BuiltTarget;
  readonly image: PlacedImage | null;
}

/**
 * Both ends' targets. A registry is asked where the tables lack a fact of an image that the target needs, and about both images where the
 * change moves the one to the other, for their sizes. So most runs ask nothing.
 */
export async function placeTargets(
  base: Aim | null,
  head: Aim,
  images: AskedImages,
  tables: Tables,
): Promise<{ readonly base: PlacedTarget | null; readonly head: PlacedTarget }> {
  const before = base?.(null) ?? null;
  const after = head(null);
  const moves = before !== null && before.target.image !== after.target.image;
  const [placedBase, placedHead] = await Promise.all([
    base === null || before === null ? null : place(base, before, moves, { images, tables, lacks: lacksFacts }),
    place(head, after, moves, { images, tables, lacks: lacksFacts }),
  ]);
  return { base: placedBase, head: placedHead };
}

/** One target, of which nothing moves. `lacks` says whether its registry could tell something that is needed. */
export async function placeTarget(
  aim: Aim,
  images: AskedImages,
  tables: Tables,
  lacks: typeof lacksFacts = lacksFacts,
): Promise<PlacedTarget> {
  return await place(aim, aim(null), false, { images, tables, lacks });
}

interface Asking {
  readonly images: AskedImages;
  readonly tables: Tables;
  readonly lacks: typeof lacksFacts;
}

async function place(
  aim: Aim,
  built: BuiltTarget,
  moves: boolean,
  { images, tables, lacks }: Asking,
): Promise<PlacedTarget> {
  const { image: reference, os, arch } = built.target;
  if (reference === null) return { built, image: null };
  const assumed = await assumedImage(built, images);
  const isNeeded = lacks(tables, assumed === null ? known(built) : built);
  if ((!moves && !isNeeded) || reference === "scratch")
    return { built, image: { reference, answer: null, notAssessed: [] } };
  const answer = await images.ask({ reference, os, arch });
  const what = `Image \`${reference}\``;
  if (answer.kind === "unknown") {
    const why =
      assumed === null
        ? `The tables do not tell everything that is needed of it, and its registry did not: ${answer.why}.`
        : `${assumed.sentence}, and its registry did not tell: ${answer.why}. ${assumed.hint}`;
    return { built, image: { reference, answer, notAssessed: isNeeded ? [{ what, why }] : [] } };
  }
  if (answer.kind === "other-platform") {
    const { target } = built;
    const wrong = {
      what: `Platform of target \`${target.id}\``,
      why: `${what} was asked for in its registry, and ${answer.why}.`,
    };
    return {
      built: { ...built, contradictions: [...built.contradictions, wrong] },
      image: { reference, answer, notAssessed: [] },
    };
  }
  const observed = observeImage(tables, answer.image);
  const against = tablesAgainst(lookupImage(tables, reference), observed);
  const untold = assumed === null || !isNeeded ? [] : assumed.fields.filter((field) => observed[field] === null);
  const open =
    assumed === null || untold.length === 0
      ? []
      : [
          `${assumed.sentence}, and its configuration does not tell its ${untold.map(fieldName).join(", ")}. ${assumed.hint}`,
        ];
  const notAssessed = [...against, ...open].map((why) => ({ what, why }));
  return { built: aim(observed), image: { reference, answer, notAssessed } };
}

interface AssumedImage {
  readonly sentence: string;
  readonly hint: string;
  /** What its name tells. */
  readonly fields: readonly ("os" | "cuda" | "python")[];
}

const fieldName = (field: AssumedImage["fields"][number]): string =>
  ({ os: "distribution", cuda: "CUDA", python: "Python" })[field];

/** An image that is taken for another by its name alone; null where its host is known to serve that one, or policy says so. */
async function assumedImage({ target, image }: BuiltTarget, images: AskedImages): Promise<AssumedImage | null> {
  const takenFor = image?.takenFor;
  if (image === null || takenFor === undefined || target.image === null) return null;
  const host = parseImageReference(target.image)?.registry?.toLowerCase() ?? "docker.io";
  if ((await images.mirrors()).includes(host)) return null;
  return {
    sentence: `It is taken for \`${takenFor}\` by its name, which \`${host}\` is not known to serve`,
    hint: `Name the host under \`images.mirrors\` if it mirrors that.`,
    fields: (["os", "cuda", "python"] as const).filter((field) => image[field] !== null),
  };
}

function known(built: BuiltTarget): BuiltTarget {
  if (built.image?.takenFor === undefined) return built;
  const { takenFor: _assumed, ...image } = built.image;
  return { ...built, image };
}
