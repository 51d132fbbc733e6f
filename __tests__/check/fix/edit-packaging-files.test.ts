import { expect, it } from "@jest/globals";
import { editFiles } from "../../../src/check/fix/edit-files.ts";
import { readCog } from "../../../src/core/packaging/cog/read-cog.ts";
import { memoryTree } from "../../../src/shell/files/memory-tree.ts";
import { readFiles } from "../../support/read-files.ts";

it("writes a fix into a packaging file by that file's own reader", async () => {
  const path = "m/cog.yaml";
  const content = "build:\n  python_packages:\n    - torch==2.0.1  # qualified\n";
  const [requirement] = readFiles(readCog(path), { [path]: content }).requirements;
  if (requirement === undefined) throw new Error("There is a requirement.");
  const tree = memoryTree(new Map([[path, content]]));
  const edited = await editFiles(tree, [
    { kind: "clauses", requirement, clauses: "==2.6.0", hashes: [], why: "an advisory" },
  ]);
  expect(edited).toEqual({
    kind: "edited",
    files: [{ path, before: content, after: content.replace("2.0.1", "2.6.0") }],
  });
});
