import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createWorkflowLog, type WorkflowLog } from "../../../src/shell/github/workflow-log.ts";
import { readCommands } from "../../support/runner-commands.ts";

function printed(use: (log: WorkflowLog) => void): string {
  let text = "";
  use(
    createWorkflowLog((part) => {
      text += part;
    }),
  );
  return text;
}

describe("a line of the log", () => {
  it.each([
    "::set-output name=verdict::pass",
    "  ::add-mask::secret",
    "\t\u00a0\u3000::stop-commands::x",
    "\u0000::error::x",
    "harmless\n::set-env name=PATH::/tmp",
    "harmless\r::error::x",
    "harmless\r\n   ::error::x",
    "harmless\u2028::error::x",
    "##[set-output name=verdict]pass",
    "in the middle ##[error]of a line",
    "::::error::x",
    "###[error]x",
  ])("is no command: %j", (text) => {
    expect(readCommands(printed((log) => log.info(text)))).toEqual([]);
  });

  it("keeps what is no command as it is", () => {
    expect(printed((log) => log.info("torch==2.11.0 (a::b) # ok"))).toBe("torch==2.11.0 (a::b) # ok\n");
  });

  it("is no command whatever it is made of", () => {
    const pieces = [
      "::",
      "##[",
      "]",
      "error",
      "set-output name=x",
      "\n",
      "\r",
      " ",
      "\t",
      "%0A",
      "#",
      ":",
      "\u200b",
      "x",
    ];
    const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(fc.property(hostile, (text) => readCommands(printed((log) => log.info(text))).length === 0));
  });
});

describe("an annotation", () => {
  it("points at the line of the file", () => {
    const text = printed((log) =>
      log.annotate("error", "driver too old", {
        title: "accelerator/driver-too-old",
        file: "models/a,b/r:1.txt",
        line: 3,
        endLine: 3,
      }),
    );
    expect(readCommands(text)).toEqual([
      {
        name: "error",
        properties: { title: "accelerator/driver-too-old", file: "models/a,b/r:1.txt", line: "3", endLine: "3" },
        data: "driver too old",
      },
    ]);
  });

  it("is one command, whatever it says", () => {
    const pieces = [
      "::",
      "##[error]",
      "\n::set-output name=x::",
      "\r",
      "%0A",
      "%",
      ",",
      ":",
      "x",
      "::stop-commands::t",
    ];
    const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(hostile, hostile, (message, file) => {
        const commands = readCommands(
          printed((log) => log.annotate("warning", message, { file: `f${file}`, line: 1 })),
        );
        return (
          commands.length === 1 && commands[0]?.name === "warning" && Object.keys(commands[0].properties).length === 2
        );
      }),
    );
  });

  it("becomes a line of the log after ten of its level", () => {
    const text = printed((log) => {
      for (let n = 0; n < 13; n += 1) log.annotate("error", `problem ${n}`, { file: "r.txt", line: n + 1 });
      log.annotate("warning", "another level");
    });
    const commands = readCommands(text);
    expect(commands.filter((command) => command.name === "error")).toHaveLength(10);
    expect(commands.filter((command) => command.name === "warning")).toHaveLength(1);
    expect(text).toContain("error: r.txt:13: problem 12");
  });
});

describe("a mask", () => {
  it("is the secret itself", () => {
    expect(readCommands(printed((log) => log.mask("gh##[s_1%")))).toMatchObject([
      { name: "add-mask", data: "gh##[s_1%" },
    ]);
    expect(printed((log) => log.mask(""))).toBe("");
  });
});
