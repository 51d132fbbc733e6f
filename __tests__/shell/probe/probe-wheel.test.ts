import { describe, expect, it } from "@jest/globals";
import { embeddedTables } from "../../../src/core/accelerator/embedded-tables.ts";
import { probeText } from "../../../src/core/probe/probe-text.ts";
import { compareWithTables, rowOf } from "../../../src/core/probe/table-row.ts";
import type { BodyReader, Http, HttpAnswer, HttpHead, RequestOptions } from "../../../src/shell/http/http.ts";
import { BytesUnavailable } from "../../../src/shell/index/zip-bytes.ts";
import { probeWheel } from "../../../src/shell/probe/probe-wheel.ts";
import { buildZip } from "../../support/archives.ts";
import { madeLibrary } from "../../support/elf.ts";

/** A server that holds one file and counts what it sends. */
function serving(file: Buffer, ranges = true): { readonly http: Http; readonly sent: () => number } {
  let sent = 0;
  const answer = (range: string): { readonly head: HttpHead; readonly body: Buffer } => {
    const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
    const from = first === "" ? Math.max(0, file.length - Number(last)) : Number(first);
    const to = first === "" ? file.length : Math.min(file.length, Number(last) + 1);
    const body = ranges ? file.subarray(from, to) : file;
    const headers = ranges
      ? new Map([["content-range", `bytes ${from}-${to - 1}/${file.length}`]])
      : new Map<string, string>();
    return { head: { status: ranges ? 206 : 200, url: "", headers }, body };
  };
  const http = {
    async read<T>(_url: string, options: RequestOptions, reader: BodyReader<T>): Promise<HttpAnswer<T>> {
      const { head, body } = answer(options.range ?? "");
      async function* chunks(): AsyncGenerator<Uint8Array> {
        sent += body.length;
        yield body;
      }
      return { kind: "ok", head, body: await reader(head, chunks()) };
    },
  } as unknown as Http;
  return { http, sent: () => sent };
}

const metadata = [
  "Metadata-Version: 2.1",
  "Name: torch",
  "Version: 2.11.0",
  "Requires-Dist: cuda-toolkit[cudart]==13.0.2",
  "Requires-Dist: numpy",
  "",
].join("\n");
const filename = "torch-2.11.0-cp312-cp312-manylinux_2_28_x86_64.whl";
const wheel = (flags: string): Buffer =>
  buildZip([
    { name: "torch/version.py", content: "cuda: Optional[str] = '13.0'\n" },
    { name: "torch/lib/libtorch_python.so", content: madeLibrary({ texts: [flags, "libcudnn.so.9"] }) },
    {
      name: "torch/lib/libtorch_cuda.so",
      content: madeLibrary({ entries: [{ kind: "cubin", architecture: 75 }], padding: 9_000_000 }),
      stored: true,
    },
    { name: "torch-2.11.0.dist-info/METADATA", content: metadata },
  ]);

describe("probeWheel", () => {
  it("reads a wheel by ranges, within its bound, and says what it did not read", async () => {
    const file = wheel("sm_75 sm_80 sm_86 sm_90 sm_100 sm_120");
    const { http, sent } = serving(file);
    const probe = await probeWheel(http, { filename, url: "https://files.example/torch.whl" });
    expect(probe).toMatchObject({
      package: "torch",
      version: "2.11.0",
      size: file.length,
      requires: ["cuda-toolkit[cudart]==13.0.2"],
    });
    expect(probe.bytesRead).toBe(sent());
    expect(probe.bytesRead).toBeLessThan(4_000_000);
    expect(probe.unread.map(({ what }) => what)).toEqual(["torch/lib/libtorch_cuda.so"]);
  });

  it("agrees with the tables where the wheel says what they say", async () => {
    const { http } = serving(wheel("sm_75 sm_80 sm_86 sm_90 sm_100 sm_120"));
    const probe = await probeWheel(http, { filename, url: "https://files.example/torch.whl" });
    const row = rowOf(probe);
    const comparison = compareWithTables(embeddedTables(), row);
    expect(row).toMatchObject({
      platform: "linux-x86_64",
      glibcTag: "2.28",
      cuda: { value: "13.0", from: "torch/version.py" },
    });
    expect(comparison.map(({ fact, verdict }) => `${fact} ${verdict}`)).toEqual([
      "cuda agrees",
      "sm agrees",
      "ptx agrees",
      "glibc not-read",
      "cudnn not-in-tables",
    ]);
    expect(probeText(probe, row, comparison)).toContain("cuda: agree (13.0)");
  });

  it("disagrees where it does not, and takes no beginning of a library for all of it", async () => {
    const { http } = serving(wheel("sm_75 sm_80 compute_80"));
    const row = rowOf(await probeWheel(http, { filename, url: "https://files.example/torch.whl" }));
    const verdicts = compareWithTables(embeddedTables(), row).filter(({ verdict }) => verdict === "disagrees");
    expect(verdicts.map(({ fact, wheel: said }) => `${fact} ${said}`)).toEqual(["sm 75 80", "ptx 80"]);
    expect(row.sm.from).toBe("text in torch/lib/libtorch_python.so");
  });

  it("refuses a server without ranges instead of downloading the wheel", async () => {
    const { http } = serving(wheel("sm_75 sm_80"), false);
    await expect(probeWheel(http, { filename, url: "https://files.example/torch.whl" })).rejects.toThrow(
      BytesUnavailable,
    );
  });
});
