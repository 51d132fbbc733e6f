import type { Severity } from "../rule/finding.ts";

/**
 * Of a record that is written. A reader takes this one and those before it, and refuses a later one: a meaning that changed is never guessed. 2 added the
 * digest.
 */
export const recordFormat = 2;

/**
 * What one scan saw, and what is open since when. It is all that the next scan needs to tell what changed without a commit, so a record
 * stands for everything before it. Records are only ever appended; each names the one before it.
 */
export interface ScanRecord {
  readonly format: 1 | typeof recordFormat;
  /** SHA-256 of the canonical text of all else, in hexadecimal. Absent in format 1, and in a record that is not written yet. */
  readonly digest?: string;
  /** Moment of the scan, ISO 8601 in UTC. */
  readonly at: string;
  /** Id of the record before; null for the first. */
  readonly previous: string | null;
  /** Commit that was scanned; null where the tree was none. */
  readonly commit: string | null;
  /** False where a source failed: what was not seen stands as it was seen last. */
  readonly complete: boolean;
  /** Of Pinwarden, and the date of its compatibility tables: a finding may be new because a rule is. */
  readonly version: string;
  readonly tables: string;
  readonly advisories: { readonly source: string | null; readonly asOf: string | null };
  /** Moment from which on files were left out; null where none were. */
  readonly excludeNewer: string | null;
  /** Number of the drift issue; null where none is known. */
  readonly issue: number | null;
  /** Sorted by model, then target. */
  readonly places: readonly PlaceRecord[];
  /** Places that no scan has ever seen whole: what is found there first is not news of a commit. */
  readonly unseen: readonly PlaceId[];
}

export interface PlaceId {
  readonly model: string;
  readonly target: string;
}

/** A model on a target. */
export interface PlaceRecord extends PlaceId {
  /** Moment of the scan that saw it last, whole; null where none has. */
  readonly seen: string | null;
  readonly inputs: Inputs;
  /** Path of the lock that it is installed from; null where it is resolved anew each time it is installed. */
  readonly lock: string | null;
  /** As it was at the first scan after the commit that changed its inputs last. */
  readonly committed: Committed;
  /** What is installed, sorted by name; where there is no resolution now, what was installed last. */
  readonly packages: readonly PackageRecord[];
  readonly satisfiable: boolean;
  readonly driverFloor: string | null;
  /** Compute capabilities that the wheels hold code for; null where that is not known. */
  readonly gpus: readonly string[] | null;
  /** What an installation without the lock would get instead; null where it would get the same, or where there is no lock. */
  readonly unpinned: Unpinned | null;
  /** Everything that is wrong, what is accepted or came with a commit included, sorted by key. */
  readonly items: readonly Item[];
}

/** What a commit can change about a place, and nothing else can. */
export interface Inputs {
  /** SHA-256 of every file that was read for it, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** The target's fields as they came out, as one line. */
  readonly target: string;
  /** The indexes that were asked, without credentials, and what the configuration says of resolving, as one line. */
  readonly resolution: string;
  /** SHA-256 of the policy. It decides what is told, and not what is installed. */
  readonly policy: string;
}

export interface Committed {
  readonly at: string;
  readonly commit: string | null;
  /** Version by name. */
  readonly packages: Readonly<Record<string, string>>;
  readonly driverFloor: string | null;
  readonly gpus: readonly string[] | null;
}

/** One pin. File and hash are those that were seen first for this version here: another hash under the name is another file. */
export interface PackageRecord {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  /** `sha256:…`, or another algorithm where the index has no SHA-256; null where it gives none. */
  readonly hash: string | null;
}

export interface Unpinned {
  readonly moves: readonly Move[];
  readonly driverFloor: string | null;
  readonly gpus: readonly string[] | null;
}

/** `from` is null where it came, `to` where it went. */
export interface Move {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * What made it so. `drift`: nothing in the repository did. `first-scan`: it was there when the place was first looked at. `commit`: it
 * came with a change of the place's inputs. `tool`: another version of Pinwarden or of its tables sees it.
 */
export type Cause = "drift" | "first-scan" | "commit" | "tool";

/** Something that is wrong in a place, with since when. */
export interface Item {
  /** What makes it the same one in the next scan. */
  readonly key: string;
  readonly rule: string;
  readonly severity: Severity;
  /** CVSS base score; null where there is none. */
  readonly score: number | null;
  readonly package: string | null;
  readonly version: string | null;
  /** One sentence, plain text that may hold text of others. */
  readonly message: string;
  readonly advisory: { readonly id: string; readonly aliases: readonly string[]; readonly url: string | null } | null;
  readonly fixedIn: readonly string[];
  /** `installed`: it holds for what is installed; `unpinned`: for what an installation without the lock would get. */
  readonly where: "installed" | "unpinned";
  readonly cause: Cause;
  /** Moment of the scan that saw it first. */
  readonly since: string;
  /** Why policy accepts it, so that it does not count; null where it counts. */
  readonly accepted: string | null;
}

/** A record with the name that its store knows it by. */
export interface StoredRecord {
  /** SHA-256 of the canonical text. */
  readonly id: string;
  readonly record: ScanRecord;
}

export const samePlace = (a: PlaceId, b: PlaceId): boolean => a.model === b.model && a.target === b.target;

/** What makes an item the same one in another scan, as one text. */
export const keyOf = ({ where, key }: Pick<Item, "where" | "key">): string => JSON.stringify([where, key]);

/** Two versions may be hit by different records of one group of aliases: any id that they share makes them the same. */
export function sharesAdvisory(
  a: Pick<Item, "where" | "rule" | "package" | "advisory">,
  b: Pick<Item, "where" | "rule" | "package" | "advisory">,
): boolean {
  if (a.advisory === null || b.advisory === null) return false;
  if (a.where !== b.where || a.rule !== b.rule || a.package !== b.package) return false;
  const ids = [a.advisory.id, ...a.advisory.aliases];
  return [b.advisory.id, ...b.advisory.aliases].some((id) => ids.includes(id));
}
