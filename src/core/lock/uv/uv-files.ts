import { integerAt, type LockContext, type LockTable, momentAt, tableAt, tablesAt, textAt } from "../located.ts";
import type { LockedFile } from "../lock-reading.ts";
import { lockedFile } from "../locked-file.ts";

/** `wheels` and `sdist` of a package: each by its address, by its path, or by its name alone where it is a local file. */
export function readUvFiles(context: LockContext, table: LockTable): readonly LockedFile[] {
  const sdist = tableAt(context, table, "sdist");
  const tables = [...tablesAt(context, table, "wheels"), ...(sdist === null ? [] : [sdist])];
  return tables.map((file) =>
    lockedFile({
      url: textAt(context, file, "url") ?? textAt(context, file, "path"),
      filename: textAt(context, file, "filename"),
      hash: textAt(context, file, "hash"),
      size: integerAt(context, file, "size"),
      uploadTime: momentAt(context, file, "upload-time"),
    }),
  );
}
