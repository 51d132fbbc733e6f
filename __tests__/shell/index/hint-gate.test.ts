import { describe, expect, it } from "@jest/globals";
import { createHintGate } from "../../../src/shell/index/hint-gate.ts";

/** Enters and writes down who has started, in order. */
async function scene(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe("createHintGate", () => {
  it("starts what is needed at once, and hints as places come free", async () => {
    const gate = createHintGate({ first: 1, most: 1, isIdle: () => true });
    const started: string[] = [];
    const leaves = new Map<string, () => void>();
    const enter = (name: string, urgency: "needed" | "hint") => {
      const { turn, started: promise } = gate.enter(urgency);
      void promise.then((leave) => {
        started.push(name);
        leaves.set(name, leave);
      });
      return turn;
    };
    enter("first hint", "hint");
    enter("second hint", "hint");
    const third = enter("third hint", "hint");
    enter("needed", "needed");
    await scene();
    expect(started).toEqual(["first hint", "needed"]);

    third.hurry();
    third.hurry();
    await scene();
    expect(started).toEqual(["first hint", "needed", "third hint"]);

    leaves.get("needed")?.();
    leaves.get("third hint")?.();
    await scene();
    expect(started).toHaveLength(3);

    leaves.get("first hint")?.();
    await scene();
    expect(started.at(-1)).toBe("second hint");
  });

  it("lets more hints run while the process mostly waits, up to a bound", async () => {
    let idle = false;
    const gate = createHintGate({ first: 2, most: 4, isIdle: () => idle });
    const leaves: (() => void)[] = [];
    for (let hint = 0; hint < 20; hint += 1)
      void gate.enter("hint").started.then((leave) => {
        leaves.push(leave);
      });
    await scene();
    let left = 0;
    const atOnce = async (): Promise<number> => {
      leaves[left]?.();
      left += 1;
      await scene();
      return leaves.length - left;
    };
    expect([await atOnce(), await atOnce()]).toEqual([2, 2]);
    idle = true;
    expect([await atOnce(), await atOnce(), await atOnce()]).toEqual([3, 4, 4]);
  });
});
