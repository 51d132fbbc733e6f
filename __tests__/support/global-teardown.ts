import { rmSync } from "node:fs";
import process from "node:process";
import { builtFolderVariable } from "./built-folder.ts";

export default function removeBuilt(): void {
  const folder = process.env[builtFolderVariable];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
