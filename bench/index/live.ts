/**
 * Reads the pages and the newest wheels' metadata of some sixty projects from the public index, and says where the time goes.
 * By hand only: `node bench/index/live.ts [CACHE_DIR [--offline]]`. With a folder the second run shows the warm path,
 * and `--offline` what of it is not the network.
 */
import type { DistributionFile } from "../../src/core/index/distribution-file.ts";
import { normalizeName } from "../../src/core/python/name.ts";
import { noCache } from "../../src/shell/cache/disk-cache.ts";
import { openCache } from "../../src/shell/cache/open-cache.ts";
import { createHttp } from "../../src/shell/http/create-http.ts";
import { createIndexClient } from "../../src/shell/index/index-client.ts";

const names =
  "torch transformers mlflow fastapi numpy pandas scipy scikit-learn requests urllib3 certifi idna charset-normalizer pydantic pydantic-core starlette anyio sniffio h11 uvicorn click jinja2 markupsafe sympy mpmath networkx fsspec filelock huggingface-hub tokenizers safetensors tqdm regex pyyaml packaging typing-extensions alembic sqlalchemy mako greenlet flask werkzeug itsdangerous blinker gunicorn docker gitpython gitdb smmap matplotlib contourpy cycler fonttools kiwisolver pillow pyparsing python-dateutil six pyarrow cachetools protobuf opentelemetry-api cloudpickle databricks-sdk google-auth graphene sqlparse".split(
    " ",
  );

const directory = process.argv[2];
const offline = process.argv[3] === "--offline";
const started = performance.now();
const since = (): string => `${(performance.now() - started).toFixed(0)} ms`;
await using http = createHttp({ version: "bench", environment: process.env });
await using cache = directory === undefined ? noCache : openCache({ directory });
const client = createIndexClient({
  indexes: [{ url: "https://pypi.org/simple" }],
  http,
  cache,
  offline,
  environment: process.env,
});

let files = 0;
const answers: string[] = [];
await Promise.all(
  names.map(async (name) => {
    const page = await client.project({ kind: "project", name: normalizeName(name) });
    if (page.kind !== "listed") return void answers.push(`${name}: ${JSON.stringify(page)}`);
    const all = page.pages[0]?.files ?? [];
    files += all.length;
    const wheels = all.filter((file) => file.filename.endsWith(".whl")).slice(-1);
    await Promise.all(wheels.map((file) => ask(file)));
  }),
);
const cpu = process.cpuUsage();
console.log(
  `${names.length} projects, ${files} files, ${since()}, processor ${((cpu.user + cpu.system) / 1000).toFixed(0)} ms, memory ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`,
);
for (const [answer, count] of Object.entries(Object.groupBy(answers, (text) => text)))
  console.log(`${count?.length} × ${answer}`);

async function ask(file: DistributionFile): Promise<void> {
  const answer = await client.metadata({ kind: "metadata", file });
  answers.push(answer.kind === "read" ? answer.source : JSON.stringify(answer));
}
