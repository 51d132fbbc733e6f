import { describe, expect, it } from "@jest/globals";
import { createRegistryPolicy } from "../../../src/shell/registry/registry-policy.ts";

const policy = createRegistryPolicy(["https://registry.corp:5000", "http://10.0.0.7:80", "https://ghcr.io"]);

describe("where requests about images may go", () => {
  it.each([
    ["https://registry-1.docker.io/v2/", true],
    ["https://ghcr.io/v2/", true],
    ["https://registry.corp:5000/v2/", true],
    ["http://10.0.0.7/v2/", true],
    ["https://registry.corp/v2/", false],
    ["http://registry.corp:5000/v2/", false],
    ["https://10.0.0.7/v2/", false],
    ["http://registry-1.docker.io/v2/", false],
    ["https://10.0.0.8/v2/", false],
    ["https://localhost/v2/", false],
    ["https://metadata.localhost/v2/", false],
    ["https://[::ffff:169.254.169.254]/v2/", false],
    ["file:///etc/passwd", false],
  ])("%s: %s", (url, isAllowed) => expect(policy.allowUrl(new URL(url)) === null).toBe(isAllowed));

  it("is held to for what a name resolves to, but for the hosts that policy names", () => {
    expect(policy.allowAddress("evil.example", "169.254.169.254")).toContain("private network");
    expect(policy.allowAddress("evil.example", "::1")).toContain("private network");
    expect(policy.allowAddress("evil.example", "203.0.113.9")).toBeNull();
    expect(policy.allowAddress("registry.corp", "10.1.1.1")).toBeNull();
  });
});
