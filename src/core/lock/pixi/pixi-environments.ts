import { normalizeLabel } from "../../manifest/pyproject/chosen-names.ts";
import { itemsAt, type LockContext, type LockTable, originAt, stringsAt, tableAt } from "../located.ts";
import { plainAddress } from "../lock-collector.ts";
import { lockLimits } from "../lock-limits.ts";
import type { Membership } from "../lock-reading.ts";

/** By the address of a package's file: where it is installed. */
export type PixiUses = ReadonlyMap<string, PixiUse>;

export interface PixiUse {
  readonly memberships: readonly Membership[];
  /** Extras that it is installed with. */
  readonly extras: ReadonlySet<string>;
  /** Indexes of the environments that have it. */
  readonly indexes: readonly string[];
}

interface OpenUse {
  readonly memberships: Membership[];
  readonly extras: Set<string>;
  readonly indexes: string[];
}

/** `environments`: for each the indexes and, for each platform, the addresses of its packages. */
export function readPixiEnvironments(context: LockContext): PixiUses {
  const { collector, root } = context;
  const uses = new Map<string, OpenUse>();
  const platforms = new Set<string>();
  let edges = 0;
  const environments = tableAt(context, root, "environments");
  for (const [name, { value }] of environments?.entries ?? []) {
    if (value.kind !== "table") continue;
    const need: Membership["need"] = name === "default" ? null : { kind: "group", name: normalizeLabel(name) };
    if (need !== null) collector.groups.add(need.name);
    const indexes = value.entries.has("indexes")
      ? stringsAt(context, value, "indexes").map((one) => plainAddress(one.value))
      : [];
    const byPlatform = tableAt(context, value, "packages");
    for (const [platform, { key }] of byPlatform?.entries ?? []) {
      if (!platforms.has(platform)) {
        platforms.add(platform);
        const origin = originAt(context, key);
        collector.environments.push({ text: platform, marker: null, requiresPython: null, platform, origin });
      }
      for (const item of itemsAt(context, byPlatform as LockTable, platform)) {
        const use = item.kind === "table" ? item.entries.get("pypi")?.value : undefined;
        if (use?.kind !== "string" || item.kind !== "table") continue;
        edges += 1;
        if (edges > lockLimits.edges) return uses;
        const known = uses.get(use.value) ?? { memberships: [], extras: new Set(), indexes };
        known.memberships.push({ need, marker: null, platform });
        const extras = item.entries.has("extras") ? stringsAt(context, item, "extras") : [];
        for (const extra of extras) known.extras.add(extra.value);
        uses.set(use.value, known);
      }
    }
  }
  return uses;
}
