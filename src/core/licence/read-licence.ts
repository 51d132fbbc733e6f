import type { StatedLicence } from "../resolution/resolution.ts";
import { byBeginning, byClassifier, byTitle, emptyClassifiers } from "./known-titles.ts";
import { type LicenceExpression, parseLicenceExpression } from "./licence-expression.ts";

/** What a package's metadata says of its licence, as far as that can be told. */
export type LicenceReading =
  | {
      readonly kind: "known";
      /** One where the metadata is clear; several where its words leave open which. What is said of it must hold for each. */
      readonly possible: readonly LicenceExpression[];
      /** As it is shown: the expression, or the words of the metadata. */
      readonly text: string;
      readonly from: "License-Expression" | "License" | "classifiers";
    }
  | { readonly kind: "unknown"; readonly why: string };

/** Characters of the longest `License` that is a title and not the licence itself. */
const longestTitle = 100;
/** Combinations of possibilities that are told apart. */
const mostPossible = 24;

/**
 * PEP 639's order: `License-Expression` alone where there is one, else what the classifiers and `License` say. Of these two each may be
 * vaguer than the other (`BSD License` beside `BSD-3-Clause`), so that what both admit is what holds; where they exclude each other nobody knows.
 */
export function readLicence(stated: StatedLicence): LicenceReading {
  const { expression } = stated;
  if (expression !== null) {
    const read = parseLicenceExpression(expression);
    return read === null
      ? { kind: "unknown", why: `License-Expression \`${shown(expression)}\` is no SPDX expression` }
      : { kind: "known", possible: [read], text: expression, from: "License-Expression" };
  }
  const text = stated.text === null ? null : ofText(stated.text);
  const classified = ofClassifiers(stated.classifiers);
  if (text === null && classified === null) return { kind: "unknown", why: silence(stated) };
  if (text === null || classified === null) {
    const words = text === null ? classifierWords(stated.classifiers) : shown(stated.text ?? "");
    return known(text ?? classified ?? [], words, text === null ? "classifiers" : "License");
  }
  const both = text.filter((one) => classified.includes(one));
  if (both.length > 0) return known(both, shown(stated.text ?? ""), "License");
  // NVIDIA's own licence is what its classifier calls proprietary.
  if (text.every(isProprietary) && classified.every(isProprietary))
    return known(text, shown(stated.text ?? ""), "License");
  return {
    kind: "unknown",
    why: `License says \`${shown(stated.text ?? "")}\` and the classifiers say \`${classifierWords(stated.classifiers)}\``,
  };
}

const isProprietary = (text: string): boolean => text.startsWith("LicenseRef-") && text.endsWith("Proprietary");

function known(possible: readonly string[], text: string, from: "License" | "classifiers"): LicenceReading {
  const read = possible.map(parseLicenceExpression).filter((one) => one !== null);
  return read.length === 0
    ? { kind: "unknown", why: `\`${text}\` names no licence of SPDX's list` }
    : { kind: "known", possible: read, text, from };
}

/** The possibilities that a `License` field leaves open; null where it says nothing that can be told. */
function ofText(text: string): readonly string[] | null {
  const title = text.replace(/\s+/g, " ").trim();
  if (title.length <= longestTitle) {
    if (parseLicenceExpression(title) !== null) return [title];
    const plain = title.toLowerCase();
    const bare = plain.replace(/^the /, "").replace(/[ .]*licen[sc]e$/, "");
    const meant = byTitle.get(plain) ?? byTitle.get(bare);
    if (meant !== undefined) return meant;
  }
  const beginning = title.toLowerCase();
  const found = byBeginning.find(([start]) => beginning.startsWith(start));
  return found === undefined ? null : [found[1]];
}

/**
 * Several classifiers are several licences, and nothing says whether all of them hold or one may be chosen (PEP 639 replaced them for that):
 * both are possible.
 */
function ofClassifiers(classifiers: readonly string[]): readonly string[] | null {
  const named = [...new Set(classifiers)].map(withoutPrefix).filter((one) => !emptyClassifiers.has(one));
  if (named.length === 0) return null;
  let possible: readonly string[] = [""];
  for (const one of named) {
    const meanings = byClassifier.get(one);
    if (meanings === undefined) return null;
    possible = possible.flatMap((before) =>
      meanings.flatMap((meaning) =>
        before === "" ? [meaning] : [`(${before}) AND ${meaning}`, `(${before}) OR ${meaning}`],
      ),
    );
    if (possible.length > mostPossible) return null;
  }
  return possible;
}

const withoutPrefix = (classifier: string): string => classifier.replace(/^License :: /, "");

const classifierWords = (classifiers: readonly string[]): string =>
  shown(classifiers.map((one) => withoutPrefix(one).replace("OSI Approved :: ", "")).join(", "));

function silence({ text, classifiers }: StatedLicence): string {
  if (text === null && classifiers.length === 0) return "its metadata names none";
  const said = [text, ...classifiers.map(withoutPrefix)].filter((one) => one !== null).join(", ");
  return `\`${shown(said)}\` names no licence of SPDX's list`;
}

const shown = (text: string): string => {
  const line = text.replace(/\s+/g, " ").replaceAll("`", "'").trim();
  return line.length > 80 ? `${line.slice(0, 80).trimEnd()}…` : line;
};
