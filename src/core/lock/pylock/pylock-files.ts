import { integerAt, type LockContext, type LockTable, momentAt, tableAt, tablesAt, textAt } from "../located.ts";
import type { LockedFile } from "../lock-reading.ts";
import { lockedFile } from "../locked-file.ts";

/** `wheels`, `sdist` and `archive` of a package: PEP 751 names a file by `name`, or else by the end of its `url` or `path`. */
export function readPylockFiles(context: LockContext, table: LockTable): readonly LockedFile[] {
  const single = [tableAt(context, table, "sdist"), tableAt(context, table, "archive")];
  const tables = [...tablesAt(context, table, "wheels"), ...single.filter((one) => one !== null)];
  return tables.map((file) =>
    lockedFile({
      url: textAt(context, file, "url") ?? textAt(context, file, "path"),
      filename: textAt(context, file, "name"),
      hashes: hashesOf(context, file),
      size: integerAt(context, file, "size"),
      uploadTime: momentAt(context, file, "upload-time"),
    }),
  );
}

function hashesOf(context: LockContext, file: LockTable): Readonly<Record<string, string>> {
  const hashes = tableAt(context, file, "hashes");
  const found: [string, string][] = [];
  for (const [algorithm, { value }] of hashes?.entries ?? []) {
    if (value.kind === "string" && /^[0-9a-f]+$/i.test(value.value) && /^[a-z0-9_]+$/i.test(algorithm))
      found.push([algorithm.toLowerCase(), value.value.toLowerCase()]);
  }
  return Object.fromEntries(found);
}
