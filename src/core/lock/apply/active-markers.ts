import { evaluateMarker, type Marker } from "../../python/marker.ts";
import { markerEnvironment } from "../../python/marker-environment.ts";
import { requiresPythonAdmits } from "../../python/requires-python.ts";
import { parseVersion } from "../../python/version.ts";
import type { LockedPackage, LockReading, Need } from "../lock-reading.ts";
import { isPlatform } from "./platform-words.ts";
import type { LockQuestion, Uncovered } from "./selection.ts";

/** Evaluates what a lock says under one target and one choice of extras and groups. */
export class ActiveMarkers {
  readonly groups: ReadonlySet<string>;
  /** Those that are chosen, and what the lock's own markers call the choice. */
  readonly extras: ReadonlySet<string>;
  readonly #encoded: readonly string[];
  readonly #environment: ReturnType<typeof markerEnvironment>;
  readonly #target: LockQuestion["target"];
  readonly #verdicts = new Map<Marker, boolean>();

  /** `encoded`: names that the lock's own markers give to the chosen extras and groups, beside their plain ones. */
  constructor(question: LockQuestion, reading: LockReading, encoded: readonly string[] = []) {
    this.#target = question.target;
    this.#environment = markerEnvironment(question.target);
    this.groups = new Set(question.groups.length === 0 ? reading.defaultGroups : question.groups);
    this.#encoded = encoded;
    this.extras = new Set([...question.extras, ...encoded]);
  }

  /** Under the extras of the project. */
  holds(marker: Marker | null): boolean {
    if (marker === null) return true;
    const known = this.#verdicts.get(marker);
    if (known !== undefined) return known;
    const verdict = evaluateMarker(marker, this.#environment, this.extras, this.groups);
    this.#verdicts.set(marker, verdict);
    return verdict;
  }

  /** Under the extras that a package is installed with: an extra of the project of the same name is another one. */
  holdsWith(marker: Marker | null, extras: ReadonlySet<string>): boolean {
    if (marker === null) return true;
    const all = this.#encoded.length === 0 ? extras : new Set([...extras, ...this.#encoded]);
    return evaluateMarker(marker, this.#environment, all, this.groups);
  }

  needs(need: Need | null, extras: ReadonlySet<string>): boolean {
    if (need === null) return true;
    return need.kind === "extra" ? extras.has(need.name) : this.groups.has(need.name);
  }

  isPlatform(platform: string | null): boolean {
    return platform === null || (isPlatform(platform, this.#target) ?? true);
  }

  /** One of the forks that an entry belongs to is the target's. */
  inFork(entry: LockedPackage): boolean {
    return entry.forks.length === 0 || entry.forks.some((fork) => this.holds(fork));
  }

  admitsPython(clauses: string | null): boolean {
    const python = parseVersion(this.#target.python.full);
    return python === null || requiresPythonAdmits(clauses, python, { upperBounds: "honour" }).kind !== "no";
  }
}

/** Why the lock is not for the target; null where it is, or where that cannot be told. */
export function uncovered(reading: LockReading, question: LockQuestion, active: ActiveMarkers): Uncovered | null {
  const { requiresPython, environments } = reading;
  const { target } = question;
  if (requiresPython !== null && !active.admitsPython(requiresPython.text)) {
    const reason = `it is for Python \`${requiresPython.text}\`, and the target has Python ${target.python.full}`;
    return { reason, origin: requiresPython.origin };
  }
  const [first] = environments;
  if (first === undefined) return null;
  const covers = environments.some(
    ({ marker, requiresPython: python, platform }) =>
      active.holds(marker) && active.admitsPython(python) && active.isPlatform(platform),
  );
  if (covers) return null;
  const named = environments.slice(0, 4).map(({ text }) => `\`${text}\``);
  const more = environments.length > 4 ? ` and ${environments.length - 4} more` : "";
  return { reason: `it was made for ${named.join(", ")}${more}`, origin: first.origin };
}
