import { describe, expect, it } from "@jest/globals";
import type { Answer, Asking, Question } from "../../../src/core/resolution/question.ts";
import { questionKey } from "../../../src/core/resolution/question.ts";
import { resolve } from "../../../src/core/resolution/resolve.ts";
import { speculation } from "../../../src/core/resolution/speculation.ts";
import { answerFrom, type Universe, UniverseRecorder } from "../../../src/core/resolution/universe.ts";
import type { AnswerSource } from "../../../src/shell/resolve/answer-source.ts";
import { drive } from "../../../src/shell/resolve/drive.ts";
import { recordingSource, universeSource } from "../../../src/shell/resolve/universe-source.ts";
import { pinsOf, requestOf, universeOf } from "../../support/universe-text.ts";

/** Answers a round of questions at a time, and counts the rounds: what a network of equal delays would do. */
function inRounds(universe: Universe): AnswerSource & { rounds(): number; asked: string[] } {
  let waiting: (() => void)[] = [];
  let rounds = 0;
  const asked: string[] = [];
  const answerAll = (): void => {
    rounds += 1;
    const released = waiting;
    waiting = [];
    for (const release of released) release();
  };
  return {
    rounds: () => rounds,
    asked,
    async answer(question, urgency) {
      asked.push(`${questionKey(question)}, ${urgency}`);
      if (waiting.length === 0) setImmediate(answerAll);
      await new Promise<void>((release) => waiting.push(release));
      return answerFrom(universe, question);
    },
  };
}

const chain = universeOf(`
  a 1.0
    b
    x
  b 1.0
    c
    y
  c 1.0
    d
  d 1.0
  x 1.0
  y 1.0
`);

describe("drive", () => {
  it("asks each question once as a hint and at most once more when it is needed", async () => {
    const source = inRounds(chain);
    const request = requestOf("a\nb");
    expect(pinsOf(await drive(resolve(request), source, speculation(request)))).toBe(
      "a 1.0, b 1.0, c 1.0, d 1.0, x 1.0, y 1.0",
    );
    expect(new Set(source.asked).size).toBe(source.asked.length);
  });

  it("takes no more rounds than the graph is deep", async () => {
    const request = requestOf("a");
    const source = inRounds(chain);
    await drive(resolve(request), source, speculation(request));
    // Four packages deep, a page and metadata for each.
    expect(source.rounds()).toBe(8);
  });

  it("asks for no other versions of a package whose extras are many", async () => {
    const universe = universeOf(`
      a 1.0
      a 2.0
        b; extra == "p"
        b; extra == "q"
        b; extra == "r"
        b; extra == "s"
        b; extra == "t"
      b 1.0
    `);
    const request = requestOf("a[p,q,r,s,t]");
    const source = inRounds(universe);
    expect(pinsOf(await drive(resolve(request), source, speculation(request)))).toContain("b 1.0");
    expect(source.asked.filter((question) => question.includes("a-1.0"))).toEqual([]);
  });

  it("gives the same outcome with and without guesses, whatever the order of the answers", async () => {
    const request = requestOf("a");
    const plain = await drive(resolve(request), universeSource(chain));
    const guessed = await drive(resolve({ ...request }), inRounds(chain), speculation(request));
    expect(guessed).toEqual(plain);
  });

  it("does not wait for hints, and does not care that they fail", async () => {
    function* asking(): Asking<string> {
      const needed: Question = { kind: "project", name: requestOf("a").requirements[0]?.specifier.name as never };
      const hint: Question = { kind: "project", name: requestOf("never").requirements[0]?.specifier.name as never };
      const answers = yield { need: [needed], hints: [hint] };
      return answers.project(needed.name)?.kind ?? "nothing";
    }
    const source: AnswerSource = {
      answer: (question) =>
        questionKey(question) === "project a"
          ? Promise.resolve<Answer>({ kind: "absent", asked: [] })
          : new Promise(() => {}),
    };
    expect(await drive(asking(), source)).toBe("absent");
  });

  it("turns a source that throws into an answer that could not be had", async () => {
    const source: AnswerSource = { answer: () => Promise.reject(new Error("the cable is cut")) };
    const outcome = await drive(resolve(requestOf("a")), source);
    expect(outcome).toEqual({ kind: "incomplete", notAssessed: [{ what: "a", why: "the cable is cut" }] });
  });

  it("replays a recording to the same outcome, refusals included", async () => {
    const universe = universeOf("a 1.0\n  c<2\nb 1.0\n  c>=2\nc 1.0\nc 2.0");
    const request = requestOf("a\nb");
    const recorder = new UniverseRecorder();
    const outcome = await drive(resolve(request), recordingSource(inRounds(universe), recorder), speculation(request));
    expect(outcome.kind).toBe("unsatisfiable");
    expect(await drive(resolve({ ...request }), universeSource(recorder.universe()))).toEqual(outcome);
  });
});
