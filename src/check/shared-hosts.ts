import type { Tables } from "../core/accelerator/tables.ts";
import type { Config } from "../core/config/config.ts";
import type { Finding } from "../core/rule/finding.ts";
import { type Housed, type SharedHost, sharedHostFindings } from "../core/rule/target/shared-host.ts";
import type { Side } from "./assess.ts";
import type { Place } from "./resolve-models.ts";
import type { SharedFindings } from "./shared-environments.ts";

interface Group {
  readonly host: SharedHost;
  readonly places: Place[];
}

/**
 * What models ask of one machine and no machine has: of those on the targets of one `host`, and of those on one declared target. A target that
 * nobody declares says nothing of where two models are served. Told of the last of them.
 */
export function findSharedHosts(
  places: readonly Place[],
  { targets }: Pick<Config, "targets">,
  tables: Tables,
): ReadonlyMap<Place, SharedFindings> {
  const groups = new Map<string, Group>();
  for (const place of places) {
    const host = hostOf(place, targets);
    if (host === null) continue;
    // Two models of one target that say another driver or GPU of it are not on one machine.
    const { driver, gpus } = place.head.target.target;
    const key = JSON.stringify(host.kind === "host" ? host : [host, driver, gpus]);
    const group = groups.get(key) ?? { host, places: [] };
    group.places.push(place);
    groups.set(key, group);
  }
  const found = new Map<Place, SharedFindings>();
  for (const { host, places: shared } of groups.values()) {
    const last = shared.at(-1);
    if (shared.length < 2 || last === undefined) continue;
    const of = (sideOf: (place: Place) => Side | null): readonly Finding[] =>
      sharedHostFindings(
        host,
        shared.flatMap((place) => housed(place, sideOf(place), tables)),
      );
    const base = shared.every((place) => place.base !== null) ? of((place) => place.base) : [];
    found.set(last, { base, head: of((place) => place.head) });
  }
  return found;
}

function hostOf({ target }: Place, targets: Config["targets"]): SharedHost | null {
  const stated = targets.get(target);
  if (stated === undefined) return null;
  return stated.host == null ? { kind: "target", name: target } : { kind: "host", name: stated.host.value };
}

/** NVIDIA's branches are those of its Linux drivers: of other systems nothing is said. */
function housed({ model }: Place, side: Side | null, tables: Tables): readonly Housed[] {
  if (side === null || side.outcome.kind !== "resolved" || side.target.target.os !== "linux") return [];
  return [{ model: model.id, target: side.target.target, resolution: side.outcome.resolution, tables }];
}
