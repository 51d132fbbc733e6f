/** Where the workflow is written. */
export const workflowPath = ".github/workflows/pinwarden.yml";
/** Where the one that scans is written. */
export const scanWorkflowPath = ".github/workflows/pinwarden-scan.yml";

/** The workflow that checks pull requests with a release of the action, as docs/action.md describes it. */
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

/** The workflow that scans the default branch every night, as docs/scan.md describes it. */
export function scanWorkflow(version: string): string {
  return `name: Pinwarden (scan)

on:
  schedule:
    # At an odd minute: at the full hour runs are late, or dropped.
    - cron: "41 2 * * *"
  workflow_dispatch:

permissions: {}

# One scan at a time, and none that is ended in the middle.
concurrency:
  group: pinwarden-scan
  cancel-in-progress: false

jobs:
  scan:
    name: What changed without a commit
    runs-on: ubuntu-latest
    permissions:
      contents: write # appends a record to the branch pinwarden/records, and makes branches for remediation
      issues: write # keeps the drift issue
      pull-requests: write # opens and refreshes remediation pull requests
    steps:
      # Replace the tag by the commit that it names, and drop the word for zizmor: a tag can be moved, a commit cannot.
      - uses: pinwarden/pinwarden@v${version} # zizmor: ignore[unpinned-uses]
`;
}
