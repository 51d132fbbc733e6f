import type { Origin } from "../error.ts";
import type { Parsed } from "../python/parsed.ts";
import type { FieldSource } from "../target/target.ts";
import type { ConfigProblem } from "./config-problem.ts";
import { formatKey } from "./config-problem.ts";
import type { Places } from "./places.ts";

type Path = readonly PropertyKey[];

/** What the readers of the sections share: the places of the file, and the list that their problems go to. */
export class Section {
  readonly file: string;
  readonly problems: ConfigProblem[] = [];
  readonly #places: Places;
  readonly #pathInFile: (path: Path) => Path;

  /** `pathInFile`: the path in the file of a path in what is read, where parts of the file were taken out. */
  constructor(file: string, places: Places, pathInFile: (path: Path) => Path = (path) => path) {
    this.file = file;
    this.#places = places;
    this.#pathInFile = pathInFile;
  }

  refuse(path: Path, code: string, message: string, hint: string | null = null): void {
    this.problems.push({ code, key: this.keyText(path), message, hint, origin: this.originOf(path) });
  }

  /** A key as the file has it, such as `models[2].id`. */
  keyText(path: Path): string {
    return formatKey(this.#pathInFile(path));
  }

  /** The value of a scalar as it was written: `3.10` stays `3.10`. */
  textOf(path: Path): string {
    return this.#places.textOf(this.#pathInFile(path)) ?? "";
  }

  originOf(path: Path): Origin {
    return this.#places.valueOf(this.#pathInFile(path)) ?? { file: this.file, line: 1, column: 1, endColumn: 1 };
  }

  /** Where a key stands, rather than its value. */
  keyOriginOf(path: Path): Origin {
    return this.#places.keyOf(this.#pathInFile(path)) ?? this.originOf(path);
  }

  declared(path: Path): FieldSource {
    const { file, line } = this.originOf(path);
    return { how: "declared", from: `declared in ${file}:${line}` };
  }

  /** The value that a parser makes of a text; null, and a problem, where it refuses it. */
  parse<T>(path: Path, parser: (text: string) => Parsed<T>): T | null {
    const answer = parser(this.textOf(path));
    if (answer.ok) return answer.value;
    this.refuse(path, "config/invalid-value", `${this.keyText(path)}: ${answer.problem.message}`);
    return null;
  }
}
