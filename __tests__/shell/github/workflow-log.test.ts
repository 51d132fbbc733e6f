import { describe, expect, it } from "@jest/globals";
import { plainLines } from "../../../src/shell/github/plain-lines.ts";
import { createWorkflowLog } from "../../../src/shell/github/workflow-log.ts";
import { fc } from "../../support/fast-check.ts";
import { plainStep } from "../../support/plain-step.ts";
import { printedThroughToolkit } from "../../support/run-entry.ts";
import { readCommands } from "../../support/runner-commands.ts";

const pieces = ["::", "##[", "]", "error", "set-output name=x", "\n", "\r", " ", "\t", "%0A", "%", "#", ":", ",", "x"];
const more = ["##[error]", "\n::set-output name=x::", "::stop-commands::t", "\u200b", "\u2028::error::y"];
const hostile = fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 12 }).map((parts) => parts.join(""));

describe("a line of the log", () => {
  const commands = [
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
  ];

  it.each(commands)("is no command: %j", (text) => {
    expect(readCommands(plainLines(text))).toEqual([]);
  });

  it("is no command whatever it is made of", () => {
    fc.assert(fc.property(hostile, (text) => readCommands(plainLines(text)).length === 0));
  });

  it("is no command where the toolkit writes it", () => {
    const texts = [...commands, ...fc.sample(hostile, 100)];
    const printed = printedThroughToolkit(texts.map((text) => ({ kind: "info", text })));
    expect(readCommands(printed)).toEqual([]);
    expect(printed.split("\n").length).toBeGreaterThan(texts.length);
  });

  it("keeps what is no command as it is", () => {
    expect(printedThroughToolkit([{ kind: "info", text: "torch==2.11.0 (a::b) # ok" }])).toBe(
      "torch==2.11.0 (a::b) # ok\n",
    );
  });
});

describe("an annotation", () => {
  it("points at the line of the file", () => {
    const place = { title: "accelerator/driver-too-old", file: "models/a,b/r:1.txt", startLine: 3, endLine: 3 };
    const printed = printedThroughToolkit([{ kind: "annotate", level: "error", text: "driver too old", place }]);
    expect(readCommands(printed)).toEqual([
      {
        name: "error",
        properties: { title: place.title, file: place.file, line: "3", endLine: "3" },
        data: "driver too old",
      },
    ]);
  });

  it("is one command, whatever it says", () => {
    const calls = fc.sample(fc.tuple(hostile, hostile), 200).map(([text, file]) => ({
      kind: "annotate" as const,
      level: "warning" as const,
      text,
      place: { file: `f${file}`, startLine: 1 },
    }));
    const commands = readCommands(printedThroughToolkit(calls));
    expect(commands).toHaveLength(calls.length);
    for (const command of commands) {
      expect(command.name).toBe("warning");
      expect(Object.keys(command.properties)).toHaveLength(2);
    }
  });

  it("becomes a line of the log after ten of its level", () => {
    let text = "";
    const step = plainStep({}, (part) => {
      text += part;
    });
    const log = createWorkflowLog(step);
    for (let n = 0; n < 13; n += 1) log.annotate("error", `problem ${n}`, { file: "r.txt", startLine: n + 1 });
    log.annotate("warning", "another level");
    const commands = readCommands(text);
    expect(commands.filter((command) => command.name === "error")).toHaveLength(10);
    expect(commands.filter((command) => command.name === "warning")).toHaveLength(1);
    expect(text).toContain("error: r.txt:13: problem 12");
  });
});

describe("a mask", () => {
  it("is the secret itself", () => {
    const printed = printedThroughToolkit([
      { kind: "mask", text: "gh##[s_1%" },
      { kind: "mask", text: "" },
    ]);
    expect(readCommands(printed)).toMatchObject([{ name: "add-mask", data: "gh##[s_1%" }]);
  });
});
