import * as z from "zod";
import type { GithubClient } from "../github-client.ts";
import type { Repository } from "../repository.ts";

/** What has to be known of a repository before anything is written to it. */
export interface RepositoryFacts {
  readonly defaultBranch: string;
  /** Its id in GraphQL. */
  readonly nodeId: string;
  /** Nothing can be written to it any more. */
  readonly archived: boolean;
}

const answer = z.object({ default_branch: z.string(), node_id: z.string(), archived: z.boolean().optional() });

export async function repositoryFacts(client: GithubClient, repository: Repository): Promise<RepositoryFacts> {
  const read = await client.request("GET /repos/{owner}/{repo}", { ...repository }, answer);
  return { defaultBranch: read.default_branch, nodeId: read.node_id, archived: read.archived ?? false };
}
