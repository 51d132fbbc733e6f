/**
 * What the history of an image tells: the command of each step as the builder wrote it down. BuildKit and Docker write the build
 * arguments that were in force before a `RUN`, as `RUN |2 PYTHON_VERSION=3.11 UID=1000 /bin/sh -c …`.
 */

/** Arguments that facts are read from. */
const wanted: ReadonlySet<string> = new Set(["PYTHON_VERSION"]);

/** Characters of a step that are looked at: the arguments stand at its beginning. */
const looked = 4096;

/** The build arguments of all steps; of two values the later step's. */
export function buildArgumentsOf(steps: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const step of steps) {
    const words = step.slice(0, looked).split(" ");
    const bar = words.findIndex((word) => word !== "" && word !== "RUN");
    const count = /^\|(\d{1,3})$/.exec(words[bar] ?? "")?.[1];
    if (count === undefined) continue;
    for (const word of words.slice(bar + 1, bar + 1 + Number(count))) {
      const equals = word.indexOf("=");
      // A value with a space in it moves those that follow: what is no assignment ends the list.
      if (equals <= 0) break;
      if (wanted.has(word.slice(0, equals))) found.set(word.slice(0, equals), word.slice(equals + 1));
    }
  }
  return found;
}

/**
 * The distribution that the first step is made of: Debian's builder writes `# debian.sh --arch 'amd64' out/ 'bookworm' …`, Alpine's
 * `ADD alpine-minirootfs-3.20.3-x86_64.tar.gz / …`. Null where the first step says neither.
 */
export function baseDistribution(steps: readonly string[]): string | null {
  const first = (steps[0] ?? "").slice(0, looked);
  const debian = first.startsWith("# debian.sh ") ? / out\/ '([a-z]{3,20})'/.exec(first)?.[1] : undefined;
  if (debian !== undefined) return debian;
  const alpine = /^ADD alpine-minirootfs-(3\.\d{1,2})\.\d{1,3}-/.exec(first)?.[1];
  return alpine === undefined ? null : `alpine${alpine}`;
}
