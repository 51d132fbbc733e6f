import type { Change } from "../comparison/comparison.ts";
import type { AddedAs } from "../manifest/edit/added-as.ts";
import type { CompiledPin } from "../manifest/edit/compiled-blocks.ts";
import type { Requirement } from "../manifest/requirement.ts";
import type { PackageName } from "../python/name.ts";
import type { NotAssessed } from "../resolution/resolution.ts";
import type { Finding } from "../rule/finding.ts";
import type { Impossible } from "./impossible-reason.ts";
import type { LockCommand } from "./lock-command.ts";
import type { Trade } from "./trade.ts";
import type { Caution } from "./undone-by.ts";

/** One edit of a manifest: the clauses of one requirement, or a requirement that is added. */
export type PlannedEdit =
  | {
      readonly kind: "clauses";
      readonly requirement: Requirement;
      /** PEP 440 clauses that replace those of the requirement. */
      readonly clauses: string;
      /** Of the files of the new version, where the requirement had hashes. */
      readonly hashes: readonly string[];
      /** The package that takes the place of the requirement's own; absent where it stays. */
      readonly name?: PackageName;
      readonly why: string;
    }
  /** Pins of a compiled list that come with what moved, and those that nothing asks for any more. */
  | {
      readonly kind: "compiled";
      readonly file: string;
      readonly added: readonly CompiledPin[];
      readonly removed: readonly PackageName[];
    }
  | {
      readonly kind: "constraint";
      readonly file: string;
      /** A requirement of its own: `urllib3>=2.6`. */
      readonly text: string;
      /** How the file says it; absent for a line of a requirements file. */
      readonly as?: AddedAs;
      /** What its line says of it, where lines have comments. */
      readonly comment?: string;
      readonly why: string;
    };

/** A finding of a place, as plans name it. */
export interface ClearedFinding {
  readonly place: string;
  readonly finding: Finding;
}

/** A place for which nobody can tell whether the edits suit it. */
export interface UncheckedPlace {
  readonly place: string;
  /** The edited files that it reads. */
  readonly files: readonly string[];
  /** A sentence. */
  readonly why: string;
}

/** The smallest set of edits that was found, solved and checked again. */
export interface Plan {
  /** Stable: the same findings with the same edits have the same id. */
  readonly id: string;
  readonly clears: readonly ClearedFinding[];
  readonly edits: readonly PlannedEdit[];
  /** By place: what the edits change in what is installed. */
  readonly places: readonly { readonly place: string; readonly changes: readonly Change[] }[];
  /** Findings that come with it, less severe than what is cleared. */
  readonly introduces: readonly ClearedFinding[];
  /** What leaves the CUDA, the build or the index that is installed, since nothing that stays on it does, or since that is the finding. */
  readonly trades: readonly { readonly place: string; readonly trade: Trade }[];
  /** What writes the locks of other tools; absent where there are none. */
  readonly commands?: readonly LockCommand[];
  /** What would undo the plan later; absent where nothing is known to. */
  readonly cautions?: readonly Caution[];
  /** What is assumed or not looked at of what the edits bring in, and was not of what is there now; absent where there is nothing. */
  readonly notAssessed?: readonly NotAssessed[];
  /** Places that read an edited file and have no resolution as they stand; absent where there are none. */
  readonly unchecked?: readonly UncheckedPlace[];
  /** Attempts that the search took. */
  readonly attempts: number;
}

export interface ImpossibleFinding extends ClearedFinding, Impossible {}
