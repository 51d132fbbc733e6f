import type { DistributionFile } from "../index/distribution-file.ts";
import type { ProjectAnswer } from "../resolution/question.ts";
import type { Universe } from "../resolution/universe.ts";
import type { Recording } from "./recording.ts";

/**
 * The recording without what is bulky and decides nothing: of every project the files whose metadata was asked for, of
 * the advisories no texts of others, and nothing of the repository, which has to be there then. A replay over it should print the same;
 * whoever trims makes sure of it, since a search that passed a version over without asking for it would miss that version.
 */
export function trimRecording(recording: Recording): Recording {
  const { advisories } = recording;
  return {
    ...recording,
    trees: new Map(),
    requests: [],
    indexes: recording.indexes.map(({ key, universe }) => ({ key, universe: trimUniverse(universe) })),
    advisories:
      advisories === null
        ? null
        : {
            ...advisories,
            answers: new Map(
              [...advisories.answers].map(([pair, of]) => [pair, of.map((one) => ({ ...one, summary: null }))]),
            ),
          },
  };
}

function trimUniverse({ projects, metadata }: Universe): Universe {
  const asked = (file: DistributionFile): boolean => metadata.has(file.url);
  const trimmed = [...projects].map(([name, answer]): [typeof name, ProjectAnswer] => [
    name,
    trimProject(answer, asked),
  ]);
  return {
    projects: new Map(trimmed.filter(([, answer]) => answer.kind !== "listed" || answer.pages.length > 0)),
    metadata,
  };
}

function trimProject(answer: ProjectAnswer, asked: (file: DistributionFile) => boolean): ProjectAnswer {
  if (answer.kind !== "listed") return answer;
  const pages = answer.pages.map((page) => ({ ...page, files: page.files.filter(asked) }));
  return { kind: "listed", pages: pages.filter((page) => page.files.length > 0) };
}
