import type { TargetReport } from "../../comparison/comparison.ts";
import { code, type Inline, prose, strong, words } from "../markdown.ts";
import { sizeText } from "../size-text.ts";

/** What the registries told of an image that a change moves: its download, and what its configuration says. */
export function imageTold({ image }: TargetReport): readonly Inline[][] {
  if (image?.size === undefined) return [];
  return [...sizeMoves(image.size), ...sizeUnknown(image.size), ...says(image)];
}

type Image = NonNullable<TargetReport["image"]>;
type Size = NonNullable<Image["size"]>;

/** `Its download grows from 2.1 GB to 3.4 GB, of it 1.9 GB new.` */
function sizeMoves({ base, head, new: fresh }: Size): Inline[][] {
  if (head === null) return [];
  if (base === null) return [[words("The image downloads "), strong(words(sizeText(head))), words(".")]];
  const verb = head === base ? "stays at" : head > base ? "grows from" : "shrinks from";
  const sizes = head === base ? [] : [words(`${sizeText(base)} to `)];
  const share = fresh === null ? "" : `, of it ${sizeText(fresh)} new`;
  return [[words(`The image's download ${verb} `), ...sizes, strong(words(sizeText(head))), words(`${share}.`)]];
}

function sizeUnknown({ unknown }: Size): Inline[][] {
  return unknown.map(({ what, why }) => [
    words("The size of "),
    code(what, 120),
    words(" is not known: "),
    ...prose(why, 240),
    words("."),
  ]);
}

/** Most facts that a sentence bears. */
const mostFacts = 6;
/** Characters of a digest that tell it from others: the whole one is in the report. */
const digestLength = "image configuration sha256:".length + 12;

/** What the head's configuration says and the base's does not. */
function says({ facts }: Image): Inline[][] {
  if (facts === undefined) return [];
  const before = new Set(facts.base.map(({ fact }) => fact));
  const fresh = facts.head.filter(({ fact }) => !before.has(fact));
  const [first] = fresh;
  if (first === undefined) return [];
  const source = first.source.slice(0, digestLength).replace("image configuration ", "");
  const list = fresh
    .slice(0, mostFacts)
    .flatMap(({ fact }, index) => [...(index === 0 ? [] : [words(", ")]), ...prose(fact, 120)]);
  return [[words("Its configuration "), code(source), words(" says "), ...list, words(".")]];
}
