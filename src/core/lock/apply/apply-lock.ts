import type { LockReading } from "../lock-reading.ts";
import { ActiveMarkers, uncovered } from "./active-markers.ts";
import { applyGraph } from "./apply-graph.ts";
import { applyListed } from "./apply-listed.ts";
import { encodedNames } from "./conflict-names.ts";
import type { LockQuestion, LockSelection } from "./selection.ts";

/**
 * The packages of a lock that one target gets, with what asks for what. Nothing is solved and nothing is asked: the lock has made
 * every choice, and its markers, groups, extras and forks say which of them is the target's.
 */
export function applyLock(reading: LockReading, question: LockQuestion): LockSelection {
  const active = new ActiveMarkers(question, reading, encodedNames(reading, question));
  const chosen =
    reading.structure.kind === "listed"
      ? applyListed(reading, question, active, reading.structure.exclusive === true)
      : applyGraph(reading, question, active);
  return { ...chosen, uncovered: uncovered(reading, question, active) };
}
