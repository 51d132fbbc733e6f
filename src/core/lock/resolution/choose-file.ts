import type { DistributionFile } from "../../index/distribution-file.ts";
import { parseVersion } from "../../python/version.ts";
import { Assessor } from "../../resolution/assessment.ts";
import { defaultResolveOptions, type ResolveOptions } from "../../resolution/request.ts";
import { describeUnusable } from "../../resolution/unusable-text.ts";
import type { Target } from "../../target/target.ts";
import type { LockedPackage } from "../lock-reading.ts";
import type { FileChoice, IndexListing } from "./lock-facts.ts";
import { allowedFiles } from "./version-files.ts";

/** Chooses, of what a lock allows, the file that the target's installer would take. */
export class FileChooser {
  readonly #target: Target;
  readonly #assessor: Assessor;
  readonly #wheelsOnly: Assessor;

  /** `formats`: which packages may be installed from wheels and from source archives alone, as the manifest says. */
  constructor(target: Target, formats: Pick<ResolveOptions, "onlyBinary" | "noBinary">) {
    this.#target = target;
    const options: ResolveOptions = { ...defaultResolveOptions, ...formats, prereleases: "allow", sdists: "assume" };
    // What is locked is installed whether it was yanked since or not; that it was is told apart. Hashes have been compared.
    const rules = { acceptsYanked: () => true, allowedHashes: () => null };
    this.#assessor = new Assessor(target, options, rules);
    this.#wheelsOnly = new Assessor(target, { ...options, sdists: "never" }, rules);
  }

  choose(entry: LockedPackage, listing: IndexListing): FileChoice {
    const { name, version } = entry;
    const files = allowedFiles(entry, listing);
    if (version === null || files.length === 0) return { kind: "unknown", why: whyUnknown(entry, listing) };
    const wheels = files.filter(isWheel);
    const sdists = files.filter((file) => !isWheel(file));
    const assessment = this.#assessor.assess(name, { version, wheels, sdists });
    if (assessment.kind === "unusable") return { kind: "none", why: this.#describe(assessment.why) };
    if (!assessment.isSdist) return { kind: "wheel", file: assessment.file };
    const binary = this.#wheelsOnly.assess(name, { version, wheels, sdists: [] });
    const why = wheels.length > 0 && binary.kind === "unusable" ? this.#describe(binary.why) : null;
    return { kind: "sdist", file: assessment.file, wheels: wheels.length, why };
  }

  #describe(why: Parameters<typeof describeUnusable>[0]): string {
    const python = parseVersion(this.#target.python.full);
    return python === null ? "cannot be installed" : describeUnusable(why, this.#target, python);
  }
}

const isWheel = ({ filename }: DistributionFile): boolean => filename.toLowerCase().endsWith(".whl");

function whyUnknown(entry: LockedPackage, listing: IndexListing): string {
  switch (listing.kind) {
    case "failed":
      return `the index could not be asked: ${listing.reason}`;
    case "absent":
      return "no index has the project";
    case "elsewhere":
      return "the lock names no file of it";
    case "listed":
      if (listing.files.length === 0) return "the index does not have this version";
      return entry.files.length === 0
        ? "the lock names no file of it"
        : "no file of the index has a hash that the lock names";
  }
}
