import { describe, expect, it } from "@jest/globals";
import { letGo } from "../../../src/shell/http/let-go.ts";

describe("letGo", () => {
  it("empties bytes that have their memory to themselves", () => {
    const bytes = new Uint8Array(100_000);
    letGo(bytes);
    expect(bytes).toHaveLength(0);
  });

  it("leaves what others may be reading, and what is not worth it", () => {
    const whole = new Uint8Array(100_000);
    letGo(whole.subarray(1));
    letGo(whole.subarray(0, 50_000));
    expect(whole).toHaveLength(100_000);
    const small = new Uint8Array(100);
    letGo(small);
    expect(small).toHaveLength(100);
  });
});
