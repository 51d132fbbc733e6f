import type { ProjectPage } from "../../core/index/distribution-file.ts";
import type { PackageName } from "../../core/python/name.ts";
import type { ProjectAnswer } from "../../core/resolution/question.ts";
import type { FlatIndexes } from "./flat-index.ts";
import type { PackageIndex } from "./package-index.ts";
import { type PageAnswer, type PageSourceOptions, readPage } from "./page-source.ts";

export interface ProjectPagesOptions extends PageSourceOptions {
  readonly indexes: readonly PackageIndex[];
  readonly flat: FlatIndexes;
  readonly strategy: "first-index" | "best-match";
}

/** Asks the indexes for a project, in their order and by the strategy. Flat lists come first and beside: they belong to no index. */
export interface ProjectPages {
  read(name: PackageName): Promise<ProjectAnswer>;
}

export function createProjectPages(options: ProjectPagesOptions): ProjectPages {
  return {
    async read(name) {
      const variants = options.indexes.filter((index) => index.isVariant && index.explicitFor?.has(name) === true);
      const indexes = indexesFor(options.indexes, name);
      const flat = options.flat.read(name);
      const asked = [...options.flat.indexes, ...variants, ...indexes].map((index) => index.url);
      const found = await firstOf(
        () => allThatKnow(options, variants, name),
        () =>
          options.strategy === "first-index"
            ? firstThatKnows(options, indexes, name)
            : allThatKnow(options, indexes, name),
      );
      const listed = await flat;
      if ("failed" in found) return { kind: "failed", reason: found.failed };
      if ("failed" in listed) return { kind: "failed", reason: listed.failed };
      const pages = [...listed.pages, ...found.pages];
      return pages.length === 0 ? { kind: "absent", asked } : { kind: "listed", pages };
    },
  };
}

export type FoundPages = { readonly pages: readonly ProjectPage[] } | { readonly failed: string };

/** A project that an explicit index is named for is asked there alone; explicit indexes are asked for nothing else. */
function indexesFor(indexes: readonly PackageIndex[], name: PackageName): readonly PackageIndex[] {
  const explicit = indexes.filter((index) => !index.isVariant && index.explicitFor?.has(name));
  return explicit.length > 0 ? explicit : indexes.filter((index) => index.explicitFor === null);
}

/** What the variants' indexes have, or where none of them knows the project what the others have. */
async function firstOf(variants: () => Promise<FoundPages>, others: () => Promise<FoundPages>): Promise<FoundPages> {
  const found = await variants();
  return "failed" in found || found.pages.length > 0 ? found : await others();
}

/** An index that could not answer stops the search: a later one might serve another project of the same name. */
async function firstThatKnows(
  options: ProjectPagesOptions,
  indexes: readonly PackageIndex[],
  name: PackageName,
): Promise<FoundPages> {
  for (const index of indexes) {
    const answer = await ask(options, index, name);
    if (answer.kind === "page") return { pages: [answer.page] };
    if (answer.kind === "failed") return { failed: answer.reason };
  }
  return { pages: [] };
}

async function allThatKnow(
  options: ProjectPagesOptions,
  indexes: readonly PackageIndex[],
  name: PackageName,
): Promise<FoundPages> {
  const answers = await Promise.all(indexes.map((index) => ask(options, index, name)));
  const pages: ProjectPage[] = [];
  for (const answer of answers) {
    if (answer.kind === "failed") return { failed: answer.reason };
    if (answer.kind === "page") pages.push(answer.page);
  }
  return { pages };
}

function ask(options: ProjectPagesOptions, index: PackageIndex, name: PackageName): Promise<PageAnswer> {
  const url = new URL(index.url);
  url.pathname += `${name}/`;
  return readPage(options, {
    url: url.href,
    index: index.url,
    credentials: index.pageCredentials,
    forbiddenIsAbsent: index.forbiddenIsAbsent,
  });
}
