import { describe, expect, it } from "@jest/globals";
import { AddressRefused, createSharedLookup } from "../../../src/shell/http/shared-lookup.ts";

const anything = (): null => null;

const resolved = (lookup: ReturnType<typeof createSharedLookup>, name: string): Promise<unknown> =>
  new Promise((resolve) => lookup(name, { all: true }, (error, addresses) => resolve(error ?? addresses)));

describe("names that are looked up one after the other", () => {
  it("all have their answer", async () => {
    const lookup = createSharedLookup(anything, () => 0, { atOnce: 1, closing: null });
    const answers = await Promise.all(["127.0.0.1", "127.0.0.2", "127.0.0.3"].map((name) => resolved(lookup, name)));
    expect(answers).toEqual(["127.0.0.1", "127.0.0.2", "127.0.0.3"].map((address) => [{ address, family: 4 }]));
  });

  it("are not looked up any more when the run has ended", async () => {
    const closing = new AbortController();
    const lookup = createSharedLookup(anything, () => 0, { atOnce: 1, closing: closing.signal });
    closing.abort();
    expect(await resolved(lookup, "127.0.0.1")).toBeInstanceOf(AddressRefused);
  });
});
