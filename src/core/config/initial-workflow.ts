/** Where the workflow is written. */
export const workflowPath = ".github/workflows/pinwarden.yml";

/**
 * The workflow that checks pull requests with a release of the action, as docs/action.md describes it. There is no scheduled one: this
 * version of the action has no mode for it.
 */
export function checkWorkflow(version: string): string {
  return `name: Pinwarden

on:
  pull_request:
  # A merge queue waits for this check too.
  merge_group:

permissions: {}

concurrency:
  group: pinwarden-\${{ github.event.pull_request.number || github.ref }}
  cancel-in-progress: true

jobs:
  check:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      # To write one comment; without it the report is in the job summary.
      pull-requests: write
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          # The test merge and both its parents, so that both sides are read from git.
          fetch-depth: 2
          persist-credentials: false
      # Replace the tag by the commit that it names: a tag can be moved, a commit cannot.
      - uses: pinwarden/pinwarden@v${version}
`;
}
