import { startBranch } from "../core/accelerator/start-branch.ts";
import type { Tables } from "../core/accelerator/tables.ts";
import type { ImageDelta, ImageSize, TargetReport } from "../core/comparison/comparison.ts";
import type { RegistryImage } from "../core/image/registry-image.ts";
import { downloadBytes, newBytes } from "../core/image/transfer.ts";
import type { Side } from "./assess.ts";

type ImageSide = Pick<Side, "target" | "image">;

/** The serving image of both ends: what it asks of a driver, how large it is where it moves, and what its configuration told. */
export function imageDelta(base: ImageSide | null, head: ImageSide, tables: Tables): Pick<TargetReport, "image"> {
  const [before, after] = [base?.target.target ?? null, head.target.target];
  if ((before?.image ?? null) === null && after.image === null) return {};
  const moves = before !== null && before.image !== after.image;
  const image: ImageDelta = {
    base: before?.image ?? null,
    head: after.image,
    startsFrom: { base: before === null ? null : startBranch(tables, before), head: startBranch(tables, after) },
    ...(moves ? { size: sizeOf(base, head) } : {}),
    ...(before?.observed === undefined && after.observed === undefined
      ? {}
      : { facts: { base: before?.observed?.evidence ?? [], head: after.observed?.evidence ?? [] } }),
  };
  return { image };
}

function sizeOf(base: ImageSide | null, head: ImageSide): ImageSize {
  const [before, after] = [known(base), known(head)];
  const unknown = [base, head].flatMap((side) => {
    const image = side?.image ?? null;
    if (image === null || image.answer === null || image.answer.kind === "known") return [];
    return [{ what: image.reference, why: image.answer.why }];
  });
  return {
    base: before === null ? null : downloadBytes(before),
    head: after === null ? null : downloadBytes(after),
    new: before === null || after === null ? null : newBytes(after, before),
    unknown,
  };
}

function known(side: ImageSide | null): RegistryImage | null {
  const answer = side?.image?.answer ?? null;
  return answer?.kind === "known" ? answer.image : null;
}
