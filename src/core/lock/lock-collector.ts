import type { Origin } from "../error.ts";
import { quoted, stripCredentials } from "../manifest/quoted.ts";
import { ReadingCollector } from "../manifest/reading-collector.ts";
import type { LocatedText } from "../manifest/requirement.ts";
import type { Marker } from "../python/marker.ts";
import { parseMarker } from "../python/marker.ts";
import { isValidName } from "../python/name.ts";
import { parseVersion, type Version } from "../python/version.ts";
import { lockLimits, regenerate } from "./lock-limits.ts";
import type {
  LockEnvironment,
  LockedConda,
  LockedPackage,
  LockReading,
  LockStructure,
  RecordedManifest,
} from "./lock-reading.ts";

/** Gathers what a lock reader finds, and reads the small texts that all formats have in common. */
export class LockCollector {
  readonly format: string;
  readonly packages: LockedPackage[] = [];
  readonly environments: LockEnvironment[] = [];
  readonly conda: LockedConda[] = [];
  recorded: RecordedManifest | null = null;
  readonly extras = new Set<string>();
  readonly groups = new Set<string>();
  readonly defaultGroups = new Set<string>();
  requiresPython: LocatedText | null = null;
  readonly #problems = new ReadingCollector();
  readonly #markers = new Map<string, Marker | null>();

  constructor(format: string) {
    this.format = format;
  }

  /** True once there are more packages than are read: a reader may stop. */
  get full(): boolean {
    return this.packages.length > lockLimits.packages;
  }

  add(entry: LockedPackage): void {
    if (this.full) return;
    this.packages.push(entry);
    if (!this.full) return;
    const message = `The lock has more than ${lockLimits.packages} packages, the most that is read; those from here on are left out.`;
    this.error(entry.origin, "lock/too-many-packages", message, "Split the project over several locks.");
  }

  /** What conda installs; named, and bounded as the packages are. */
  addConda(one: LockedConda): void {
    if (this.conda.length < lockLimits.packages) this.conda.push(one);
  }

  /** The lock is wrong, or cannot be told from one that is. */
  error(origin: Origin, code: string, message: string, hint: string | null = regenerate): void {
    this.#problems.error(origin, code, message, hint);
  }

  /** The rest is still right; this part is listed as not assessed. */
  notAssessed(origin: Origin, code: string, message: string, hint: string | null = null): void {
    this.#problems.notAssessed(origin, code, message, hint);
  }

  file(path: string): void {
    this.#problems.files.push(path);
  }

  /** Null, with a problem, where the text is no name. */
  isName(text: string, origin: Origin): boolean {
    if (isValidName(text)) return true;
    this.error(origin, "lock/invalid-name", `${quoted(text)} is not the name of a package.`);
    return false;
  }

  version(text: string, origin: Origin): Version | null {
    const version = parseVersion(text);
    if (version === null) {
      this.error(origin, "lock/invalid-version", `${quoted(text)} is not a version as PEP 440 defines it.`);
    }
    return version;
  }

  /** The items, without what is over the limit of one package, which is reported. */
  within<T>(items: readonly T[], name: string, origin: Origin): readonly T[] {
    if (items.length <= lockLimits.itemsOfPackage) return items;
    const message = `${quoted(name)} has more than ${lockLimits.itemsOfPackage} entries of one kind, the most that is read; the rest is left out.`;
    this.error(origin, "lock/too-many-items", message);
    return items.slice(0, lockLimits.itemsOfPackage);
  }

  /** A marker that cannot be read is reported, and what it stands at is taken to apply: it may be installed. */
  marker(text: string | null, origin: Origin): Marker | null {
    if (text === null || text.trim() === "") return null;
    const known = this.#markers.get(text);
    if (known !== undefined) return known;
    const read = parseMarker(text);
    if (!read.ok) {
      const message = `${quoted(text)} is not an environment marker: ${read.problem.message}. What it stands at is taken to apply.`;
      this.error(origin, "lock/invalid-marker", message);
    }
    const marker = read.ok ? read.value : null;
    this.#markers.set(text, marker);
    return marker;
  }

  reading(structure: LockStructure): LockReading {
    const packages = this.packages.slice(0, lockLimits.packages);
    return {
      format: this.format,
      packages,
      problems: this.#problems.problems,
      requiresPython: this.requiresPython,
      environments: this.environments,
      structure:
        structure.kind === "graph"
          ? { kind: "graph", roots: structure.roots.filter(({ at }) => at < packages.length) }
          : structure,
      recorded: this.recorded,
      conda: this.conda,
      extras: [...this.extras],
      groups: [...this.groups],
      defaultGroups: [...this.defaultGroups],
      files: this.#problems.files,
    };
  }
}

/** An address as a lock writes it, without user and password. */
export const plainAddress = (text: string): string => stripCredentials(text);
