import type { Arg, Env, Instruction, Property } from "dockerfile-ast";
import type { Origin } from "../../error.ts";
import { originOfRange } from "./range-origin.ts";
import { substitute, type Variables, type VariableValue } from "./variables.ts";

/** Arguments that every build sets by itself, from the platforms of the builder and of the image. */
const platformArguments = [
  "TARGETPLATFORM",
  "TARGETOS",
  "TARGETARCH",
  "TARGETVARIANT",
  "BUILDPLATFORM",
  "BUILDOS",
  "BUILDARCH",
  "BUILDVARIANT",
];

/** What holds before the first `FROM`: the build's own arguments without values, and the given ones. */
export function globalVariables(
  args: readonly Arg[],
  given: ReadonlyMap<string, string>,
  escapeCharacter: string,
): Variables {
  const variables = new Map<string, VariableValue | null>(platformArguments.map((name) => [name, null]));
  for (const arg of args) declareArgument(variables, arg, given, escapeCharacter, new Map());
  return variables;
}

/** A variable of an image, with where it was set. `value` is null where it is set to what cannot be known. */
export interface ImageVariable {
  readonly value: VariableValue | null;
  readonly reason: string | null;
  readonly origin: Origin;
}

/**
 * Variables of one stage while its instructions are walked: `ENV` outlives the stage, `ARG` does not, and `ENV` wins
 * (Dockerfile reference, "ARG" and "ENV").
 */
export class StageVariables {
  readonly #file: string;
  readonly #escape: string;
  readonly #given: ReadonlyMap<string, string>;
  readonly #global: Variables;
  readonly #current = new Map<string, VariableValue | null>();
  readonly environment: Map<string, ImageVariable>;

  constructor(
    file: string,
    escapeCharacter: string,
    given: ReadonlyMap<string, string>,
    global: Variables,
    inherited: ReadonlyMap<string, ImageVariable>,
  ) {
    this.#file = file;
    this.#escape = escapeCharacter;
    this.#given = given;
    this.#global = global;
    this.environment = new Map(inherited);
    for (const [name, { value }] of inherited) this.#current.set(name, value);
  }

  get current(): Variables {
    return this.#current;
  }

  apply(instruction: Instruction): void {
    const keyword = instruction.getKeyword();
    if (keyword === "ARG") {
      const name = (instruction as Arg).getProperty()?.getName();
      if (name !== undefined && this.environment.has(name)) return;
      declareArgument(this.#current, instruction as Arg, this.#given, this.#escape, this.#global);
    }
    if (keyword === "ENV") this.#setEnvironment(instruction as Env);
  }

  /** Every value of one `ENV` sees the variables as they were before it. */
  #setEnvironment(instruction: Env): void {
    const set = instruction.getProperties().map((property) => {
      const result = propertyValue(property, this.#current, this.#escape);
      const origin = originOfRange(this.#file, property.getRange());
      return { name: property.getName(), result, origin };
    });
    for (const { name, result, origin } of set) {
      const value = result.kind === "known" ? { text: result.text, assumed: result.assumed } : null;
      this.#current.set(name, value);
      this.environment.set(name, { value, reason: result.kind === "known" ? null : result.reason, origin });
    }
  }
}

/** A given value wins over the default; without either, a stage's `ARG` has that of the global one. */
function declareArgument(
  variables: Map<string, VariableValue | null>,
  arg: Arg,
  given: ReadonlyMap<string, string>,
  escapeCharacter: string,
  global: Variables,
): void {
  const property = arg.getProperty();
  if (property === null) return;
  const name = property.getName();
  const value = given.get(name);
  if (value !== undefined) {
    variables.set(name, { text: value, assumed: [] });
    return;
  }
  if (property.getValue() === null) {
    const inherited = global.get(name);
    variables.set(name, inherited === undefined ? { text: null, assumed: [name] } : inherited);
    return;
  }
  const result = propertyValue(property, variables, escapeCharacter);
  variables.set(
    name,
    result.kind === "known" ? { text: result.text, assumed: [...new Set([...result.assumed, name])] } : null,
  );
}

/** Single quotes keep a value as it is; in double quotes, and without any, variables are substituted. */
function propertyValue(
  property: Property,
  variables: Variables,
  escapeCharacter: string,
): ReturnType<typeof substitute> {
  const raw = property.getUnescapedValue() ?? "";
  if (raw.length >= 2 && raw.startsWith("'") && raw.endsWith("'"))
    return { kind: "known", text: raw.slice(1, -1), assumed: [] };
  const bare = raw.length >= 2 && raw.startsWith('"') && raw.endsWith('"') ? raw.slice(1, -1) : raw;
  return substitute(bare, variables, escapeCharacter);
}
