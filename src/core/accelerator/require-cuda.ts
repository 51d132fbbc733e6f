import type { DriverVersion } from "../target/driver.ts";
import { compareDotted, parseDotted } from "./dotted.ts";
import { branchOf } from "./driver-branch.ts";
import type { Tables } from "./tables.ts";

/** What a requirement is held against. */
export interface StartQuestion {
  readonly driver: DriverVersion;
  /** NVIDIA's brand of the GPU, such as `tesla`; null where it is not known. */
  readonly brand: string | null;
}

/** Whether NVIDIA's container tools start an image by the requirement that its configuration states. */
export type RequirementVerdict =
  | { readonly kind: "ok"; readonly driverCuda: string | null }
  | { readonly kind: "fail"; readonly driverCuda: string }
  | { readonly kind: "unknown"; readonly why: string };

type Answer = boolean | null;

/** Far more than NVIDIA's longest list has. */
const mostAlternatives = 256;
const mostConditions = 16;

/**
 * Judges `cuda>=12.4 brand=tesla,driver>=470,driver<471 …` (NVIDIA Container Toolkit, `NVIDIA_REQUIRE_*`): alternatives between spaces, in
 * each of which everything between commas has to hold. What cannot be read, or is not known, leaves its alternative open.
 */
export function requirementVerdict(tables: Tables, text: string, question: StartQuestion): RequirementVerdict {
  const branch = branchOf(tables, question.driver);
  const cuda =
    branch.kind === "newer-than-tables"
      ? branch.newest.cuda
      : branch.kind === "older-than-tables"
        ? null
        : branch.row.cuda;
  const facts: StartFacts = { cuda, isLeast: branch.kind !== "known", ...question };
  const alternatives = text.split(/\s+/).filter((word) => word !== "");
  if (alternatives.length > mostAlternatives) return { kind: "unknown", why: "its requirement is too long to be read" };
  if (alternatives.length === 0) return { kind: "ok", driverCuda: cuda };
  const answers = alternatives.map((alternative) => all(alternative.split(","), facts));
  if (answers.includes(true)) return { kind: "ok", driverCuda: branch.kind === "known" ? cuda : null };
  if (answers.includes(null) || cuda === null)
    return { kind: "unknown", why: unknownBecause(question, branch.kind === "known") };
  return { kind: "fail", driverCuda: cuda };
}

interface StartFacts extends StartQuestion {
  /** CUDA that the driver brings; null where it is not known. */
  readonly cuda: string | null;
  /** The driver is newer than the tables, and brings that CUDA or a newer one. */
  readonly isLeast: boolean;
}

/** False as soon as one is: then it does not matter what is not known. */
function all(conditions: readonly string[], facts: StartFacts): Answer {
  if (conditions.length > mostConditions) return null;
  const answers = conditions.filter((one) => one !== "").map((one) => holds(one, facts));
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
}

function holds(condition: string, { cuda, isLeast, driver, brand }: StartFacts): Answer {
  const parts = /^([a-z]{1,20})(>=|<=|!=|=|<|>)([\w.]{1,40})$/.exec(condition);
  if (parts === null) return null;
  const [, name, operator = "", value = ""] = parts;
  if (name === "brand")
    return brand === null ? null : operator === "=" ? brand === value : operator === "!=" ? brand !== value : null;
  // Of a driver of which only the branch was said, a bound within the branch cannot be judged.
  if (name === "driver")
    return driver.minor === null && /^\d+\.0*[1-9]/.test(value) && value.startsWith(`${driver.branch}.`)
      ? null
      : compare(driver.text, operator, value);
  if (name !== "cuda" || cuda === null) return null;
  const answer = compare(cuda, operator, value);
  // Of a driver whose CUDA is only known from below, only what holds from there on can be told.
  return isLeast && !(answer === true && operator.startsWith(">")) ? null : answer;
}

/** Compares the parts that the bound names: `driver<471` holds for 470.999. */
function compare(text: string, operator: string, bound: string): Answer {
  const [left, right] = [parseDotted(text), parseDotted(bound)];
  if (left === null || right === null) return null;
  const order = compareDotted(left, right);
  if (operator === ">=") return order >= 0;
  if (operator === "<=") return order <= 0;
  if (operator === ">") return order > 0;
  if (operator === "<") return order < 0;
  return operator === "=" ? order === 0 : order !== 0;
}

function unknownBecause({ driver, brand }: StartQuestion, isKnown: boolean): string {
  if (!isKnown) return `the compatibility tables do not have driver branch R${driver.branch}`;
  return brand === null
    ? "the GPU's brand is not known"
    : "a condition of its `NVIDIA_REQUIRE_CUDA` could not be judged";
}
