import { bareFile } from "../index/distribution-file.ts";
import { normalizeName } from "../python/name.ts";
import type { Version } from "../python/version.ts";
import { barePackage } from "../resolution/bare-package.ts";
import type { Resolution } from "../resolution/resolution.ts";
import type { Target } from "../target/target.ts";
import { glibcTagOf } from "./glibc-tag.ts";
import type { Tables } from "./tables.ts";

/**
 * A resolution of one package that nothing was resolved for: what the tables know of it is all that is asked. Its file is named as the public index
 * names it, as far as the tables have its tag.
 */
export function pinnedPackage(tables: Tables, target: Target, name: string, version: Version): Resolution {
  const normalized = normalizeName(name);
  const interpreter = `cp${target.python.major}${target.python.minor}`;
  const platform =
    target.os === "linux" ? glibcTagOf(tables, target, normalized, version) : `${target.os}_${target.arch}`;
  const filename = `${normalized.replaceAll("-", "_")}-${version.text}-${interpreter}-${interpreter}-${platform}.whl`;
  const index = "https://pypi.org/simple/";
  const file = bareFile({
    filename,
    url: `https://pypi.org/project/${normalized}/${version.text.split("+")[0]}/#files`,
    index,
  });
  return {
    packages: [barePackage({ name: normalized, version, file, files: [file], metadataSource: "assumed-empty" })],
    notAssessed: [],
  };
}
