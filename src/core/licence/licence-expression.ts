import parse from "spdx-expression-parse";

/** Characters of the longest expression that is read: the longest on the public index has some two hundred. */
const longest = 500;
/** The characters of SPDX expressions (SPDX 2.3, annex D); the parser is lenient with others. */
const characters = /^[A-Za-z0-9.+:() -]+$/;

/** A single licence, such as `Apache-2.0 WITH LLVM-exception`. */
export interface SingleLicence {
  readonly license: string;
  /** `or any later version`. */
  readonly plus?: true;
  readonly exception?: string;
}

export type LicenceExpression =
  | SingleLicence
  | { readonly conjunction: "and" | "or"; readonly left: LicenceExpression; readonly right: LicenceExpression };

/** An SPDX licence expression; null for what is none, or has an id that SPDX's list does not. Ids are compared with their case. */
export function parseLicenceExpression(text: string): LicenceExpression | null {
  const trimmed = text.trim();
  if (trimmed.length > longest || !characters.test(trimmed)) return null;
  try {
    return parse(trimmed) as LicenceExpression;
  } catch {
    return null;
  }
}

export function isSingleLicence(expression: LicenceExpression): expression is SingleLicence {
  return "license" in expression;
}

/** As SPDX writes it. */
export function licenceText({ license, plus, exception }: SingleLicence): string {
  return `${license}${plus === true ? "+" : ""}${exception === undefined ? "" : ` WITH ${exception}`}`;
}
