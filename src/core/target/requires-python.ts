/** One clause such as `>=3.10` of a `requires-python`: its operator, its release numbers, and whether it ends in `.*`. */
interface Clause {
  readonly operator: string;
  readonly release: readonly number[];
  readonly wildcard: boolean;
}

const operators = ["===", "~=", "==", "!=", "<=", ">=", "<", ">"] as const;

/**
 * The lowest Python release that a `requires-python` allows, such as `3.10` or `3.8.1`: what a resolution for every allowed
 * version has to hold for. Null where it has no lower bound, cannot be read, or allows nothing at its own bound.
 */
export function lowestPython(requiresPython: string): string | null {
  const clauses = readClauses(requiresPython);
  if (clauses === null) return null;
  let lowest: readonly number[] | null = null;
  for (const clause of clauses) {
    const bound = lowerBound(clause);
    if (bound !== null && (lowest === null || compareRelease(bound, lowest) > 0)) lowest = bound;
  }
  if (lowest === null || lowest[0] !== 3) return null;
  const candidate = lowest.length === 1 ? [...lowest, 0] : lowest;
  return clauses.every((clause) => holds(clause, candidate)) ? candidate.slice(0, 3).join(".") : null;
}

/**
 * Whether a `requires-python` allows a Python release such as `3.11` or `3.11.4`; null where it cannot be read.
 * A release without a patch is allowed where any of its patches could be, since the patch that is installed is not known.
 */
export function allowsPython(requiresPython: string, version: string): boolean | null {
  const clauses = readClauses(requiresPython);
  const release = readRelease(version);
  if (clauses === null || release === null) return null;
  if (release.length > 2) return clauses.every((clause) => holds(clause, release));
  return clauses.every((clause) => holds(clause, [...release, 0]) || holds(clause, [...release, 999]));
}

function readClauses(text: string): readonly Clause[] | null {
  if (text.length > 500) return null;
  const clauses: Clause[] = [];
  for (const part of text.split(",")) {
    const trimmed = part.trim();
    if (trimmed === "") continue;
    const operator = operators.find((candidate) => trimmed.startsWith(candidate));
    if (operator === undefined) return null;
    const version = trimmed.slice(operator.length).trim();
    const wildcard = version.endsWith(".*");
    const release = readRelease(wildcard ? version.slice(0, -2) : version);
    if (release === null) return null;
    clauses.push({ operator, release, wildcard });
  }
  return clauses.length === 0 ? null : clauses;
}

function readRelease(text: string): readonly number[] | null {
  return /^\d{1,4}(?:\.\d{1,4}){0,3}$/.test(text) ? text.split(".").map(Number) : null;
}

function lowerBound(clause: Clause): readonly number[] | null {
  if (clause.operator === ">=" || clause.operator === "~=" || clause.operator === "===") return clause.release;
  if (clause.operator === "==") return clause.release;
  if (clause.operator !== ">") return null;
  // PEP 440: `>3.9` excludes 3.9 itself and allows 3.9.1.
  const [major = 0, minor = 0, patch = 0] = clause.release;
  return [major, minor, patch + 1];
}

function holds(clause: Clause, release: readonly number[]): boolean {
  const order = compareRelease(release, clause.release);
  switch (clause.operator) {
    case ">=":
      return order >= 0;
    case ">":
      return order > 0;
    case "<=":
      return order <= 0;
    case "<":
      return order < 0;
    case "!=":
      return clause.wildcard ? !startsWith(release, clause.release) : order !== 0;
    case "~=":
      return order >= 0 && startsWith(release, clause.release.slice(0, -1));
    default:
      return clause.wildcard ? startsWith(release, clause.release) : order === 0;
  }
}

function startsWith(release: readonly number[], prefix: readonly number[]): boolean {
  return prefix.every((part, index) => (release[index] ?? 0) === part);
}

function compareRelease(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
