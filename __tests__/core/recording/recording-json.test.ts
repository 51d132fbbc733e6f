import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parseRecording, serializeRecording } from "../../../src/core/recording/recording-json.ts";

const example = readFileSync(path.join(import.meta.dirname, "../../../examples/vision-service/recording.json"), "utf8");

function parsedExample() {
  const recording = parseRecording(example);
  if (!recording.ok) throw new Error(recording.problem.message);
  return recording.value;
}

describe("a recording", () => {
  it("is written in one canonical form", () => {
    expect(serializeRecording(parsedExample())).toBe(example);
  });

  it("is the same whatever the order of its answers", () => {
    const recording = parsedExample();
    const reversed = {
      ...recording,
      indexes: recording.indexes.map(({ key, universe }) => ({
        key,
        universe: {
          projects: new Map([...universe.projects].reverse()),
          metadata: new Map([...universe.metadata].reverse()),
        },
      })),
    };
    expect(serializeRecording(reversed)).toBe(example);
  });

  it.each([
    ["", "this is no JSON"],
    ["{", "this is no JSON"],
    ["null", "this is no recording"],
    ['{"recording":2}', "format 2"],
    [example.replace('"recording":1', '"recording":99'), "format 99"],
    [example.replace('"indexes":[', '"indexes":[{"key":"x"},'), "recording"],
    [example.slice(0, 5000), "this is no JSON"],
  ])("that cannot be read says why: %#", (text, why) => {
    const recording = parseRecording(text);
    expect(recording.ok).toBe(false);
    if (!recording.ok) expect(recording.problem.message).toContain(why);
  });

  it("does not let a name of a pair reach an object's prototype", () => {
    const hostile = example.replace('"answers":{', '"answers":{"__proto__":[],"constructor":[],');
    const recording = parseRecording(hostile);
    expect(recording.ok).toBe(true);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
