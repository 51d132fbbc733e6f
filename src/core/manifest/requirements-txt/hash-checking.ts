import { quoted } from "../quoted.ts";
import type { ReadingCollector } from "../reading-collector.ts";
import type { Requirement } from "../requirement.ts";

/**
 * Reports the first line without a hash where pip checks hashes: with one hash in the file, or `--require-hashes`, it installs nothing
 * unless every requirement has one (its documentation, "Hash-checking Mode"). uv checks those that are there, and asks for the others only
 * where it is told to: in a file that uv compiled, a line that lost its hashes is installed unchecked.
 */
export function reportMissingHashes(collector: ReadingCollector, byUv: boolean): void {
  const { requirements, options } = collector;
  const hashed = new Set<string>(requirements.filter(isHashed).map(({ specifier }) => specifier.name));
  if (!options.requireHashes && hashed.size === 0) return;
  // A constraint may hold the hashes of what another file asks for.
  const open = requirements.filter(({ kind, specifier }) => kind === "direct" && !hashed.has(specifier.name));
  const [first] = open;
  if (first === undefined) return;
  const more = open.length - 1;
  const others = more === 0 ? "" : ` So it is with ${more} more ${more === 1 ? "line" : "lines"}.`;
  const why = options.requireHashes ? "`--require-hashes` asks for one" : "other lines have one";
  const then =
    options.requireHashes || !byUv
      ? "the installer then refuses the whole file"
      : "uv installs it unchecked, and pip refuses the whole file";
  const message = `${quoted(first.text)} has no hash, and ${why}: ${then}.${others}`;
  const hint = "Add the hashes, as `pip-compile --generate-hashes` writes them, or take them from all lines.";
  if (options.requireHashes || !byUv) collector.error(first.origin, "requirements/missing-hash", message, hint);
  else collector.notAssessed(first.origin, "requirements/missing-hash", message, hint);
}

/** The fragment of an address may hold its hash too. */
function isHashed({ hashes, specifier: { url } }: Requirement): boolean {
  return hashes.length > 0 || (url !== null && /[#&]sha(?:256|384|512)=/.test(url));
}
