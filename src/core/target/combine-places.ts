import { joinGpus } from "../packaging/accelerator-text.ts";
import { compareDrivers, parseDriver } from "./driver.ts";
import { nothingStated, type Stated, type StatedTarget } from "./stated-target.ts";

/**
 * One statement for all places in which a model is served where the configuration does not tell them apart: wheels have to run on every
 * GPU and on the oldest driver. Of the other fields the first one that is said holds.
 */
export function combinePlaces(places: readonly StatedTarget[]): StatedTarget {
  return places.reduce(
    (all, place) => ({
      python: all.python ?? place.python,
      platform: all.platform ?? place.platform,
      libc: all.libc ?? place.libc,
      macos: all.macos ?? place.macos,
      driver: olderDriver(all.driver, place.driver),
      gpus: joinGpus(all.gpus, place.gpus),
      image: all.image ?? place.image,
      cpuFeatures: all.cpuFeatures ?? place.cpuFeatures,
    }),
    nothingStated,
  );
}

function olderDriver(first: Stated<string> | null, second: Stated<string> | null): Stated<string> | null {
  if (first === null || second === null) return first ?? second;
  const [left, right] = [parseDriver(first.value), parseDriver(second.value)];
  if (!left.ok || !right.ok) return left.ok ? first : second;
  return compareDrivers(left.value, right.value) <= 0 ? first : second;
}
