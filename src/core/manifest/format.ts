import { editRequirements } from "./edit/edit-requirements.ts";
import type { EditResult, SpecifierEdit } from "./edit/specifier-edit.ts";
import type { FormatDescription } from "./format-description.ts";
import type { Chosen } from "./pyproject/chosen-names.ts";
import type { Reading } from "./reading.ts";
import type { ManifestReading } from "./requirement.ts";
import type { RequirementsDialect } from "./requirements-txt/line-context.ts";

/** What a model's configuration says of how its manifests are read. A format takes what applies to it. */
export interface ManifestOptions {
  /** Extras of the project that are installed. None unless given. */
  readonly extras?: Chosen;
  /** Dependency groups, environments or features that are installed. None unless given. */
  readonly groups?: Chosen;
  /** Whether the groups come too that the tool of the manifest installs without being asked. Not unless given. */
  readonly defaultGroups?: boolean;
  /** Which installer's reading counts where they differ. */
  readonly dialect?: RequirementsDialect;
  /** Variables that policy allows `${NAME}` to be replaced by. None unless given. */
  readonly environment?: ReadonlyMap<string, string>;
}

/** A kind of file that states requirements: how it is told, read and edited. */
export interface ManifestFormat extends FormatDescription {
  /** Whether a file at this path, by its name alone, is taken to be of the format. */
  matches(path: string): boolean;
  read(path: string, options: ManifestOptions): Reading<ManifestReading>;
  /**
   * Writes other versions into a file of the format: content in, content out. The edits come from a reading of the same
   * content. Nothing but the versions changes; what cannot be edited is refused, with the reason.
   */
  edit(content: string, edits: readonly SpecifierEdit[]): EditResult;
}

/** A format whose edit is held by its own reader: what is written has to read back as exactly what was asked for. */
export function manifestFormat(format: Omit<ManifestFormat, "edit">): ManifestFormat {
  const read = (path: string): Reading<ManifestReading> => format.read(path, { extras: "all", groups: "all" });
  return { ...format, edit: (content, edits) => editRequirements(read, content, edits) };
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
