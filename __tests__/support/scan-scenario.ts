import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realPorts } from "../../src/action/real-ports.ts";
import { runAction } from "../../src/action/run-action.ts";
import { scanWith } from "../../src/action/scan-port.ts";
import { nothingStated } from "../../src/core/target/stated-target.ts";
import { recordsBranch } from "../../src/shell/records/github-record-store.ts";
import { plainPorts } from "./action-ports.ts";
import { type GithubDouble, startGithubDouble } from "./github-double/github-double.ts";
import { type Permissions, type RepositoryState, type Token, workflowToken } from "./github-double/state.ts";
import { type LoopbackIndex, type LoopbackPackage, startLoopbackIndex } from "./loopback-index.ts";
import { worldOn } from "./nights.ts";
import { type OsvFault, type ServedRecord, startOsvService } from "./osv-service.ts";
import { plainStep } from "./plain-step.ts";
import { type RunnerResult, runAsRunner } from "./runner.ts";

/** A repository on a GitHub double that is scanned night after night by the action, as its schedule would start it. */
export interface ScanScenario extends AsyncDisposable {
  readonly double: GithubDouble;
  readonly repository: RepositoryState;
  readonly index: LoopbackIndex;
  readonly token: Token;
  publish(...records: readonly ServedRecord[]): void;
  fail(fault: OsvFault | null): void;
  commit(files: Readonly<Record<string, string | null>>): Promise<string>;
  /** Scans on a day, `YYYY-MM-DD`. */
  night(day: string, options?: NightRun): Promise<RunnerResult>;
  /** Number of records on their branch. */
  records(): Promise<number>;
}

export interface NightRun {
  readonly event?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly token?: Token;
  /** Of the workflow's run; the default branch where it is left out. */
  readonly ref?: string;
}

const full = "octo/models";

export async function openScanScenario(
  packages: readonly LoopbackPackage[],
  files: Readonly<Record<string, string>>,
  permissions: Permissions = { contents: "write", issues: "write", pull_requests: "write" },
): Promise<ScanScenario> {
  const folder = await mkdtemp(join(tmpdir(), "scans-"));
  const double = await startGithubDouble();
  const repository = await double.state.addRepository(full);
  const index = await startLoopbackIndex({ packages });
  let failing: OsvFault | null = null;
  const osv = await startOsvService({ records: [], fault: () => failing });
  const token = workflowToken(double.state, full, permissions);
  const { git } = repository;
  const commit: ScanScenario["commit"] = (changed) => git.commit({ ref: "refs/heads/main", files: changed });
  await commit(files);

  async function night(day: string, options: NightRun = {}): Promise<RunnerResult> {
    const ref = options.ref ?? "refs/heads/main";
    return await runAsRunner({
      entry: ({ variables, write }) =>
        runAction(plainStep(variables, write), {
          ...plainPorts(variables),
          remediating: (request, work) => realPorts(variables).remediating(request, work),
          async scan(request) {
            await using world = worldOn(day, index, osv);
            const { inputs } = request;
            const settings = {
              models: [],
              target: nothingStated,
              failOn: inputs.failOn,
              allowGhsas: inputs.allowGhsas,
              warnOnly: inputs.warnOnly === true,
              resolve: {},
            };
            return await scanWith(request, { config: null, settings, world });
          },
        }),
      actionFile: join(import.meta.dirname, "../../action.yml"),
      event: {
        name: options.event ?? "schedule",
        payload: { repository: { full_name: full, default_branch: "main" } },
      },
      repository: full,
      sha: (await git.resolve(ref)) ?? "",
      ref,
      token: (options.token ?? token).value,
      apiUrl: double.url,
      inputs: { "index-url": index.url, ...options.inputs },
      env: { PINWARDEN_OSV_URL: osv.address, PINWARDEN_CACHE_DIR: join(folder, "cache"), NO_PROXY: "*" },
    });
  }

  return {
    double,
    repository,
    index,
    token,
    commit,
    night,
    publish: (...more) => void osv.records.push(...more),
    fail: (fault) => {
      failing = fault;
    },
    async records() {
      const tip = await git.resolve(`refs/heads/${recordsBranch}`);
      if (tip === null) return 0;
      return (await git.tree(tip, true)).filter(({ path }) => /^scans\/.*\.json$/.test(path)).length;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([double.stop(), index.close(), osv[Symbol.asyncDispose]()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
