import { isValidName, normalizeName, type PackageName } from "../../python/name.ts";
import { type LockContext, type LockTable, originAt, stringsAt, textAt } from "../located.ts";
import type { LockedConda } from "../lock-reading.ts";
import { filenameOf } from "../locked-file.ts";

/**
 * A conda package of a pixi.lock. Name and version stand in the entry or in the name of its file, which is
 * `name-version-build` (conda's package specification). `purls` say which packages of the Python index it is.
 */
export function readPixiConda(context: LockContext, table: LockTable): LockedConda {
  const address = textAt(context, table, "conda") ?? textAt(context, table, "url") ?? "";
  const stem = (filenameOf(address) ?? "").replace(/\.(?:conda|tar\.bz2)$/, "");
  const parts = stem.split("-");
  const purls = table.entries.has("purls") ? stringsAt(context, table, "purls") : [];
  return {
    name: textAt(context, table, "name") ?? (parts.length > 2 ? parts.slice(0, -2).join("-") : stem),
    version: textAt(context, table, "version") ?? (parts.length > 2 ? (parts.at(-2) ?? null) : null),
    platform: textAt(context, table, "subdir") ?? folderOf(address),
    pypiNames: purls.flatMap(({ value }) => pypiName(value)),
    origin: originAt(context, table),
  };
}

/** `pkg:pypi/numpy@1.0?source=…` (package URL) */
function pypiName(purl: string): readonly PackageName[] {
  const name = /^pkg:pypi\/([^@?#/]{1,200})/.exec(purl)?.[1];
  return name !== undefined && isValidName(name) ? [normalizeName(name)] : [];
}

/** A channel keeps the files of a platform in a folder of that name. */
const folderOf = (address: string): string | null => address.split("/").at(-2) ?? null;
