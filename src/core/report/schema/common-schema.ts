import * as z from "zod";
import type { Origin } from "../../error.ts";
import type { NotAssessed } from "../../resolution/resolution.ts";
import type { Agrees, Holds } from "./agreement.ts";

export const count = z.int().min(0);
export const text = z.string();
export const texts = z.array(z.string());

export const origin = z.strictObject({
  file: text.describe("Path in the repository; `command line` for a requirement that was given as a word."),
  line: count.describe("Line from 1; 0 where it stands in no file."),
  column: count.describe("First column from 1, in UTF-16 code units."),
  endColumn: count.describe("Column after the last one."),
});

export const notAssessed = z.strictObject({
  what: text.describe("What could not be checked."),
  why: text.describe("Why not, and what would change that."),
});

export type OriginAgrees = Holds<Agrees<z.infer<typeof origin>, Origin>>;
export type NotAssessedAgrees = Holds<Agrees<z.infer<typeof notAssessed>, NotAssessed>>;

/** A property that holds a list of what could not be checked. */
export const notAssessedList = z
  .array(notAssessed)
  .describe("What could not be checked, and why. It is never left out: silence is not a pass.");
