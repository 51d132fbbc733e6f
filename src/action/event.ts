import * as z from "zod";
import { PinwardenError } from "../core/error.ts";
import { objectId } from "../core/object-id.ts";

/** What made the workflow run, as far as it matters here. */
export type ActionEvent =
  | {
      readonly kind: "pull-request";
      /** `pull_request_target` runs with the base's rights: nothing of the head may come near the disk. */
      readonly privileged: boolean;
      readonly action: string;
      readonly number: number;
      /** Tip of the base branch when the event was made. */
      readonly base: string;
      readonly head: string;
      /** The head stands in another repository, or in one that is deleted. */
      readonly fork: boolean;
    }
  | { readonly kind: "merge-group"; readonly base: string; readonly head: string }
  | { readonly kind: "other"; readonly name: string };

const sha = z.string().regex(objectId);

const pullRequestPayload = z.object({
  action: z.string(),
  pull_request: z.object({
    number: z.number().int().positive(),
    base: z.object({ sha }),
    head: z.object({ sha, repo: z.object({ full_name: z.string() }).nullable() }),
  }),
  repository: z.object({ full_name: z.string() }),
});

const mergeGroupPayload = z.object({ merge_group: z.object({ base_sha: sha, head_sha: sha }) });

/** Validates the event. Throws `event/unexpected`. */
export function readEvent(name: string, payload: unknown): ActionEvent {
  switch (name) {
    case "pull_request":
    case "pull_request_target": {
      const { action, pull_request: pull, repository } = validate(name, pullRequestPayload, payload);
      const headRepository = pull.head.repo?.full_name.toLowerCase();
      return {
        kind: "pull-request",
        privileged: name === "pull_request_target",
        action,
        number: pull.number,
        base: pull.base.sha,
        head: pull.head.sha,
        fork: headRepository !== repository.full_name.toLowerCase(),
      };
    }
    case "merge_group": {
      const { merge_group: group } = validate(name, mergeGroupPayload, payload);
      return { kind: "merge-group", base: group.base_sha, head: group.head_sha };
    }
    default:
      return { kind: "other", name };
  }
}

function validate<T>(name: string, schema: z.ZodType<T>, payload: unknown): T {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? "" : ` at \`${issue.path.join(".")}\`: ${issue.message}`;
  throw new PinwardenError(
    "event/unexpected",
    `The \`${name}\` event has another shape than GitHub documents${where}.`,
    {
      hint: "The runner writes this file. If a step changes GITHUB_EVENT_PATH, let it not.",
    },
  );
}
